import type { Problem } from './problem.ts'

/** Keeps problems, each once: several stages may meet the same one. */
export class Collector {
  readonly list: Problem[] = []
  private readonly seen = new Set<string>()

  readonly report = (problem: Problem): void => {
    const { at, path, ...fault } = problem
    const print = `${at?.file}:${at?.line}:${at?.column}|${at ? '' : path}|${JSON.stringify(fault)}`
    if (this.seen.has(print)) return
    this.seen.add(print)
    this.list.push(problem)
  }
}
