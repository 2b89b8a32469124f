import { keepOptimal, minimise } from './flow/minimise.ts'
import { Network } from './flow/network.ts'
import { type Allocation, type Instance, noRules, permitted, type Rules } from './instance.ts'

/**
 * What is best:
 * - `minimum-cost`: the least sum of rank weights and of costs for staying unallocated;
 * - `maximum-size`: as many students as possible, then the least sum of ranks;
 * - `greedy`: as many students as possible, then the most first choices, then the most second choices, …;
 * - `generous`: as many students as possible, then the fewest with the worst rank, then with the next worst, …;
 * - `rank-maximal`: the most first choices, then the most second choices, …, however many stay unallocated.
 */
export type Mode = 'minimum-cost' | 'maximum-size' | 'greedy' | 'generous' | 'rank-maximal'

export type Objective = {
  mode: Mode
  /** What it costs in `minimum-cost` that a student gets a project that it ranked so; whole numbers. */
  cost?: (student: number, project: number, rank: number) => number
  /** What a student without a project costs in `minimum-cost`; a whole number. */
  unallocatedCost?: number
}

type Assignment = { arc: number; student: number; project: number; rank: number }

/**
 * The best allocation under an objective, exactly: one objective after the other is optimised as a flow of least cost,
 * each among the allocations that were best for those before. Minimum loads of projects and lecturers come first of
 * all: as many of their places as possible are filled.
 */
export function allocate(instance: Instance, objective: Objective, rules: Rules = noRules): Allocation {
  const { network, assignments, unallocated, minima } = networkOf(instance, rules)

  const among = (cost: (set: Float64Array) => void) => {
    const costs = new Float64Array(network.arcs / 2)
    cost(costs)
    keepOptimal(network, costs, minimise(network, costs))
  }
  const onAssignments = (value: (rank: number) => number) => (costs: Float64Array) => {
    for (const { arc, rank } of assignments) costs[arc >> 1] = value(rank)
  }
  const staying = (value: number) => (costs: Float64Array) => {
    for (const arc of unallocated) costs[arc >> 1] = value
  }

  if (minima.length > 0) {
    among((costs) => {
      for (const arc of minima) costs[arc >> 1] = -1
    })
  }
  const ranks = [...new Set(assignments.map(({ rank }) => rank))].sort((a, b) => a - b)
  switch (objective.mode) {
    case 'minimum-cost':
      among((costs) => {
        const { cost } = objective
        for (const { arc, student, project, rank } of assignments)
          costs[arc >> 1] = cost ? cost(student, project, rank) : rank
        staying(objective.unallocatedCost ?? 1000)(costs)
      })
      break
    case 'maximum-size':
      among(staying(1))
      among(onAssignments((rank) => rank))
      break
    case 'greedy':
      among(staying(1))
      for (const best of ranks) among(onAssignments((rank) => (rank === best ? -1 : 0)))
      break
    case 'generous':
      among(staying(1))
      for (const worst of ranks.toReversed()) among(onAssignments((rank) => (rank === worst ? 1 : 0)))
      break
    case 'rank-maximal':
      for (const best of ranks) among(onAssignments((rank) => (rank === best ? -1 : 0)))
      break
    default:
      objective.mode satisfies never
  }

  const allocation = new Int32Array(instance.students.length).fill(-1)
  for (const { arc, student, project } of assignments) {
    if (network.carried(arc) === 1) allocation[student] = project
  }
  return allocation
}

/** Students → projects → lecturers → end, with nobody allocated: every student's unit goes straight to the end. */
function networkOf(instance: Instance, rules: Rules) {
  const { students, projects, lecturers } = instance
  const projectNode = (project: number) => students.length + project
  const lecturerNode = (lecturer: number) => students.length + projects.length + lecturer
  const end = students.length + projects.length + lecturers.length
  const choices = permitted(instance, rules)
  const network = new Network(end + 1, choices.reduce((sum, { length }) => sum + length, 0) + end * 2)

  const assignments: Assignment[] = []
  const unallocated: number[] = []
  const minima: number[] = []
  for (const [student, permittedChoices] of choices.entries()) {
    unallocated.push(network.connect(student, end, 1, 1))
    for (const { project, rank } of permittedChoices) {
      assignments.push({ arc: network.connect(student, projectNode(project), 1), student, project, rank })
    }
  }
  /** The first `minimum` places of an arc are an arc of their own, so that filling them can be an objective. */
  const withMinimum = (from: number, to: number, capacity: number, minimum: number) => {
    const reserved = Math.min(minimum, capacity)
    if (reserved > 0) minima.push(network.connect(from, to, reserved))
    network.connect(from, to, capacity - reserved)
  }
  for (const [project, { lecturer, capacity, minimum }] of projects.entries()) {
    withMinimum(projectNode(project), lecturerNode(lecturer), capacity, minimum)
  }
  for (const [lecturer, { capacity, minimum }] of lecturers.entries()) {
    withMinimum(lecturerNode(lecturer), end, capacity, minimum)
  }
  return { network, assignments, unallocated, minima }
}
