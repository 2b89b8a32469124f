import type { Configuration } from '../model/configuration.ts'
import type { Prepared } from '../model/department.ts'
import type { Allocation, Instance } from './instance.ts'
import { positions } from './stable.ts'

export type Weights = Pick<
  Configuration,
  | 'rankWeight'
  | 'rankExponent'
  | 'lecturerRankWeight'
  | 'unfairnessWeight'
  | 'loadDeviationWeight'
  | 'unallocatedCost'
>

/** A student who would rather have a project that went to one who ranked it worse. */
export type Unfair = { student: number; project: number; holder: number; by: number }

/** What it costs that a student gets a project: its rank, and its place in the lecturer's list. */
export function assignmentCost({ instance }: Prepared, weights: Weights) {
  const place = weights.lecturerRankWeight > 0 ? positions(instance) : []
  return (student: number, project: number, rank: number): number => {
    const lecturer = instance.projects[project]?.lecturer ?? -1
    const liked = place[lecturer]
    // Students whom the lecturer does not name are all equally far.
    const named = instance.lecturers[lecturer]?.preferences.length ?? 0
    const lecturerRank = liked ? Math.min(liked[student] ?? 0, named) + 1 : 0
    return weights.rankWeight * rank ** weights.rankExponent + weights.lecturerRankWeight * lecturerRank
  }
}

/** The rank that a student gave a project, if it did. */
export function rankOf(instance: Instance, student: number, project: number): number | undefined {
  return instance.students[student]?.choices.find((choice) => choice.project === project)?.rank
}

/** How many students each project has, and each lecturer. */
export function loads(instance: Instance, allocation: Allocation) {
  const projects = new Int32Array(instance.projects.length)
  const lecturers = new Int32Array(instance.lecturers.length)
  for (const project of allocation) {
    if (project < 0) continue
    const lecturer = instance.projects[project]?.lecturer ?? -1
    projects[project] = (projects[project] ?? 0) + 1
    lecturers[lecturer] = (lecturers[lecturer] ?? 0) + 1
  }
  return { projects, lecturers }
}

/** Each pair of a student and a project that is unfair, once, with the holder who ranked it worst. */
export function unfairness(instance: Instance, allocation: Allocation): Unfair[] {
  const worst = new Map<number, { holder: number; rank: number }>()
  for (const [holder, project] of allocation.entries()) {
    const rank = rankOf(instance, holder, project)
    if (rank !== undefined && rank > (worst.get(project)?.rank ?? 0)) worst.set(project, { holder, rank })
  }
  return instance.students.flatMap(({ choices }, student) => {
    const own = rankOf(instance, student, allocation[student] ?? -1) ?? Number.POSITIVE_INFINITY
    return choices.flatMap(({ project, rank }) => {
      const other = worst.get(project)
      if (other === undefined || rank >= own || rank >= other.rank) return []
      return [{ student, project, holder: other.holder, by: other.rank - rank }]
    })
  })
}

/** Students more or fewer than the targets, over all lecturers. */
export function loadDeviation({ instance, targets }: Prepared, allocation: Allocation): number {
  const { lecturers } = loads(instance, allocation)
  return targets.reduce<number>(
    (sum, target, n) => sum + (target === null ? 0 : Math.abs((lecturers[n] ?? 0) - target)),
    0,
  )
}

/** What an allocation costs, from the definition alone. */
export function costOf(prepared: Prepared, weights: Weights, allocation: Allocation): number {
  const { instance } = prepared
  const cost = assignmentCost(prepared, weights)
  const assigned = allocation.reduce(
    (sum, project, student) =>
      sum +
      (project < 0
        ? weights.unallocatedCost
        : cost(student, project, rankOf(instance, student, project) ?? instance.projects.length + 1)),
    0,
  )
  return (
    assigned +
    (weights.unfairnessWeight > 0 ? weights.unfairnessWeight * unfairness(instance, allocation).length : 0) +
    (weights.loadDeviationWeight > 0 ? weights.loadDeviationWeight * loadDeviation(prepared, allocation) : 0)
  )
}

/** How many of the places that minimum loads ask for are filled. */
export function minimaFilled(instance: Instance, allocation: Allocation): number {
  const { projects, lecturers } = loads(instance, allocation)
  const filled = (list: readonly { minimum: number; capacity: number }[], load: Int32Array) =>
    list.reduce((sum, { minimum, capacity }, n) => sum + Math.min(minimum, capacity, load[n] ?? 0), 0)
  return filled(instance.projects, projects) + filled(instance.lecturers, lecturers)
}
