import type { Configuration } from '../model/configuration.ts'
import { type Department, type Prepared, prepare } from '../model/department.ts'
import type { Proof } from '../model/proof.ts'
import { blockingPairs } from '../solver/blocking.ts'
import { type Allocation, permitted } from '../solver/instance.ts'
import { loadDeviation, loads, rankOf, unfairness } from '../solver/objective.ts'
import { type Obstacle, obstacles } from './obstacles.ts'

/** What one student got, and what stood between it and each better choice. */
export type Placed = {
  student: string
  name: string
  project: string | null
  title: string
  lecturer: string | null
  rank: number | null
  why: Obstacle[]
}

export type LecturerLoad = {
  lecturer: string
  capacity: number
  minimum: number
  target: number | null
  students: string[]
}

export type Metrics = {
  students: number
  allocated: number
  unallocated: string[]
  rank: { max: number; median: number; mean: number; variance: number }
  /** Students by rank. */
  ranks: { rank: number; students: string[] }[]
  load: { max: number; mean: number; deviation: number }
  unfair: {
    count: number
    total: number
    mean: number
    pairs: { student: string; project: string; holder: string }[]
  }
  stable: boolean
  blocking: { student: string; project: string }[]
}

/** A rule that an allocation made by hand breaks. */
export type Violation = {
  code: 'project-over' | 'lecturer-over' | 'not-permitted' | 'below-minimum'
  name: string
}

export type Outcome = {
  placed: Placed[]
  lecturers: LecturerLoad[]
  metrics: Metrics
  violations: Violation[]
  proof: Proof
}

const SHOWN_PAIRS = 1000

/** Everything that can be said about an allocation, from the definitions and not from how it was found. */
export function outcomeOf(
  department: Department,
  configuration: Configuration,
  allocation: Allocation,
  proof: Proof,
): Outcome {
  const prepared = prepare(department, configuration)
  const { instance, rules, targets } = prepared
  const studentId = (student: number) => instance.students[student]?.id ?? ''
  const projectId = (project: number) => instance.projects[project]?.id ?? ''
  const lecturerOf = (project: number) =>
    instance.lecturers[instance.projects[project]?.lecturer ?? -1]?.id ?? null
  const ranks = instance.students.map((_, student) => rankOf(instance, student, allocation[student] ?? -1))
  const why = obstacles(prepared, allocation)
  const load = loads(instance, allocation)
  const unfair = unfairness(instance, allocation)
  const blocking = blockingPairs(instance, allocation, rules)
  const got = ranks.filter((rank) => rank !== undefined).sort((a, b) => a - b)
  const total = unfair.reduce((sum, { by }) => sum + by, 0)
  const students = [...allocation.keys()]
  const holds = (lecturer: number) =>
    students
      .filter((student) => instance.projects[allocation[student] ?? -1]?.lecturer === lecturer)
      .map(studentId)

  return {
    placed: department.students.map(({ id, name }, student) => {
      const project = allocation[student] ?? -1
      return {
        student: id,
        name,
        project: project < 0 ? null : projectId(project),
        title: department.projects[project]?.title ?? '',
        lecturer: lecturerOf(project),
        rank: ranks[student] ?? null,
        why: why[student] ?? [],
      }
    }),
    lecturers: instance.lecturers.map(({ id, capacity, minimum }, n) => ({
      lecturer: id,
      capacity,
      minimum,
      target: targets[n] ?? null,
      students: holds(n),
    })),
    metrics: {
      students: allocation.length,
      allocated: allocation.filter((project) => project >= 0).length,
      unallocated: students.filter((student) => (allocation[student] ?? -1) < 0).map(studentId),
      rank: statistics(got),
      ranks: [...new Set(got)].map((rank) => ({
        rank,
        students: students.filter((student) => ranks[student] === rank).map(studentId),
      })),
      load: {
        max: Math.max(0, ...load.lecturers),
        mean:
          load.lecturers.length === 0 ? 0 : load.lecturers.reduce((a, b) => a + b, 0) / load.lecturers.length,
        deviation: loadDeviation(prepared, allocation),
      },
      unfair: {
        count: unfair.length,
        total,
        mean: unfair.length === 0 ? 0 : total / unfair.length,
        pairs: unfair.slice(0, SHOWN_PAIRS).map(({ student, project, holder }) => ({
          student: studentId(student),
          project: projectId(project),
          holder: studentId(holder),
        })),
      },
      stable: blocking.length === 0,
      blocking: blocking
        .slice(0, SHOWN_PAIRS)
        .map(({ student, project }) => ({ student: studentId(student), project: projectId(project) })),
    },
    violations: violationsOf(prepared, allocation, load),
    proof,
  }
}

function statistics(sorted: number[]) {
  if (sorted.length === 0) return { max: 0, median: 0, mean: 0, variance: 0 }
  const mean = sorted.reduce((a, b) => a + b, 0) / sorted.length
  const middle = sorted.length / 2
  const median = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
  const variance = sorted.reduce((sum, rank) => sum + (rank - mean) ** 2, 0) / sorted.length
  return { max: sorted.at(-1) ?? 0, median, mean, variance }
}

function violationsOf(
  { instance, rules }: Prepared,
  allocation: Allocation,
  load: ReturnType<typeof loads>,
): Violation[] {
  const choices = permitted(instance, rules)
  const [projects, lecturers] = [load.projects, load.lecturers]
  const over = (
    code: Violation['code'],
    list: readonly { id: string; capacity: number }[],
    loaded: Int32Array,
  ) => list.flatMap(({ id, capacity }, n) => ((loaded[n] ?? 0) > capacity ? [{ code, name: id }] : []))
  const below = (list: readonly { id: string; minimum: number }[], loaded: Int32Array) =>
    list.flatMap(({ id, minimum }, n) =>
      (loaded[n] ?? 0) < minimum ? [{ code: 'below-minimum' as const, name: id }] : [],
    )
  return [
    ...over('project-over', instance.projects, projects),
    ...over('lecturer-over', instance.lecturers, lecturers),
    ...below(instance.projects, projects),
    ...below(instance.lecturers, lecturers),
    ...instance.students.flatMap(({ id }, student) => {
      const project = allocation[student] ?? -1
      const fine = project < 0 || choices[student]?.some((choice) => choice.project === project)
      return fine ? [] : [{ code: 'not-permitted' as const, name: id }]
    }),
  ]
}
