import { type Report, startOf } from './table.ts'

/** Parses JSON; a mistake is reported with its line and column. */
export function jsonAt(file: string, text: string, report: Report): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined
    const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n')
    report({
      code: 'not-readable',
      kind: 'json',
      ...startOf(file),
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
    })
    return undefined
  }
}
