import { type Report, startOf } from './table.ts'

/** Parses JSON; a mistake is reported with its line and column. */
export function jsonAt(file: string, text: string, report: Report): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const before = text.slice(0, firstWrong(text)).split('\n')
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

/** Where JSON stops being JSON. The engine's messages often do not say it, so the shortest wrong beginning is sought. */
function firstWrong(text: string): number {
  let [right, wrong] = [0, text.length + 1]
  while (wrong - right > 1) {
    const middle = (right + wrong) >> 1
    if (isWrong(text.slice(0, middle))) wrong = middle
    else right = middle
  }
  return right
}

/** Could no text after this beginning make it JSON? */
function isWrong(beginning: string): boolean {
  try {
    JSON.parse(beginning)
    return false
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    if (/end of JSON|Unterminated/.test(message)) return false
    const position = /position (\d+)/.exec(message)?.[1]
    return position === undefined || Number(position) < beginning.length
  }
}
