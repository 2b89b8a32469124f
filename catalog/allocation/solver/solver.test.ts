import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allocate, type Mode } from './allocate.ts'
import { blockingPairs } from './blocking.ts'
import { type Allocation, type Instance, permitted, type Rules } from './instance.ts'
import { stable } from './stable.ts'

const unallocatedCost = 12

/** Numbers between 0 and 1, the same at every run (Park and Miller's minimal standard generator). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** A small department: ties, capacities, forced and disallowed pairs, a maximum rank. */
function smallInstance(random: () => number): { instance: Instance; rules: Rules } {
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
function everyAllocation(instance: Instance, rules: Rules): Allocation[] {
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

/** How many students have no project, rank 1, rank 2, … */
function profile(instance: Instance, allocation: Allocation): number[] {
  const counts = new Array<number>(instance.projects.length + 1).fill(0)
  for (const [student, project] of allocation.entries()) {
    const rank = instance.students[student]?.choices.find((choice) => choice.project === project)?.rank ?? 0
    counts[rank] = (counts[rank] ?? 0) + 1
  }
  return counts
}

const rankSum = ([, ...ranks]: number[]) => ranks.reduce((sum, count, n) => sum + count * (n + 1), 0)

/** What a mode compares, smallest is best, most important first. */
const measures: Record<Mode, (profile: number[]) => number[]> = {
  'minimum-cost': (profile) => [rankSum(profile) + (profile[0] ?? 0) * unallocatedCost],
  'maximum-size': (profile) => [profile[0] ?? 0, rankSum(profile)],
  greedy: ([unallocated = 0, ...ranks]) => [unallocated, ...ranks.map((count) => -count)],
  generous: ([unallocated = 0, ...ranks]) => [unallocated, ...ranks.toReversed()],
  'rank-maximal': ([, ...ranks]) => ranks.map((count) => -count),
}

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((value, n) => value !== b[n])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

test('500 small instances: each mode is as good as the best of all allocations', () => {
  const random = seeded(9)
  for (let n = 0; n < 500; n++) {
    const { instance, rules } = smallInstance(random)
    const all = everyAllocation(instance, rules)
    const key = (allocation: Allocation) => allocation.join()
    const allowed = new Set(all.map(key))
    for (const mode of Object.keys(measures) as Mode[]) {
      const measure = (allocation: Allocation) => measures[mode](profile(instance, allocation))
      const best = all.map(measure).reduce((least, next) => (compare(next, least) < 0 ? next : least))

      const found = allocate(instance, { mode, unallocatedCost }, rules)

      assert.ok(allowed.has(key(found)), `${mode} ${n}: keeps to capacities and rules`)
      assert.deepEqual(measure(found), best, `${mode} ${n}`)
    }
  }
})

test('500 small instances: both stable modes are stable and best for their side', () => {
  const random = seeded(77)
  for (let n = 0; n < 500; n++) {
    const { instance: drawn, rules } = smallInstance(random)
    // Ties are broken by the order of the file, which is what both sides then go by.
    const instance = {
      ...drawn,
      students: drawn.students.map((student) => ({
        ...student,
        choices: student.choices.map((choice, place) => ({ ...choice, rank: place + 1 })),
      })),
    }
    const everyStable = everyAllocation(instance, { ...rules, maximumRank: Number.POSITIVE_INFINITY }).filter(
      (allocation) =>
        blockingPairs(instance, allocation, { ...rules, maximumRank: Number.POSITIVE_INFINITY }).length === 0,
    )
    const unlimited = { ...rules, maximumRank: Number.POSITIVE_INFINITY }
    const forStudents = stable(instance, 'students', unlimited)
    const forLecturers = stable(instance, 'lecturers', unlimited)

    assert.deepEqual(blockingPairs(instance, forStudents, unlimited), [], `students ${n}`)
    assert.deepEqual(blockingPairs(instance, forLecturers, unlimited), [], `lecturers ${n}`)
    const rankOf = (allocation: Allocation, student: number) =>
      instance.students[student]?.choices.find(({ project }) => project === allocation[student])?.rank ?? 99
    for (const other of everyStable) {
      for (const student of instance.students.keys()) {
        assert.ok(
          rankOf(forStudents, student) <= rankOf(other, student),
          `no stable allocation is better for a student (${n})`,
        )
        assert.ok(
          rankOf(forLecturers, student) >= rankOf(other, student),
          `…nor worse than the lecturers' (${n})`,
        )
      }
    }
  }
})

test('ties: the stable allocations of instances with ties have no blocking pair', () => {
  const random = seeded(5)
  for (let n = 0; n < 500; n++) {
    const { instance, rules } = smallInstance(random)
    assert.deepEqual(blockingPairs(instance, stable(instance, 'students', rules), rules), [])
    assert.deepEqual(blockingPairs(instance, stable(instance, 'lecturers', rules), rules), [])
  }
})

test('minimum loads are filled as far as they can be, before anything else is considered', () => {
  const instance: Instance = {
    students: [0, 1, 2].map((n) => ({
      id: `s${n}`,
      choices: [
        { project: 0, rank: 1 },
        { project: 1, rank: 2 },
      ],
    })),
    projects: [
      { id: 'liked', lecturer: 0, capacity: 3, minimum: 0 },
      { id: 'needed', lecturer: 1, capacity: 3, minimum: 2 },
    ],
    lecturers: [0, 1].map((n) => ({ id: `l${n}`, capacity: 3, minimum: 0, preferences: [] })),
  }
  const found = allocate(instance, { mode: 'minimum-cost' })
  assert.deepEqual([...found].sort(), [0, 1, 1])
})
