import { describe, format, type Problem, toJson } from '@keelson/compose'
import { Failure } from '../failure.ts'
import type { Terminal } from './terminal.ts'

/** Everything that is wrong with the files, each in its place. */
export function problemsFailure(problems: readonly Problem[], { err }: Terminal): Failure {
  const [first] = problems
  // Nothing is wrong with files that are not there.
  if (first?.code === 'file-missing' && first.why === 'compose' && problems.length === 1)
    return new Failure(describe(first), {
      details: { code: 'compose', title: describe(first), problems: [toJson(first)] },
    })
  const count = problems.length === 1 ? 'There is a problem' : `There are ${problems.length} problems`
  const text = problems.map((problem) => redCarets(format(problem), err)).join('\n\n')
  return new Failure(`${count} in the Compose files.\n\n${text}`, {
    details: {
      code: 'compose',
      title: `${count}.`,
      problems: problems.map((one) => toJson(one)),
    },
  })
}

export function tellWarnings(warnings: readonly Problem[], { tell, err }: Terminal): void {
  for (const warning of warnings) {
    const place = warning.at ? `${warning.at.file}:${warning.at.line}:${warning.at.column} ` : ''
    tell(`${err('yellow', 'warning:')} ${place}${describe(warning)}`)
  }
}

const redCarets = (text: string, err: Terminal['err']) => text.replace(/\^+/g, (carets) => err('red', carets))
