import { Worker } from 'node:worker_threads'
import type { Configuration } from '../model/configuration.ts'
import type { Department } from '../model/department.ts'
import { gapOf, type Incumbent } from '../solver/integer.ts'
import type { Solution } from '../solver/solve.ts'

type Message =
  | { kind: 'progress'; incumbent: Incumbent; seconds: number }
  | { kind: 'done'; solution: Solution }

/** HiGHS looks only now and then whether it should stop; past this it is ended, and the best so far is taken. */
const GRACE_MS = 3000
const MEMORY_MIB = 2048

/**
 * Solves in a thread.
 * @param onProgress is told the best so far and its bound.
 * @param signal ends the search: with the best so far, or with nothing when there is none yet.
 */
export function solveInThread(
  input: { department: Department; configuration: Configuration },
  onProgress: (incumbent: Incumbent, seconds: number) => void,
  signal: AbortSignal,
): Promise<Solution | undefined> {
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const thread = new Worker(new URL('thread.ts', import.meta.url), {
    workerData: { ...input, stop: stop.buffer },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB },
  })
  const { promise, resolve, reject } = Promise.withResolvers<Solution | undefined>()
  let best: { incumbent: Incumbent; seconds: number } | undefined
  const bestSoFar = (): Solution | undefined => {
    if (!best) return undefined
    const { allocation, objective, bound } = best.incumbent
    const gap = gapOf({ objective, bound })
    return {
      allocation,
      proof: { method: 'integer programme', objective, bound, gap, proven: gap === 0, seconds: best.seconds },
    }
  }
  const end = () => resolve(bestSoFar())
  const timers: NodeJS.Timeout[] = []
  const onAbort = () => {
    Atomics.store(stop, 0, 1)
    timers.push(setTimeout(end, GRACE_MS))
  }
  const limit = input.configuration.timeLimitSeconds * 1000

  thread.on('message', (message: Message | { kind?: undefined }) => {
    if (message.kind === 'done') return resolve(message.solution)
    // Under --watch, Node itself posts what the thread imported.
    if (message.kind === undefined) return
    // Reading and the flow do not count; the integer programme's clock starts with its first report.
    if (!best) timers.push(setTimeout(onAbort, limit + GRACE_MS))
    best = message
    onProgress(message.incumbent, message.seconds)
  })
  thread.on('error', reject)
  thread.on('exit', (code) => reject(new Error(`the solver ended with code ${code}`)))
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })

  return promise.finally(() => {
    for (const timer of timers) clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    return thread.terminate()
  })
}
