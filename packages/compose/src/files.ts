import type { Fault, Report } from './problem.ts'
import type { Resources } from './resources.ts'
import type { Source } from './yaml/node.ts'
import { type Parsed, parse } from './yaml/parse.ts'

type Why = Extract<Fault, { code: 'file-missing' }>['why']

/** Reads a file's text or reports why not. */
export function readText(
  file: string,
  why: Why,
  resources: Resources,
  report: (fault: Fault) => void,
): string | undefined {
  const text = resources.read(file)
  if (typeof text === 'string') return text
  if (text === undefined) report({ code: 'file-missing', file, why })
  else if (text.refused === 'outside') report({ code: 'file-outside', file, root: text.root })
  else report({ code: 'file-too-large', file, limit: text.limit })
  return undefined
}

/** Compose files by path, each read and parsed once. */
export class FileCache {
  private readonly resources: Resources
  private readonly report: Report
  private readonly parsed = new Map<string, Parsed | undefined>()

  constructor(resources: Resources, report: Report) {
    this.resources = resources
    this.report = report
  }

  /** The documents of a file; `undefined` when it is missing or no YAML, which `tell` or the report has heard. */
  documents(file: string, why: Why, tell: (fault: Fault) => void): Parsed | undefined {
    if (!this.parsed.has(file)) {
      const text = readText(file, why, this.resources, tell)
      if (text === undefined) return undefined
      const source: Source = { file, text }
      this.parsed.set(file, parse(source, this.report))
    }
    return this.parsed.get(file)
  }
}
