import { type Cell, type Report, startOf, type Table } from './table.ts'

/** The separator that the first line uses most: Spanish and German programs write semicolons. */
function separatorOf(text: string): string {
  const [line = ''] = text.split(/\r\n?|\n/, 1)
  const count = (separator: string) => line.split(separator).length
  return [',', ';', '\t', '|'].reduce((best, next) => (count(next) > count(best) ? next : best))
}

/**
 * Cells of comma-separated text with line and column (RFC 4180; also other separators and line ends). Written here
 * because a message must point at a cell, and parsers at hand know only the line.
 */
export function readCsv(file: string, text: string, report: Report): Table {
  const separator = separatorOf(text)
  const rows: Cell[][] = []
  let row: Cell[] = []
  let line = 1
  let lineStart = 0
  let at = 0
  const endRow = () => {
    if (row.some((cell) => cell.text.trim() !== '')) rows.push(row)
    row = []
  }
  while (at < text.length) {
    const cell: Cell = { text: '', line, column: at - lineStart + 1 }
    if (text[at] === '"') {
      let end = at + 1
      for (;;) {
        const quote = text.indexOf('"', end)
        if (quote < 0) {
          report({ code: 'open-quote', file, line: cell.line, column: cell.column })
          return { file, rows }
        }
        cell.text += text.slice(end, quote)
        end = quote + 1
        if (text[end] !== '"') break
        cell.text += '"'
        end++
      }
      for (let n = at; n < end; n++)
        if (text[n] === '\n' || (text[n] === '\r' && text[n + 1] !== '\n')) {
          line++
          lineStart = n + 1
        }
      at = end
    }
    const start = at
    while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++
    cell.text += text.slice(start, at)
    row.push(cell)
    if (text[at] === separator) {
      at++
      if (at === text.length) row.push({ text: '', line, column: at - lineStart + 1 })
      continue
    }
    if (at >= text.length) break
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1
    endRow()
    line++
    lineStart = at
  }
  endRow()
  if (rows.length === 0) report({ code: 'empty-file', ...startOf(file) })
  return { file, rows }
}
