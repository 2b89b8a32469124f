import { outcomeOf } from '../results/outcome.ts'
import { isOver, type Progress, waiting } from '../service/record.ts'
import type { Store } from '../service/store.ts'
import { gapOf, type Incumbent } from '../solver/integer.ts'
import { solveInThread } from './solve-in-thread.ts'

const lookMs = 1000

/** Solves one allocation. May run twice: what is over stays as it is, what was interrupted starts anew. */
export async function work(store: Store, id: string, replica: string): Promise<void> {
  const before = await store.progress(id)
  const input = await store.input(id)
  if (!before || !input || isOver(before.state)) return
  let progress: Progress = { ...waiting, state: 'running', worker: replica }
  await store.report(id, progress)

  const cancelled = new AbortController()
  const stopListening = store.onCancel(id, () => cancelled.abort())
  // The message is lost while Redis is away; the mark that it left is not.
  const look = async () => {
    if (await store.isCancelled(id)) cancelled.abort()
  }
  await look()
  const looking = setInterval(() => void look().catch(() => {}), lookMs)
  let reported = Promise.resolve()
  const onProgress = ({ objective, bound }: Incumbent, seconds: number) => {
    progress = { ...progress, objective, bound, gap: gapOf({ objective, bound }), seconds }
    const now = progress
    reported = reported.then(() => store.report(id, now))
  }

  try {
    const solution = await solveInThread(input, onProgress, cancelled.signal)
    await reported
    await look()
    const state = cancelled.signal.aborted ? 'cancelled' : 'done'
    if (!solution) return await store.report(id, { ...progress, state })
    const { allocation, proof } = solution
    const { objective, bound, gap, seconds } = proof
    const outcome = outcomeOf(input.department, input.configuration, allocation, proof)
    await store.report(id, { ...progress, state, objective, bound, gap, seconds }, outcome)
  } catch (error) {
    await reported
    await store.report(id, {
      ...progress,
      state: 'failed',
      error: error instanceof Error ? error.message : String(error),
    })
    throw error
  } finally {
    clearInterval(looking)
    stopListening()
  }
}
