import { hostname } from 'node:os'
import { setImmediate as breathe } from 'node:timers/promises'
import { type Job, UnrecoverableError } from 'bullmq'
import { allSolutions } from '../game/numbers/all-solutions.ts'
import type { Step } from '../game/numbers/board.ts'
import { solve } from '../game/numbers/solve.ts'
import { cancelled, type NumbersJob, type NumbersResult } from '../service/jobs.ts'

/** The most solutions that are listed. */
const most = 1000
/** Milliseconds of work between two looks at whether to stop, and between two reports. */
const slice = 20
const report = 250

/** Solves one board. Made again from the start it gives the same, so a job of a worker that died is simply redone. */
export async function solveJob(
  job: Pick<Job<NumbersJob, NumbersResult>, 'data' | 'updateProgress'>,
  signal?: AbortSignal,
): Promise<NumbersResult> {
  const stopIfCancelled = () => {
    if (signal?.aborted) throw new UnrecoverableError(cancelled)
  }
  stopIfCancelled()
  const began = performance.now()
  const { tiles, target, all } = job.data
  const best = solve({ tiles, target })
  const listed = all ? await list({ tiles, target: best.value }) : {}
  return { ...best, ...listed, milliseconds: performance.now() - began, replica: hostname() }

  async function list(board: { tiles: number[]; target: number }) {
    const solutions: Step[][] = []
    let [rested, reported] = [performance.now(), performance.now()]
    for (const steps of allSolutions(board)) {
      if (steps && solutions.length === most) return { solutions, more: true }
      if (steps) solutions.push(steps)
      const now = performance.now()
      if (now - rested < slice) continue
      if (now - reported > report) await job.updateProgress(solutions.length)
      if (now - reported > report) reported = now
      await breathe()
      stopIfCancelled()
      rested = performance.now()
    }
    return { solutions, more: false }
  }
}
