import { type Allocation, type Choice, type Instance, noRules, permitted, type Rules } from './instance.ts'

/** Whose wishes decide among the stable allocations. */
export type Side = 'students' | 'lecturers'

/**
 * A stable allocation where lecturers have preferences over students: nobody and no lecturer would both rather have
 * each other. Ties are broken by the order of the file, so the result is weakly stable. (The student-project
 * allocation problem, SPA-S: Abraham, Irving and Manlove, “Two algorithms for the student-project allocation
 * problem”, 2007.)
 */
export function stable(instance: Instance, side: Side, rules: Rules = noRules): Allocation {
  const choices = permitted(instance, rules).map((list) => list.toSorted((a, b) => a.rank - b.rank))
  const places = new Places(instance)
  return side === 'students' ? studentsApply(places, choices) : lecturersOffer(places, choices)
}

/** For each lecturer, the place of each student in its list; those not named follow in the order of the file. */
export function positions(instance: Instance): Int32Array[] {
  return instance.lecturers.map(({ preferences }) => {
    const position = Int32Array.from(instance.students, (_, student) => preferences.length + student)
    for (const [place, student] of preferences.entries()) position[student] = place
    return position
  })
}

/** Each free student applies to the next project; whoever is worst where it got too full is free again. */
function studentsApply(places: Places, choices: readonly Choice[][]): Allocation {
  const next = new Int32Array(choices.length)
  const free = choices.map((_, student) => student)
  for (let student = free.pop(); student !== undefined; student = free.pop()) {
    const choice = choices[student]?.[next[student] as number]
    if (choice === undefined) continue
    next[student] = (next[student] as number) + 1
    places.take(student, choice.project)
    const out = places.isOver(choice.project)
      ? places.worstOfProject(choice.project)
      : places.isLecturerOver(choice.project)
        ? places.worstOfLecturer(choice.project)
        : undefined
    if (out === undefined) continue
    places.leave(out)
    free.push(out)
  }
  return places.allocation
}

/** Each lecturer with room offers to the best student that would rather have one of its projects with room. */
function lecturersOffer(places: Places, choices: readonly Choice[][]): Allocation {
  const { instance } = places
  const lists = places.positions.map((position) =>
    instance.students.map((_, student) => student).sort((a, b) => (position[a] ?? 0) - (position[b] ?? 0)),
  )
  const waiting = new Set(instance.lecturers.keys())
  for (const lecturer of waiting) {
    waiting.delete(lecturer)
    for (let offer = find(lecturer); offer; offer = find(lecturer)) {
      const before = places.allocation[offer.student] as number
      if (before >= 0) {
        places.leave(offer.student)
        waiting.add(places.lecturerOf(before))
      }
      places.take(offer.student, offer.project)
    }
  }
  return places.allocation

  function find(lecturer: number): { student: number; project: number } | undefined {
    if (places.isLecturerFull(lecturer)) return undefined
    for (const student of lists[lecturer] ?? []) {
      for (const { project } of choices[student] ?? []) {
        if (places.allocation[student] === project) break
        if (places.lecturerOf(project) === lecturer && places.hasRoom(project)) return { student, project }
      }
    }
    return undefined
  }
}

/** Who is where, and who is the least wanted there. */
class Places {
  readonly instance: Instance
  readonly positions: Int32Array[]
  readonly allocation: Allocation
  readonly #inProject: Set<number>[]
  readonly #load: Int32Array

  constructor(instance: Instance) {
    this.instance = instance
    this.positions = positions(instance)
    this.allocation = new Int32Array(instance.students.length).fill(-1)
    this.#inProject = instance.projects.map(() => new Set())
    this.#load = new Int32Array(instance.lecturers.length)
  }

  lecturerOf(project: number): number {
    return this.instance.projects[project]?.lecturer ?? -1
  }

  take(student: number, project: number): void {
    this.allocation[student] = project
    this.#inProject[project]?.add(student)
    this.#count(project, 1)
  }

  leave(student: number): void {
    const project = this.allocation[student] as number
    this.allocation[student] = -1
    this.#inProject[project]?.delete(student)
    this.#count(project, -1)
  }

  isOver = (project: number) => this.#sizeOf(project) > this.#capacityOf(project)
  hasRoom = (project: number) => this.#sizeOf(project) < this.#capacityOf(project)
  isLecturerOver = (project: number) =>
    this.#loadOf(this.lecturerOf(project)) > this.#limitOf(this.lecturerOf(project))
  isLecturerFull = (lecturer: number) => this.#loadOf(lecturer) >= this.#limitOf(lecturer)

  worstOfProject(project: number): number | undefined {
    return this.#worst(this.lecturerOf(project), this.#inProject[project] ?? [])
  }

  worstOfLecturer(project: number): number | undefined {
    const lecturer = this.lecturerOf(project)
    const all = this.#inProject.flatMap((set, other) => (this.lecturerOf(other) === lecturer ? [...set] : []))
    return this.#worst(lecturer, all)
  }

  #worst(lecturer: number, students: Iterable<number>): number | undefined {
    const position = this.positions[lecturer]
    let worst: number | undefined
    for (const student of students) {
      if (worst === undefined || (position?.[student] ?? 0) > (position?.[worst] ?? 0)) worst = student
    }
    return worst
  }

  #count(project: number, by: number): void {
    const lecturer = this.lecturerOf(project)
    this.#load[lecturer] = this.#loadOf(lecturer) + by
  }
  #sizeOf = (project: number) => this.#inProject[project]?.size ?? 0
  #capacityOf = (project: number) => this.instance.projects[project]?.capacity ?? 0
  #loadOf = (lecturer: number) => this.#load[lecturer] ?? 0
  #limitOf = (lecturer: number) => this.instance.lecturers[lecturer]?.capacity ?? 0
}
