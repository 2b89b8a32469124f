import { table } from './table.ts'
import { renderTemplate } from './template.ts'
import type { Terminal } from './terminal.ts'

type Row = Readonly<Record<string, unknown>>

/** Rows as `--format` asks: a table of some of the fields, JSON (a line each, or one list), or a template. */
export function printRows<R extends Row>(
  terminal: Terminal,
  rows: readonly R[],
  options: {
    format: string
    columns: Readonly<Record<string, keyof R & string>>
    json: 'line-each' | 'one-list'
    /** The least width of a column with the space after it, as docker's own tables have it. */
    least?: number
  },
): void {
  for (const line of rowLines(rows, options)) terminal.print(line)
}

export function rowLines<R extends Row>(
  rows: readonly R[],
  { format, columns, json, least = 10 }: Parameters<typeof printRows<R>>[2],
): string[] {
  if (format === 'json') {
    return json === 'one-list' ? [JSON.stringify(rows)] : rows.map((row) => JSON.stringify(row))
  }
  if (format !== '' && format !== 'table') return renderTemplate(format, rows, columns)
  const cells = rows.map((row) => Object.values(columns).map((field) => String(row[field] ?? '')))
  return table([Object.keys(columns), ...cells], least)
}
