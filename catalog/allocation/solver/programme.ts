import type { ModelData } from 'highs'
import type { Prepared } from '../model/department.ts'
import { type Allocation, permitted } from './instance.ts'
import { assignmentCost, loads, minimaFilled, unfairness, type Weights } from './objective.ts'

type Row = { lower: number; upper: number; columns: number[]; values: number[] }

/** An integer programme, with the ways between its columns and allocations. */
export type Programme = {
  model: ModelData
  /** Reads an allocation from the values of all columns. */
  allocationOf(columns: Float64Array): Allocation
  /** The values of all columns that say the same. */
  columnsOf(allocation: Allocation): Float64Array
}

/**
 * The allocation with costs for unfairness and load deviation. One column per permitted pair, one per student for
 * staying unallocated, one per unfair pair, one per lecturer's deviation, one per minimum.
 *
 * Unfairness of student s about project p: whoever of the students that ranked p worse has it makes the column 1,
 * unless s has p or something as good. As many as fit into p are in one row, so the relaxation is tight where
 * projects have one place.
 */
export function programmeOf(prepared: Prepared, weights: Weights, start: Allocation): Programme {
  const { instance, rules, targets } = prepared
  const lower: number[] = []
  const upper: number[] = []
  const costs: number[] = []
  const integral: number[] = []
  const rows: Row[] = []
  const column = (cost: number, most: number, whole: boolean) => {
    lower.push(0)
    upper.push(most)
    integral.push(whole ? 1 : 0)
    return costs.push(cost) - 1
  }
  const row = (low: number, high: number, terms: [number, number][]) =>
    rows.push({ lower: low, upper: high, columns: terms.map(([c]) => c), values: terms.map(([, v]) => v) })
  const one = (c: number): [number, number] => [c, 1]

  const cost = assignmentCost(prepared, weights)
  const choices = permitted(instance, rules)
  const pairs = choices.map((list, student) =>
    list.map(({ project, rank }) => ({
      project,
      rank,
      column: column(cost(student, project, rank), 1, true),
    })),
  )
  const inProject = instance.projects.map((): { rank: number; column: number }[] => [])
  const ofLecturer = instance.lecturers.map((): number[] => [])
  const staying = pairs.map((list) => {
    const stays = column(weights.unallocatedCost, 1, true)
    row(1, 1, [one(stays), ...list.map((pair) => one(pair.column))])
    for (const pair of list) {
      inProject[pair.project]?.push(pair)
      ofLecturer[instance.projects[pair.project]?.lecturer ?? -1]?.push(pair.column)
    }
    return stays
  })

  const minima: { filled: number; columns: number[]; reserved: number }[] = []
  const limit = (columns: number[], capacity: number, minimum: number) => {
    row(0, capacity, columns.map(one))
    const reserved = Math.min(minimum, capacity)
    if (reserved === 0) return
    const filled = column(0, reserved, false)
    minima.push({ filled, columns, reserved })
    row(0, Number.POSITIVE_INFINITY, [...columns.map(one), [filled, -1]])
  }
  for (const [n, { capacity, minimum }] of instance.projects.entries())
    limit(
      (inProject[n] ?? []).map((pair) => pair.column),
      capacity,
      minimum,
    )
  for (const [n, { capacity, minimum }] of instance.lecturers.entries())
    limit(ofLecturer[n] ?? [], capacity, minimum)
  if (minima.length > 0)
    row(
      minimaFilled(instance, start),
      Number.POSITIVE_INFINITY,
      minima.map(({ filled }) => one(filled)),
    )

  const deviations =
    weights.loadDeviationWeight === 0
      ? []
      : targets.flatMap((target, lecturer) => {
          if (target === null) return []
          const deviation = column(weights.loadDeviationWeight, Number.POSITIVE_INFINITY, false)
          const load = (ofLecturer[lecturer] ?? []).map(one)
          row(Number.NEGATIVE_INFINITY, target, [...load, [deviation, -1]])
          row(target, Number.POSITIVE_INFINITY, [...load, [deviation, 1]])
          return [{ lecturer, target, column: deviation }]
        })

  const unfairColumn = new Map<string, number>()
  if (weights.unfairnessWeight > 0) {
    for (const [student, { choices: all }] of instance.students.entries()) {
      for (const { project, rank } of all) {
        const worse = (inProject[project] ?? []).filter((pair) => pair.rank > rank)
        if (worse.length === 0) continue
        const places = Math.min(instance.projects[project]?.capacity ?? 0, worse.length)
        const content = (pairs[student] ?? []).filter((pair) => pair.rank <= rank)
        const unfair = column(weights.unfairnessWeight, 1, places > 1)
        unfairColumn.set(`${student} ${project}`, unfair)
        row(Number.NEGATIVE_INFINITY, 0, [
          ...worse.map((pair) => one(pair.column)),
          [unfair, -places],
          ...content.map((pair): [number, number] => [pair.column, -places]),
        ])
      }
    }
  }

  const starts = new Int32Array(rows.length + 1)
  for (const [n, { columns }] of rows.entries()) starts[n + 1] = (starts[n] ?? 0) + columns.length
  return {
    model: {
      numCols: costs.length,
      numRows: rows.length,
      colCost: Float64Array.from(costs),
      colLower: Float64Array.from(lower),
      colUpper: Float64Array.from(upper),
      rowLower: Float64Array.from(rows, (each) => each.lower),
      rowUpper: Float64Array.from(rows, (each) => each.upper),
      matrix: {
        format: 'csr',
        numRows: rows.length,
        numCols: costs.length,
        starts,
        indices: Int32Array.from(rows.flatMap(({ columns }) => columns)),
        values: Float64Array.from(rows.flatMap(({ values }) => values)),
      },
      integrality: Int32Array.from(integral),
    },
    allocationOf(columns) {
      return Int32Array.from(
        pairs,
        (list) => list.find((pair) => (columns[pair.column] ?? 0) > 0.5)?.project ?? -1,
      )
    },
    columnsOf(allocation) {
      const columns = new Float64Array(costs.length)
      const load = loads(instance, allocation).lecturers
      for (const [student, list] of pairs.entries()) {
        const chosen = list.find(({ project }) => project === allocation[student])
        columns[chosen?.column ?? staying[student] ?? 0] = 1
      }
      for (const { lecturer, target, column: deviation } of deviations)
        columns[deviation] = Math.abs((load[lecturer] ?? 0) - target)
      for (const { filled, columns: members, reserved } of minima)
        columns[filled] = Math.min(
          reserved,
          members.reduce((sum, member) => sum + (columns[member] ?? 0), 0),
        )
      for (const { student, project } of unfairness(instance, allocation)) {
        const unfair = unfairColumn.get(`${student} ${project}`)
        if (unfair !== undefined) columns[unfair] = 1
      }
      return columns
    },
  }
}
