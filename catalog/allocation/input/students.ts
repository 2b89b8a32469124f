import type { Department } from '../model/department.ts'
import type { Places } from './places.ts'
import { needed, type Report, type Row, rowsOf, type Table, wholeNumber } from './table.ts'

type Choice = { project: string; rank: number }

export const studentColumns = {
  required: [['EEID', 'ID', 'STUDENT ID', 'STUDENTID']],
  known: [['NAME', 'NOMBRE'], ['NAMEI'], ['COMMENTS', 'COMENTARIOS']],
  pattern: /^[PN]\d+$/,
}

/** `name, EEID, Namei, P1..Pn, N1..Nn, COMMENTS`: choices and their ranks, for any n. */
export function readStudents(table: Table, places: Places, report: Report): Department['students'] {
  const numbers = (table.rows[0] ?? [])
    .flatMap(({ text }) => /^\s*P(\d+)\s*$/i.exec(text)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
  const columns = { ...studentColumns, required: [...studentColumns.required, ['P1']] }
  return rowsOf(table, columns, report).flatMap((row, n) => {
    places.set(['students', n], row.place)
    const id = needed(row, 'EEID', report)
    const cell = row.cell('EEID')
    if (cell) places.set(['students', n, 'id'], cell)
    const choices = readChoices(row, numbers, n, places, report)
    if (choices.length === 0) report({ code: 'no-choices', name: id ?? '', ...row.place })
    return [
      {
        id: id ?? '',
        name: row.cell('NAME')?.text || row.cell('NAMEI')?.text || '',
        choices,
        comments: (row.cell('COMMENTS')?.text ?? '').slice(0, 2000),
      },
    ]
  })
}

function readChoices(row: Row, numbers: number[], n: number, places: Places, report: Report): Choice[] {
  const ranked = numbers.some((number) => row.cell(`N${number}`)?.text)
  const choices: (Choice & { number: number })[] = []
  let broken = false
  for (const number of numbers) {
    const project = row.cell(`P${number}`)
    const rank = row.cell(`N${number}`)
    if (!project?.text) {
      if (rank?.text) report({ ...rank, code: 'rank-without-project', name: `P${number}` })
      continue
    }
    places.set(['students', n, 'choices', choices.length, 'project'], project)
    const value = ranked ? wholeNumber(row, `N${number}`, 1, 1000, report) : choices.length + 1
    if (ranked && !rank?.text) report({ ...(rank ?? project), code: 'rank-missing', name: `N${number}` })
    if (value === undefined) broken = true
    choices.push({ project: project.text, rank: value ?? 1, number })
  }
  if (!broken) reportGaps(choices, row, report)
  return choices.map(({ project, rank }) => ({ project, rank }))
}

/** After ties, both 1 1 2 and 1 1 3 are how people count. */
function reportGaps(choices: (Choice & { number: number })[], row: Row, report: Report): void {
  const sorted = choices.toSorted((a, b) => a.rank - b.rank)
  let previous = 0
  for (const [before, { rank, number }] of sorted.entries()) {
    if (rank !== previous && rank !== previous + 1 && rank !== before + 1) {
      const cell = row.cell(`N${number}`)
      report({ code: 'rank-gap', rank, expected: previous + 1, ...(cell ?? row.place) })
      return
    }
    previous = rank
  }
}
