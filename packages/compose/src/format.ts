import { describe } from './describe.ts'
import type { Problem } from './problem.ts'

/** A problem as text: place and code, words, and the line with carets under the spot. */
export function format(problem: Problem): string {
  const { at } = problem
  const words = describe(problem)
  if (!at) return `${problem.code}${problem.path && ` (${problem.path})`}\n  ${words}`
  const first = at.line - at.excerpt.length + 1
  const width = String(at.line).length
  const lines = at.excerpt.map(
    (text, index) => `  ${String(first + index).padStart(width)} │ ${visible(text)}`,
  )
  const shown = at.excerpt.at(-1) ?? ''
  const before = visible(shown.slice(0, at.column - 1)).replace(/\S/g, ' ')
  const carets = '^'.repeat(Math.max(1, Math.min(at.length, shown.length - at.column + 1)))
  const under = at.column - 1 <= shown.length ? [`  ${' '.repeat(width)} │ ${before}${carets}`] : []
  return [`${at.file}:${at.line}:${at.column}  ${problem.code}`, `  ${words}`, ...lines, ...under].join('\n')
}

/** Control characters, which could move a terminal's cursor, become visible. */
function visible(text: string): string {
  return text.replace(/\t/g, ' ').replace(/\p{Cc}/gu, '·')
}

/** A problem as an editor takes it: positions, code, severity and words. */
export function toJson(problem: Problem, severity: 'error' | 'warning' = 'error') {
  const { at } = problem
  return {
    code: problem.code,
    severity,
    message: describe(problem),
    path: problem.path,
    ...(at && { file: at.file, line: at.line, column: at.column, endColumn: at.column + at.length }),
  }
}
