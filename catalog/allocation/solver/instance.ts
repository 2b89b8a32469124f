/** What is to be allocated, by index: students, projects and lecturers are numbers counted from 0. */
export type Instance = {
  students: readonly Student[]
  projects: readonly Project[]
  lecturers: readonly Lecturer[]
}

export type Student = {
  id: string
  /** Acceptable projects; equal ranks are ties. Ranks are counted from 1. */
  choices: readonly Choice[]
}
export type Choice = { project: number; rank: number }

export type Project = { id: string; lecturer: number; capacity: number; minimum: number }

export type Lecturer = {
  id: string
  capacity: number
  minimum: number
  /** Students, best first, for the stable modes. Those not named come last, in the order of the file. */
  preferences: readonly number[]
}

/** For each student the project it got, or -1. */
export type Allocation = Int32Array

/** Pairs that the department wants or forbids, and the worst rank it accepts. */
export type Rules = {
  /** Student → the projects of which it must get one. */
  forced: ReadonlyMap<number, ReadonlySet<number>>
  disallowed: ReadonlyMap<number, ReadonlySet<number>>
  maximumRank: number
}

export const noRules: Rules = {
  forced: new Map(),
  disallowed: new Map(),
  maximumRank: Number.POSITIVE_INFINITY,
}

/** The choices that the rules leave each student. */
export function permitted(instance: Instance, rules: Rules): Choice[][] {
  return instance.students.map((student, index) => {
    const forced = rules.forced.get(index)
    const disallowed = rules.disallowed.get(index)
    return student.choices.filter(
      ({ project, rank }) =>
        (forced ? forced.has(project) : rank <= rules.maximumRank) && !disallowed?.has(project),
    )
  })
}
