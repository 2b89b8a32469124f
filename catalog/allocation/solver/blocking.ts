import { type Allocation, type Instance, noRules, permitted, type Rules } from './instance.ts'
import { positions } from './stable.ts'

/** A student and a project that would both rather be together than as allocated. */
export type BlockingPair = { student: number; project: number }

/**
 * The pairs that make an allocation unstable; none: it is stable. Written from the definition alone and shares nothing
 * with the algorithms that make stable allocations.
 */
export function blockingPairs(
  instance: Instance,
  allocation: Allocation,
  rules: Rules = noRules,
): BlockingPair[] {
  const position = positions(instance)
  const choices = permitted(instance, rules)
  const lecturerOf = (project: number) => instance.projects[project]?.lecturer ?? -1
  const inProject = instance.projects.map((): number[] => [])
  const ofLecturer = instance.lecturers.map((): number[] => [])
  for (const [student, project] of allocation.entries()) {
    inProject[project]?.push(student)
    ofLecturer[lecturerOf(project)]?.push(student)
  }
  const wants = (lecturer: number, student: number, instead: number[]) =>
    instead.some((other) => (position[lecturer]?.[student] ?? 0) < (position[lecturer]?.[other] ?? 0))

  return choices.flatMap((list, student) => {
    const current =
      list.find(({ project }) => project === allocation[student])?.rank ?? Number.POSITIVE_INFINITY
    return list.flatMap(({ project, rank }) => {
      if (rank >= current) return []
      const lecturer = lecturerOf(project)
      const [there, with_] = [inProject[project] ?? [], ofLecturer[lecturer] ?? []]
      const projectHasRoom = there.length < (instance.projects[project]?.capacity ?? 0)
      const lecturerHasRoom = with_.length < (instance.lecturers[lecturer]?.capacity ?? 0)
      const blocks = projectHasRoom
        ? lecturerHasRoom || with_.includes(student) || wants(lecturer, student, with_)
        : wants(lecturer, student, there)
      return blocks ? [{ student, project }] : []
    })
  })
}
