// What tests compare with: small departments drawn at random, and all their allocations.
import { type Allocation, type Instance, permitted, type Rules } from './instance.ts'

/** Numbers between 0 and 1, the same at every run (Park and Miller's minimal standard generator). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** A small department: ties, capacities, forced and disallowed pairs, a maximum rank. */
export function smallInstance(random: () => number): { instance: Instance; rules: Rules } {
  const upTo = (n: number) => Math.floor(random() * n)
  const [students, projects, lecturers] = [2 + upTo(4), 2 + upTo(4), 1 + upTo(3)]
  const shuffled = (n: number) =>
    Array.from({ length: n }, (_, i) => ({ i, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ i }) => i)
  const pairs = (count: number) =>
    new Map(Array.from({ length: count }, () => [upTo(students), new Set([upTo(projects), upTo(projects)])]))
  return {
    instance: {
      students: Array.from({ length: students }, (_, n) => {
        let rank = 0
        const choices = shuffled(projects).slice(0, 1 + upTo(projects))
        return {
          id: `s${n}`,
          choices: choices.map((project, place) => {
            if (place === 0 || random() < 0.7) rank++
            return { project, rank }
          }),
        }
      }),
      projects: Array.from({ length: projects }, (_, n) => ({
        id: `p${n}`,
        lecturer: upTo(lecturers),
        capacity: 1 + upTo(2),
        minimum: 0,
      })),
      lecturers: Array.from({ length: lecturers }, (_, n) => ({
        id: `l${n}`,
        capacity: 1 + upTo(3),
        minimum: 0,
        preferences: shuffled(students),
      })),
    },
    rules: {
      forced: random() < 0.3 ? pairs(1) : new Map(),
      disallowed: random() < 0.3 ? pairs(2) : new Map(),
      maximumRank: random() < 0.2 ? 2 : Number.POSITIVE_INFINITY,
    },
  }
}

/** Every allocation that capacities and rules allow. */
export function everyAllocation(instance: Instance, rules: Rules): Allocation[] {
  const choices = permitted(instance, rules)
  const found: Allocation[] = []
  const allocation = new Int32Array(instance.students.length).fill(-1)
  const places = instance.projects.map(({ capacity }) => capacity)
  const limits = instance.lecturers.map(({ capacity }) => capacity)

  const place = (student: number): void => {
    if (student === allocation.length) return void found.push(allocation.slice())
    place(student + 1)
    for (const { project } of choices[student] ?? []) {
      const lecturer = instance.projects[project]?.lecturer ?? -1
      if (places[project] === 0 || limits[lecturer] === 0) continue
      places[project] = (places[project] ?? 0) - 1
      limits[lecturer] = (limits[lecturer] ?? 0) - 1
      allocation[student] = project
      place(student + 1)
      allocation[student] = -1
      places[project] = (places[project] ?? 0) + 1
      limits[lecturer] = (limits[lecturer] ?? 0) + 1
    }
  }
  place(0)
  return found
}
