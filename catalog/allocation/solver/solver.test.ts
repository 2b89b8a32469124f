import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allocate, type Mode } from './allocate.ts'
import { blockingPairs } from './blocking.ts'
import type { Allocation, Instance } from './instance.ts'
import { everyAllocation, seeded, smallInstance } from './small-instances.ts'
import { stable } from './stable.ts'

const unallocatedCost = 12

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
