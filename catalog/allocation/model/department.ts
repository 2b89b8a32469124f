import { z } from 'zod'
import type { Instance, Rules } from '../solver/instance.ts'
import type { Configuration } from './configuration.ts'

const id = z.string().trim().min(1).max(200)
const count = z.number().int().min(0).max(100_000)

/** Students, projects and lecturers as a department names them. */
export const Department = z
  .strictObject({
    students: z
      .array(
        z.strictObject({
          id,
          name: z.string().max(300).default(''),
          choices: z
            .array(z.strictObject({ project: id, rank: z.number().int().min(1).max(1000) }))
            .max(1000)
            .describe('Equal ranks are ties.'),
          comments: z.string().max(2000).default(''),
        }),
      )
      .min(1)
      .max(100_000),
    projects: z
      .array(
        z.strictObject({
          id,
          title: z.string().max(500).default(''),
          lecturer: id,
          email: z.string().max(300).default(''),
          capacity: count.default(1),
          minimum: count.default(0),
        }),
      )
      .min(1)
      .max(100_000),
    lecturers: z
      .array(
        z.strictObject({
          id,
          capacity: count.optional(),
          minimum: count.optional(),
          target: count.optional(),
          preferences: z.array(id).max(100_000).default([]).describe('Students, best first.'),
        }),
      )
      .max(100_000)
      .default([]),
  })
  .describe('Students, projects and lecturers.')
export type Department = z.infer<typeof Department>

/** A department made ready for the solver: names are indexes, defaults are filled in. */
export type Prepared = { instance: Instance; rules: Rules; targets: (number | null)[] }

/** Something that names what is not there: where, and the name. */
export type Reference = { path: (string | number)[]; kind: 'student' | 'project' | 'lecturer'; name: string }

/** Everything in a department and its configuration that is named twice or names nothing. */
export function check(department: Department, configuration: Configuration) {
  const unknown: Reference[] = []
  const twice: Reference[] = []
  const known = (kind: Reference['kind'], ids: string[], folder: string) => {
    const seen = new Set<string>()
    for (const [n, name] of ids.entries()) {
      if (seen.has(name)) twice.push({ path: [folder, n, 'id'], kind, name })
      seen.add(name)
    }
    return (path: Reference['path'], name: string) => {
      if (!seen.has(name)) unknown.push({ path, kind, name })
    }
  }
  const student = known(
    'student',
    department.students.map((one) => one.id),
    'students',
  )
  const project = known(
    'project',
    department.projects.map((one) => one.id),
    'projects',
  )
  known(
    'lecturer',
    department.lecturers.map((one) => one.id),
    'lecturers',
  )
  const lecturers = new Set([
    ...department.lecturers.map((one) => one.id),
    ...department.projects.map((one) => one.lecturer),
  ])

  for (const [n, { choices }] of department.students.entries()) {
    const chosen = new Set<string>()
    for (const [m, choice] of choices.entries()) {
      const path = ['students', n, 'choices', m, 'project']
      project(path, choice.project)
      if (chosen.has(choice.project)) twice.push({ path, kind: 'project', name: choice.project })
      chosen.add(choice.project)
    }
  }
  for (const [n, { preferences }] of department.lecturers.entries())
    for (const [m, name] of preferences.entries()) student(['lecturers', n, 'preferences', m], name)
  for (const rule of ['forced', 'disallowed'] as const)
    for (const [n, pair] of configuration[rule].entries()) {
      student(['configuration', rule, n, 'student'], pair.student)
      for (const [m, name] of pair.projects.entries())
        project(['configuration', rule, n, 'projects', m], name)
    }
  for (const [n, { lecturer }] of configuration.lecturers.entries())
    if (!lecturers.has(lecturer))
      unknown.push({ path: ['configuration', 'lecturers', n, 'lecturer'], kind: 'lecturer', name: lecturer })
  return { unknown, twice }
}

/** The solver's view of a department in which `check` found nothing. */
export function prepare(department: Department, configuration: Configuration): Prepared {
  const students = new Map(department.students.map(({ id }, n) => [id, n]))
  const projects = new Map(department.projects.map(({ id }, n) => [id, n]))
  const described = new Map(department.lecturers.map((lecturer) => [lecturer.id, lecturer]))
  const special = new Map(configuration.lecturers.map((lecturer) => [lecturer.lecturer, lecturer]))
  const names = [...new Set([...described.keys(), ...department.projects.map(({ lecturer }) => lecturer)])]
  const lecturers = new Map(names.map((name, n) => [name, n]))
  const { lecturerDefaults } = configuration
  const pairs = (list: Configuration['forced']) => {
    const found = new Map<number, Set<number>>()
    for (const pair of list) {
      const student = students.get(pair.student) ?? -1
      const set = found.get(student) ?? new Set()
      for (const project of pair.projects) set.add(projects.get(project) ?? -1)
      found.set(student, set)
    }
    return found
  }
  return {
    instance: {
      students: department.students.map(({ id, choices }) => ({
        id,
        choices: choices.map(({ project, rank }) => ({ project: projects.get(project) ?? -1, rank })),
      })),
      projects: department.projects.map(({ id, lecturer, capacity, minimum }) => ({
        id,
        lecturer: lecturers.get(lecturer) ?? -1,
        capacity,
        minimum,
      })),
      lecturers: names.map((id) => ({
        id,
        capacity: special.get(id)?.capacity ?? described.get(id)?.capacity ?? lecturerDefaults.capacity,
        minimum: special.get(id)?.minimum ?? described.get(id)?.minimum ?? lecturerDefaults.minimum,
        preferences: [
          ...new Set((described.get(id)?.preferences ?? []).map((name) => students.get(name) ?? -1)),
        ],
      })),
    },
    rules: {
      forced: pairs(configuration.forced),
      disallowed: pairs(configuration.disallowed),
      maximumRank: configuration.maximumRank ?? Number.POSITIVE_INFINITY,
    },
    targets: names.map(
      (id) => special.get(id)?.target ?? described.get(id)?.target ?? lecturerDefaults.target ?? null,
    ),
  }
}
