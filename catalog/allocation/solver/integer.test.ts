import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Configuration } from '../model/configuration.ts'
import type { Prepared } from '../model/department.ts'
import { improve } from './integer.ts'
import { costOf, minimaFilled } from './objective.ts'
import { everyAllocation, seeded, smallInstance } from './small-instances.ts'
import { solve } from './solve.ts'

function smallDepartment(random: () => number): Prepared {
  const { instance, rules } = smallInstance(random)
  return {
    instance: {
      ...instance,
      projects: instance.projects.map((project) => ({ ...project, minimum: random() < 0.2 ? 1 : 0 })),
    },
    rules,
    targets: instance.lecturers.map(() => (random() < 0.7 ? 1 + Math.floor(random() * 2) : null)),
  }
}

test('100 small instances: with unfairness and load deviation nothing is cheaper, and the bound says so', async () => {
  const random = seeded(41)
  for (let n = 0; n < 100; n++) {
    const prepared = smallDepartment(random)
    const configuration = Configuration.parse({
      unfairnessWeight: Math.floor(random() * 5),
      loadDeviationWeight: 1 + Math.floor(random() * 4),
      lecturerRankWeight: random() < 0.3 ? 1 : 0,
      unallocatedCost: 12,
    })
    const all = everyAllocation(prepared.instance, prepared.rules)
    const filled = Math.max(...all.map((each) => minimaFilled(prepared.instance, each)))
    const costs = all
      .filter((each) => minimaFilled(prepared.instance, each) === filled)
      .map((each) => costOf(prepared, configuration, each))

    const { allocation, proof } = await solve(prepared, configuration)

    assert.equal(proof.objective, Math.min(...costs), `instance ${n}`)
    assert.equal(costOf(prepared, configuration, allocation), proof.objective)
    assert.deepEqual([proof.bound, proof.gap, proof.proven], [proof.objective, 0, true])
  }
})

test("with these weights at zero the integer programme finds the flow's optimum, from nothing", async () => {
  const random = seeded(43)
  for (let n = 0; n < 60; n++) {
    const drawn = smallDepartment(random)
    const { instance } = drawn
    const prepared = {
      ...drawn,
      instance: { ...instance, projects: instance.projects.map((each) => ({ ...each, minimum: 0 })) },
    }
    const configuration = Configuration.parse({ lecturerRankWeight: n % 2, unallocatedCost: 12 })
    const flow = await solve(prepared, configuration)
    const nobody = new Int32Array(instance.students.length).fill(-1)

    const found = await improve(prepared, configuration, nobody, { timeLimitSeconds: 10, gap: 0 })

    assert.equal(found.objective, flow.proof.objective)
    assert.equal(found.bound, flow.proof.objective)
  }
})

test('told to stop at once, it gives the start or better, with an honest gap', async () => {
  const random = seeded(11)
  const students = 120
  const prepared: Prepared = {
    instance: {
      students: Array.from({ length: students }, (_, n) => {
        const chosen = new Set<number>()
        while (chosen.size < 6) chosen.add(Math.floor(random() ** 2 * students))
        return { id: `s${n}`, choices: [...chosen].map((project, place) => ({ project, rank: place + 1 })) }
      }),
      projects: Array.from({ length: students }, (_, n) => ({
        id: `p${n}`,
        lecturer: n % 20,
        capacity: 1,
        minimum: 0,
      })),
      lecturers: Array.from({ length: 20 }, (_, n) => ({
        id: `l${n}`,
        capacity: 8,
        minimum: 0,
        preferences: [],
      })),
    },
    rules: { forced: new Map(), disallowed: new Map(), maximumRank: Number.POSITIVE_INFINITY },
    targets: Array.from({ length: 20 }, () => 5),
  }
  const configuration = Configuration.parse({ unfairnessWeight: 7, loadDeviationWeight: 3 })
  const start = await solve(prepared, Configuration.parse({}))

  const { proof } = await solve(prepared, configuration, { shouldStop: () => true })

  assert.ok(proof.objective <= costOf(prepared, configuration, start.allocation))
  assert.ok(proof.bound !== null && proof.bound <= proof.objective)
  assert.equal(proof.proven, proof.gap === 0)
})
