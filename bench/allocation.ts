import { allocate } from '../catalog/allocation/solver/allocate.ts'
import { loadHighs } from '../catalog/allocation/solver/highs.ts'
import type { Allocation, Instance } from '../catalog/allocation/solver/instance.ts'
import type { Benchmark } from '../scripts/bench.ts'

const unallocatedCost = 100

/** Time to the proven best for ranks, against HiGHS on the same model and against what people do by hand. */
export default {
  name: 'allocation',
  async run() {
    const highs = await loadHighs()
    const rows: string[] = []
    const figures: Record<string, number> = {}
    for (const students of [100, 1000, 5000]) {
      const instance = department(students)
      const before = process.memoryUsage().rss
      const ours = median(5, () => allocate(instance, { mode: 'minimum-cost', unallocatedCost }))
      const memoryMb = Math.max(0, process.memoryUsage().rss - before) / 2 ** 20
      const best = costOf(instance, ours.result)
      const hand = costOf(instance, serialDictatorshipWithRotations(instance))
      const gap = ((hand - best) / best) * 100
      figures[`n${students}Seconds`] = ours.seconds
      let theirs = ''
      if (students <= 1000) {
        const model = linearProgramme(instance)
        const solved = median(3, () => highs.solve(model, { log_to_console: false, output_flag: false }))
        const objective = Math.round(solved.result.ObjectiveValue)
        if (objective !== best) throw new Error(`HiGHS finds ${objective} where we find ${best}.`)
        theirs = `HiGHS ${solved.seconds.toFixed(3)} s, `
        if (students === 1000) {
          figures.vsHighs = ours.seconds / solved.seconds
          figures.gapOfHeuristicPercent = gap
        }
      }
      rows.push(
        `${String(students).padStart(5)} students: best ${best} proven in ${ours.seconds.toFixed(3)} s, ` +
          `${theirs}${memoryMb.toFixed(0)} MiB; dictatorship with rotations ${hand} (${gap.toFixed(1)} % worse)`,
      )
    }
    return { figures, report: rows.join('\n') }
  },
} satisfies Benchmark

function median<T>(runs: number, action: () => T): { seconds: number; result: T } {
  let result = action()
  const times = Array.from({ length: runs }, () => {
    const start = performance.now()
    result = action()
    return (performance.now() - start) / 1000
  }).sort((a, b) => a - b)
  return { seconds: times[Math.floor(runs / 2)] ?? 0, result }
}

/** A made-up department: ten choices each, popular projects more often, a lecturer for every five students. */
function department(students: number): Instance {
  let state = 2026
  const random = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  const projects = Math.ceil(students * 1.1)
  const lecturers = Math.ceil(students / 5)
  return {
    students: Array.from({ length: students }, (_, n) => {
      const chosen = new Set<number>()
      while (chosen.size < 10) chosen.add(Math.floor(random() ** 1.5 * projects))
      return { id: `s${n}`, choices: [...chosen].map((project, place) => ({ project, rank: place + 1 })) }
    }),
    projects: Array.from({ length: projects }, (_, n) => ({
      id: `p${n}`,
      lecturer: n % lecturers,
      capacity: 1,
      minimum: 0,
    })),
    lecturers: Array.from({ length: lecturers }, (_, n) => ({
      id: `l${n}`,
      capacity: 6,
      minimum: 0,
      preferences: [],
    })),
  }
}

function rankOf(instance: Instance, student: number, project: number): number {
  return instance.students[student]?.choices.find((choice) => choice.project === project)?.rank ?? 0
}

function costOf(instance: Instance, allocation: Allocation): number {
  return allocation.reduce(
    (sum, project, student) => sum + (project < 0 ? unallocatedCost : rankOf(instance, student, project)),
    0,
  )
}

/** The same model in CPLEX's LP format; its constraint matrix is a network's, so the optimum is whole by itself. */
function linearProgramme(instance: Instance): string {
  const cost: string[] = []
  const each: string[] = []
  const inProject = instance.projects.map((): string[] => [])
  const ofLecturer = instance.lecturers.map((): string[] => [])
  for (const [student, { choices }] of instance.students.entries()) {
    cost.push(`${unallocatedCost} u${student}`)
    each.push(
      `s${student}: ${[`u${student}`, ...choices.map(({ project }) => `x${student}_${project}`)].join(' + ')} = 1`,
    )
    for (const { project, rank } of choices) {
      const name = `x${student}_${project}`
      cost.push(`${rank} ${name}`)
      inProject[project]?.push(name)
      ofLecturer[instance.projects[project]?.lecturer ?? -1]?.push(name)
    }
  }
  const limits = (kind: string, lists: string[][], capacity: (index: number) => number) =>
    lists.flatMap((names, index) =>
      names.length > 0 ? [`${kind}${index}: ${names.join(' + ')} <= ${capacity(index)}`] : [],
    )
  return [
    'Minimize',
    ` obj: ${cost.join('\n + ')}`,
    'Subject To',
    ...each.map((line) => ` ${line}`),
    ...limits('p', inProject, (n) => instance.projects[n]?.capacity ?? 0).map((line) => ` ${line}`),
    ...limits('l', ofLecturer, (n) => instance.lecturers[n]?.capacity ?? 0).map((line) => ` ${line}`),
    'End',
  ].join('\n')
}

/** What people do by hand: students choose in a random order, then move and swap while that helps. Best of 20 orders. */
function serialDictatorshipWithRotations(instance: Instance): Allocation {
  let state = 7
  const random = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  let best: Allocation | undefined
  for (let round = 0; round < 20; round++) {
    const allocation = new Int32Array(instance.students.length).fill(-1)
    const places = instance.projects.map(({ capacity }) => capacity)
    const limits = instance.lecturers.map(({ capacity }) => capacity)
    const order = [...instance.students.keys()].map((student) => ({ student, key: random() }))
    order.sort((a, b) => a.key - b.key)
    for (const { student } of order) {
      const free = instance.students[student]?.choices.find(({ project }) => {
        const lecturer = instance.projects[project]?.lecturer ?? -1
        return (places[project] ?? 0) > 0 && (limits[lecturer] ?? 0) > 0
      })
      if (free === undefined) continue
      const lecturer = instance.projects[free.project]?.lecturer ?? -1
      places[free.project] = (places[free.project] ?? 0) - 1
      limits[lecturer] = (limits[lecturer] ?? 0) - 1
      allocation[student] = free.project
    }
    rotate(instance, allocation)
    if (best === undefined || costOf(instance, allocation) < costOf(instance, best)) best = allocation
  }
  return best ?? new Int32Array()
}

/** A student takes a free project that it ranks better, or two students exchange, while the sum of ranks falls. */
function rotate(instance: Instance, allocation: Allocation): void {
  const holders = instance.projects.map(() => new Set<number>())
  const loads = instance.lecturers.map(() => 0)
  const lecturerOf = (project: number) => instance.projects[project]?.lecturer ?? -1
  const put = (student: number, project: number) => {
    const before = allocation[student] ?? -1
    if (before >= 0) {
      holders[before]?.delete(student)
      loads[lecturerOf(before)] = (loads[lecturerOf(before)] ?? 0) - 1
    }
    allocation[student] = project
    holders[project]?.add(student)
    loads[lecturerOf(project)] = (loads[lecturerOf(project)] ?? 0) + 1
  }
  for (const [student, project] of allocation.entries()) {
    if (project < 0) continue
    holders[project]?.add(student)
    loads[lecturerOf(project)] = (loads[lecturerOf(project)] ?? 0) + 1
  }
  const hasRoom = (student: number, project: number) => {
    const lecturer = lecturerOf(project)
    return (
      (holders[project]?.size ?? 0) < (instance.projects[project]?.capacity ?? 0) &&
      (lecturerOf(allocation[student] ?? -1) === lecturer ||
        (loads[lecturer] ?? 0) < (instance.lecturers[lecturer]?.capacity ?? 0))
    )
  }
  /** Who would exchange with the student so that both together are better off. */
  const partner = (student: number, project: number, rank: number) => {
    const mine = allocation[student] ?? -1
    if (mine < 0) return undefined
    return [...(holders[project] ?? [])].find((other) => {
      const theirs = rankOf(instance, other, mine)
      const now = rankOf(instance, student, mine) + rankOf(instance, other, project)
      return other !== student && theirs > 0 && rank + theirs < now
    })
  }
  for (let improved = true; improved; ) {
    improved = false
    for (const [student, { choices }] of instance.students.entries()) {
      for (const { project, rank } of choices) {
        const mine = allocation[student] ?? -1
        const own = mine < 0 ? unallocatedCost : rankOf(instance, student, mine)
        if (rank < own && hasRoom(student, project)) {
          put(student, project)
          improved = true
          break
        }
        const other = partner(student, project, rank)
        if (other === undefined) continue
        put(student, project)
        put(other, mine)
        improved = true
        break
      }
    }
  }
}
