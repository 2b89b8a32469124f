import type { Configuration } from '../model/configuration.ts'
import type { Prepared } from '../model/department.ts'
import { allocate } from './allocate.ts'
import type { Allocation } from './instance.ts'
import { assignmentCost, costOf } from './objective.ts'

/** Shares of the unfairness that an assignment may cause which are tried as its price. */
const SHARES = [0.1, 0.2, 0.4, 0.8]
/** Prices are whole numbers for the flow: so many make one of cost. */
const GRAIN = 10

/**
 * Where the integer programme begins: the cheapest of some flows. A flow cannot count unfairness, but it can shun what
 * makes it likely: each assignment is priced by how many students ranked that project better. On large departments,
 * where the programme hardly moves within its time, this is most of what is gained.
 * @param flow the allocation of least cost without unfairness and load deviation; the start is never worse
 */
export function cheapestStart(
  prepared: Prepared,
  configuration: Configuration,
  flow: Allocation,
): Allocation {
  const { unfairnessWeight, unallocatedCost } = configuration
  if (unfairnessWeight === 0) return flow
  const { instance, rules } = prepared
  const ranks = instance.projects.map((): number[] => [])
  for (const { choices } of instance.students)
    for (const { project, rank } of choices) ranks[project]?.push(rank)

  const cost = assignmentCost(prepared, configuration)
  const preferring = (project: number, rank: number) =>
    (ranks[project] ?? []).reduce((count, other) => count + (other < rank ? 1 : 0), 0)
  const flows = SHARES.map((share) =>
    allocate(
      instance,
      {
        mode: 'minimum-cost',
        cost: (student, project, rank) =>
          Math.round(
            GRAIN * (cost(student, project, rank) + share * unfairnessWeight * preferring(project, rank)),
          ),
        unallocatedCost: GRAIN * unallocatedCost,
      },
      rules,
    ),
  )
  return [flow, ...flows]
    .map((allocation) => ({ allocation, cost: costOf(prepared, configuration, allocation) }))
    .reduce((best, other) => (other.cost < best.cost ? other : best)).allocation
}
