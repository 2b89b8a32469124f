import type { Department } from '../model/department.ts'
import type { Places } from './places.ts'
import { type Report, startOf } from './table.ts'

const SHAPES = {
  student: 'student: project project (project project) …',
  project: 'project: capacity: lecturer  or  project: minimum: capacity: lecturer',
  lecturer: 'lecturer: capacity: students  or  lecturer: minimum: target: capacity: students',
}

type Line = { line: number; text: string; fields: { text: string; column: number }[] }

/** Is this the literature's format: three numbers alone on the first line? */
export function isLiterature(text: string): boolean {
  return /^\s*\d+[ \t]+\d+[ \t]+\d+[ \t]*(\r?\n|\r|$)/.test(text)
}

/** `n m k`, then n lines of students, m of projects, k of lecturers, fields between colons, ties in brackets. */
export function readLiterature(file: string, text: string, places: Places, report: Report): Department {
  const lines = text
    .split(/\r\n?|\n/)
    .map((each, n): Line => ({ line: n + 1, text: each, fields: fieldsOf(each) }))
    .filter((each) => each.text.trim() !== '')
  const [n = 0, m = 0, k = 0] = (lines[0]?.text ?? '').trim().split(/\s+/).map(Number)
  const body = lines.slice(1)
  if (body.length < n + m + k)
    report({ code: 'too-few-lines', expected: n + m + k, found: body.length, ...startOf(file) })
  const wrong = (kind: keyof typeof SHAPES, { line }: Line) =>
    report({ code: 'line-shape', expected: SHAPES[kind], file, line, column: 1 })
  const number = ({ line }: Line, name: string, field: Line['fields'][number] | undefined) => {
    const value = field?.text.trim() ?? ''
    if (/^\d{1,6}$/.test(value)) return Number(value)
    report({ code: 'not-a-number', name, value: value.slice(0, 50), file, line, column: field?.column ?? 1 })
    return 0
  }

  const students = body.slice(0, n).flatMap((each, index) => {
    places.set(['students', index], { file, line: each.line, column: 1 })
    const [id, list, ...more] = each.fields
    if (id === undefined || list === undefined || more.length > 0) return wrong('student', each) ?? []
    const entries = readList(file, each.line, list, report)
    for (const [choice, { column }] of entries.entries())
      places.set(['students', index, 'choices', choice, 'project'], { file, line: each.line, column })
    return [
      {
        id: id.text.trim(),
        name: '',
        comments: '',
        choices: entries.map(({ name, rank }) => ({ project: name, rank })),
      },
    ]
  })
  const projects = body.slice(n, n + m).flatMap((each, index) => {
    places.set(['projects', index], { file, line: each.line, column: 1 })
    const { fields } = each
    if (fields.length !== 3 && fields.length !== 4) return wrong('project', each) ?? []
    const lecturer = fields.at(-1)?.text.trim() ?? ''
    if (lecturer === '') return wrong('project', each) ?? []
    return [
      {
        id: fields[0]?.text.trim() ?? '',
        title: '',
        email: '',
        lecturer,
        minimum: fields.length === 4 ? number(each, 'MIN', fields[1]) : 0,
        capacity: number(each, 'CAPACITY', fields.at(-2)),
      },
    ]
  })
  const lecturers = body.slice(n + m, n + m + k).flatMap((each, index) => {
    places.set(['lecturers', index], { file, line: each.line, column: 1 })
    const { fields } = each
    const loads = fields.length - (fields.length === 2 ? 1 : 2)
    if (loads !== 1 && loads !== 3) return wrong('lecturer', each) ?? []
    const list = fields[loads + 1]
    const entries = list ? readList(file, each.line, list, report) : []
    for (const [n, { column }] of entries.entries())
      places.set(['lecturers', index, 'preferences', n], { file, line: each.line, column })
    return [
      {
        id: fields[0]?.text.trim() ?? '',
        ...(loads === 3
          ? { minimum: number(each, 'MIN', fields[1]), target: number(each, 'TARGET', fields[2]) }
          : {}),
        capacity: number(each, 'CAPACITY', fields[loads]),
        preferences: entries.map(({ name }) => name),
      },
    ]
  })
  return { students, projects, lecturers }
}

function fieldsOf(text: string): Line['fields'] {
  let column = 1
  return text.split(':').map((field) => {
    const here = { text: field, column: column + (field.length - field.trimStart().length) }
    column += field.length + 1
    return here
  })
}

/** Names in order; those in one bracket share a rank. */
function readList(file: string, line: number, field: Line['fields'][number], report: Report) {
  const found: { name: string; rank: number; column: number }[] = []
  const start = field.column - (field.text.length - field.text.trimStart().length)
  let rank = 0
  let tie: { size: number; column: number } | undefined
  for (const { 0: token, index } of field.text.matchAll(/[()]|[^\s(),]+/g)) {
    const column = start + index
    if (token === '(') {
      if (tie) report({ code: 'bracket', text: '(', file, line, column })
      tie = { size: 0, column }
      rank++
    } else if (token === ')') {
      if (!tie || tie.size === 0) report({ code: 'bracket', text: tie ? '()' : ')', file, line, column })
      tie = undefined
    } else {
      if (tie) tie.size++
      else rank++
      found.push({ name: token, rank, column })
    }
  }
  if (tie) report({ code: 'bracket', text: '(', file, line, column: tie.column })
  return found
}
