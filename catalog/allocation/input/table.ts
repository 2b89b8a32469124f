import type { Place, Problem } from './problem.ts'

export type Cell = { text: string; line: number; column: number }
/** Rows of cells with their places, whatever kind of file they came from. Empty rows are left out. */
export type Table = { file: string; rows: Cell[][] }
export type Report = (problem: Problem) => void

export const startOf = (file: string): Place => ({ file, line: 1, column: 1 })

/** The cells of one row by the names of the header. */
export type Row = { place: Place; cell(name: string): (Place & { text: string }) | undefined }

/** How a column may be called; the first name is the one that messages use. */
export type Columns = { required: string[][]; known: string[][]; pattern?: RegExp }

const plain = (text: string) =>
  text
    .normalize('NFKC')
    .trim()
    .toUpperCase()
    .replaceAll(/[\s_]+/g, '')

/** The names of a table's columns, as `rowsOf` looks them up. */
export function headerOf(table: Table): string[] {
  return (table.rows[0] ?? []).map(({ text }) => plain(text))
}

/** Reads the header; gives the rows below it, or nothing when a needed column is not there. */
export function rowsOf(table: Table, columns: Columns, report: Report): Row[] {
  const [header, ...body] = table.rows
  if (header === undefined) return []
  const index = new Map<string, number>()
  const canonical = new Map(
    [...columns.required, ...columns.known].flatMap(([name = '', ...others]) =>
      [name, ...others].map((each) => [plain(each), plain(name)] as const),
    ),
  )
  for (const [n, { text, line, column }] of header.entries()) {
    const name = canonical.get(plain(text)) ?? plain(text)
    const known = canonical.has(plain(text)) || columns.pattern?.test(name)
    if (name === '' || !known) continue
    if (index.has(name)) report({ code: 'column-twice', name, file: table.file, line, column })
    else index.set(name, n)
  }
  const missing = columns.required.filter(([name = '']) => !index.has(plain(name)))
  const found = header
    .map(({ text }) => text)
    .join(', ')
    .slice(0, 200)
  for (const [name = ''] of missing)
    report({ code: 'missing-column', name, found, ...startOf(table.file), line: header[0]?.line ?? 1 })
  if (missing.length > 0) return []

  return body.map((cells) => {
    const place = { file: table.file, line: cells[0]?.line ?? 1, column: 1 }
    const extra = cells[header.length]
    if (extra && cells.slice(header.length).some(({ text }) => text.trim() !== ''))
      report({
        code: 'too-many-cells',
        cells: cells.length,
        columns: header.length,
        file: table.file,
        line: extra.line,
        column: extra.column,
      })
    const last = cells.at(-1)
    return {
      place,
      cell(name) {
        const n = index.get(name)
        if (n === undefined) return undefined
        const cell = cells[n]
        const at = cell ?? { line: place.line, column: (last?.column ?? 1) + (last?.text.length ?? 0) }
        return { file: table.file, line: at.line, column: at.column, text: cell?.text.trim() ?? '' }
      },
    }
  })
}

/** A cell that must hold something. */
export function needed(row: Row, name: string, report: Report): string | undefined {
  const cell = row.cell(name)
  if (cell?.text) return cell.text
  report({ code: 'missing-value', name, ...row.place, column: cell?.column ?? 1 })
  return undefined
}

/** A cell that holds a whole number, or nothing. */
export function wholeNumber(
  row: Row,
  name: string,
  least: number,
  most: number,
  report: Report,
): number | undefined {
  const cell = row.cell(name)
  if (!cell?.text) return undefined
  const { text, ...place } = cell
  // Sheets give 3 as "3", other programs as "3.0".
  if (!/^[+-]?\d+([.,]0+)?$/.test(text)) {
    report({ code: 'not-a-number', name, value: text.slice(0, 50), ...place })
    return undefined
  }
  const value = Number.parseInt(text, 10)
  if (value >= least && value <= most) return value
  report({ code: 'out-of-range', name, value: text.slice(0, 20), least, most, ...place })
  return undefined
}
