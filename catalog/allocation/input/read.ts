import { Configuration } from '../model/configuration.ts'
import { check, Department } from '../model/department.ts'
import { readCsv } from './csv.ts'
import { jsonAt } from './json.ts'
import { isLiterature, readLiterature } from './literature.ts'
import { Places } from './places.ts'
import type { Problem } from './problem.ts'
import { readLecturers, readProjects } from './projects.ts'
import { readStudents } from './students.ts'
import { headerOf, startOf, type Table } from './table.ts'
import { decode } from './text.ts'
import { readXlsx } from './xlsx.ts'

/** A file as it came. What it holds shows in its first line; nobody has to say it. */
export type Upload = { name: string; bytes: Uint8Array }

export type Input =
  | { ok: true; department: Department; configuration: Configuration }
  | { ok: false; problems: Problem[] }

/** So many problems are shown; who has more has one that repeats. */
const SHOWN = 500

/** Files in, a department and its configuration out; or everything that is wrong with them, at once. */
export async function read(uploads: Upload[], settings: unknown = undefined): Promise<Input> {
  const problems: Problem[] = []
  const report = (problem: Problem) => void problems.push(problem)
  const places = new Places()
  const parts = new Map<string, string>()
  const department: Department = { students: [], projects: [], lecturers: [] }
  let given = settings
  let configurationFile = 'configuration'
  const isFirst = (kind: string, file: string) => {
    const other = parts.get(kind)
    if (other !== undefined) report({ code: 'same-kind', kind, other, ...startOf(file) })
    parts.set(kind, other ?? file)
    return other === undefined
  }
  const take = (table: Table) => {
    const header = headerOf(table)
    const has = (...names: string[]) => names.some((name) => header.includes(name))
    const { file } = table
    if (table.rows.length === 0) return
    if (has('PID') || (has('TITLE') && has('SUP')) || (has('PROJECT') && !has('P1'))) {
      if (isFirst('projects', file)) department.projects = readProjects(table, places, report)
    } else if (has('LECTURER', 'SUP', 'SUPERVISOR', 'DOCENTE')) {
      if (isFirst('lecturers', file)) department.lecturers = readLecturers(table, places, report)
    } else if (isFirst('students', file)) {
      department.students = readStudents(table, places, report)
    }
  }

  for (const { name, bytes } of uploads) {
    if (bytes.length === 0) {
      report({ code: 'empty-file', ...startOf(name) })
      continue
    }
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
      take(await readXlsx(name, bytes, report))
      continue
    }
    const text = decode(bytes)
    if (text === undefined) report({ code: 'not-readable', kind: 'text', ...startOf(name) })
    else if (/^\s*\{/.test(text)) {
      const json = jsonAt(name, text, report)
      if (json === undefined) continue
      if (isFirst('configuration', name)) {
        given = {
          ...(typeof json === 'object' ? json : {}),
          ...(typeof settings === 'object' ? settings : {}),
        }
        configurationFile = name
      }
    } else if (isLiterature(text)) {
      if (isFirst('students', name) && isFirst('projects', name) && isFirst('lecturers', name))
        Object.assign(department, readLiterature(name, text, places, report))
    } else take(readCsv(name, text, report))
  }

  for (const kind of ['students', 'projects'] as const)
    if (!parts.has(kind) && problems.every(({ code }) => code !== 'not-readable' && code !== 'empty-file'))
      report({ code: 'missing-file', kind, ...startOf(kind) })
  const configuration = readConfiguration(given, configurationFile, report)
  if (parts.has('students') && parts.has('projects'))
    crossCheck(department, configuration ?? Configuration.parse({}), places, configurationFile, report)
  if (problems.length > 0 || configuration === undefined) return { ok: false, problems: sorted(problems) }
  return { ok: true, department, configuration }
}

/** The same for what came as one JSON document. */
export function readDocument(given: unknown): Input {
  const problems: Problem[] = []
  const report = (problem: Problem) => void problems.push(problem)
  const { configuration: settings, ...rest } = Object(given)
  const configuration = readConfiguration(settings, 'configuration', report)
  const department = Department.safeParse(rest)
  if (!department.success)
    for (const { path, message } of department.error.issues)
      report({ code: 'setting', path: path.join('.') || 'body', reason: message, ...startOf('body') })
  if (department.success)
    crossCheck(
      department.data,
      configuration ?? Configuration.parse({}),
      new Places(),
      'configuration',
      report,
    )
  if (problems.length > 0 || !department.success || configuration === undefined)
    return { ok: false, problems: sorted(problems) }
  return { ok: true, department: department.data, configuration }
}

function readConfiguration(
  given: unknown,
  file: string,
  report: (problem: Problem) => void,
): Configuration | undefined {
  const parsed = Configuration.safeParse(given ?? {})
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues)
    report({ code: 'setting', path: path.join('.') || 'configuration', reason: message, ...startOf(file) })
  return undefined
}

/** Names that nothing has, and names that two things have. */
function crossCheck(
  department: Department,
  configuration: Configuration,
  places: Places,
  configurationFile: string,
  report: (problem: Problem) => void,
): void {
  const { unknown, twice } = check(department, configuration)
  const placeOf = (path: (string | number)[]) =>
    places.of(path) ?? startOf(path[0] === 'configuration' ? configurationFile : path.join('.'))
  for (const { path, kind, name } of unknown)
    if (name !== '') report({ code: 'unknown', kind, name, ...placeOf(path) })
  for (const { path, kind, name } of twice) {
    if (name === '') continue
    const list: readonly { id: string }[] =
      kind === 'student'
        ? department.students
        : kind === 'project'
          ? department.projects
          : department.lecturers
    const folder = `${kind}s`
    const first =
      path.length > 3
        ? placeOf([path[0] ?? '', path[1] ?? 0])
        : placeOf([folder, list.findIndex(({ id }) => id === name)])
    report({ code: 'twice', kind, name, first: `${first.file}:${first.line}`, ...placeOf(path) })
  }
}

function sorted(problems: Problem[]): Problem[] {
  return problems
    .toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column)
    .slice(0, SHOWN)
}
