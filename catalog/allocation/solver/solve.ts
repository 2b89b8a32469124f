import type { Configuration } from '../model/configuration.ts'
import type { Prepared } from '../model/department.ts'
import type { Proof } from '../model/proof.ts'
import { allocate } from './allocate.ts'
import type { Allocation } from './instance.ts'
import { gapOf, type Incumbent, improve } from './integer.ts'
import { assignmentCost, costOf } from './objective.ts'
import { stable } from './stable.ts'
import { cheapestStart } from './starts.ts'

/** What was found, and how good it is proven to be. */
export type Solution = {
  allocation: Allocation
  proof: Proof
}

export type SolveOptions = {
  onProgress?: (incumbent: Incumbent, seconds: number) => void
  shouldStop?: () => boolean
}

/** Does this configuration ask for more than a flow can say? */
export function needsProgramme({ mode, unfairnessWeight, loadDeviationWeight }: Configuration): boolean {
  return mode === 'minimum-cost' && (unfairnessWeight > 0 || loadDeviationWeight > 0)
}

/** The best allocation in the sense of the configuration. */
export async function solve(
  prepared: Prepared,
  configuration: Configuration,
  options: SolveOptions = {},
): Promise<Solution> {
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  const { instance, rules } = prepared
  const { mode } = configuration
  const proofOf = (method: Proof['method'], allocation: Allocation, bounded: boolean): Proof => {
    const objective = costOf(prepared, configuration, allocation)
    return {
      method,
      objective,
      bound: bounded ? objective : null,
      gap: bounded ? 0 : null,
      proven: true,
      seconds: seconds(),
    }
  }
  if (mode === 'stable-students' || mode === 'stable-lecturers') {
    const allocation = stable(instance, mode === 'stable-students' ? 'students' : 'lecturers', rules)
    return { allocation, proof: proofOf('stable', allocation, false) }
  }

  const cost = assignmentCost(prepared, configuration)
  const { unallocatedCost } = configuration
  const allocation = allocate(instance, { mode, cost, unallocatedCost }, rules)
  if (!needsProgramme(configuration))
    return { allocation, proof: proofOf('flow', allocation, mode === 'minimum-cost') }

  // What it costs without unfairness and load deviation is the least that it can cost with them.
  const bound = costOf(
    prepared,
    { ...configuration, unfairnessWeight: 0, loadDeviationWeight: 0 },
    allocation,
  )
  const start = cheapestStart(prepared, configuration, allocation)
  const found = await improve(prepared, configuration, start, { ...configuration, ...options, bound })
  const gap = gapOf(found)
  return {
    allocation: found.allocation,
    proof: {
      method: 'integer programme',
      objective: found.objective,
      bound: found.bound,
      gap,
      proven: gap === 0,
      seconds: seconds(),
    },
  }
}
