import { plain } from './paint.ts'

/**
 * Columns wide enough for their longest cell, three spaces apart, and no narrower than `least` with these; no
 * trailing blanks.
 */
export function table(rows: readonly (readonly string[])[], least = 0): string[] {
  const widths: number[] = (rows[0] ?? []).map(() => least - 3)
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, width(cell))
    }
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
      .join('   ')
      .trimEnd(),
  )
}

const width = (text: string) => [...plain(text)].length
