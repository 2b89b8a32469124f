import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Configuration } from '../model/configuration.ts'
import { Department, type Prepared, prepare } from '../model/department.ts'
import { hardDepartment } from '../test/client.ts'
import { improve } from './integer.ts'
import { costOf, minimaFilled } from './objective.ts'
import { everyAllocation, seeded, smallInstance } from './small-instances.ts'
import { solve } from './solve.ts'
import { cheapestStart } from './starts.ts'

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

/** One whose fairest allocation takes long to prove, with its configuration. */
function hard(students: number, settings: object): { prepared: Prepared; configuration: Configuration } {
  const { configuration: given, ...department } = hardDepartment(students, 1)
  const capacity = Math.ceil(students / 30)
  const lecturerDefaults = { capacity, minimum: 0, target: Math.ceil(students / 40) }
  const configuration = Configuration.parse({ ...given, lecturerDefaults, ...settings })
  return { prepared: prepare(Department.parse(department), configuration), configuration }
}

test('told to stop at once, it gives the start or better, with an honest gap', async () => {
  const { prepared, configuration } = hard(120, {})
  const flow = await solve(prepared, Configuration.parse({}))

  const { proof } = await solve(prepared, configuration, { shouldStop: () => true })

  assert.ok(proof.objective <= costOf(prepared, configuration, flow.allocation))
  assert.ok(proof.bound !== null && proof.bound <= proof.objective)
  assert.equal(proof.proven, proof.gap === 0)
})

test('at its time limit it stops with the best so far, however many runs it was given', async () => {
  for (const runs of [1, 3]) {
    const { prepared, configuration } = hard(240, { runs })
    const flow = await solve(prepared, Configuration.parse({}))
    const seen: number[] = []

    const { allocation, proof } = await solve(prepared, configuration, {
      onProgress: ({ objective }) => seen.push(objective),
    })

    assert.ok(proof.seconds < 8, `${proof.seconds} s`)
    assert.equal(proof.proven, false)
    assert.equal(costOf(prepared, configuration, allocation), proof.objective)
    assert.ok(proof.objective < costOf(prepared, configuration, flow.allocation))
    assert.ok(proof.bound !== null && proof.bound >= flow.proof.objective && proof.bound < proof.objective)
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => b - a),
    )
  }
})

test('1,000 students with unfairness: the start is better than the flow, and there is a bound', async () => {
  const { prepared, configuration } = hard(1000, {})
  const flow = await solve(prepared, Configuration.parse({}))
  const start = cheapestStart(prepared, configuration, flow.allocation)
  assert.ok(costOf(prepared, configuration, start) < 0.95 * costOf(prepared, configuration, flow.allocation))

  const { allocation, proof } = await solve(prepared, configuration)

  assert.ok(proof.objective <= costOf(prepared, configuration, start))
  assert.equal(costOf(prepared, configuration, allocation), proof.objective)
  assert.ok(proof.bound !== null && proof.bound >= flow.proof.objective && proof.bound <= proof.objective)
})
