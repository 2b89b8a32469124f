import type { Prepared } from '../model/department.ts'
import { type Allocation, permitted } from '../solver/instance.ts'
import { loads, rankOf } from '../solver/objective.ts'

/** Why a student did not get a project that it would rather have. */
export type Obstacle = { project: string; rank: number } & (
  | { because: 'rule' }
  | { because: 'project-full' | 'lecturer-full'; by: { student: string; rank: number }[] }
  /** There is room; the whole is better as it is. */
  | { because: 'whole' }
)

const SHOWN = 5

/** For each student, what blocked each choice better than what it got. */
export function obstacles({ instance, rules }: Prepared, allocation: Allocation): Obstacle[][] {
  const load = loads(instance, allocation)
  const choices = permitted(instance, rules)
  const inProject = instance.projects.map((): number[] => [])
  const ofLecturer = instance.lecturers.map((): number[] => [])
  for (const [student, project] of allocation.entries()) {
    inProject[project]?.push(student)
    ofLecturer[instance.projects[project]?.lecturer ?? -1]?.push(student)
  }
  const holders = (students: number[] = []) =>
    students.slice(0, SHOWN).map((student) => ({
      student: instance.students[student]?.id ?? '',
      rank: rankOf(instance, student, allocation[student] ?? -1) ?? 0,
    }))

  return instance.students.map(({ choices: all }, student) => {
    const mine = allocation[student] ?? -1
    const own = rankOf(instance, student, mine) ?? Number.POSITIVE_INFINITY
    const better = all.filter(({ rank }) => rank < own).sort((a, b) => a.rank - b.rank)
    return better.map(({ project, rank }): Obstacle => {
      const { id = '', lecturer = -1, capacity = 0 } = instance.projects[project] ?? {}
      const same = instance.projects[mine]?.lecturer === lecturer
      if (!choices[student]?.some((choice) => choice.project === project))
        return { project: id, rank, because: 'rule' }
      if ((load.projects[project] ?? 0) >= capacity)
        return { project: id, rank, because: 'project-full', by: holders(inProject[project]) }
      if (!same && (load.lecturers[lecturer] ?? 0) >= (instance.lecturers[lecturer]?.capacity ?? 0))
        return { project: id, rank, because: 'lecturer-full', by: holders(ofLecturer[lecturer]) }
      return { project: id, rank, because: 'whole' }
    })
  })
}
