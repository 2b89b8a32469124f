import type { JobView } from '../../../service/jobs.ts'
import { type Client, Failure } from './client.ts'
import { type Line, onNow } from './line.ts'

/** Milliseconds after which a job counts as failed for whoever waits, and between two tries to reach the service. */
const patience = 60_000
const rest = 1000

export type Following = {
  /** Always comes to an end. Rejects with a Failure when there was none in time, or the job is unknown. */
  end: Promise<JobView>
  /** Takes what was heard in another way: one cancelled early is unknown before it could be asked for. */
  see(view: JobView | undefined): void
}

/** Follows a job to its end: pushed over the line while that is open, by one long request while it is not. */
export function followJob(
  client: Client,
  line: Line,
  id: string,
  tell: (view: JobView) => void = () => {},
): Following {
  const { promise, resolve, reject } = Promise.withResolvers<JobView>()
  const stop = new AbortController()
  let asking = false

  const see = (view: JobView | undefined) => {
    if (view?.id !== id || stop.signal.aborted) return
    tell(view)
    if (view.state === 'completed' || view.state === 'cancelled') resolve(view)
    else if (view.state === 'failed') reject(new Failure(500, 'job', view.reason ?? ''))
  }
  const ask = async (): Promise<void> => {
    if (asking || stop.signal.aborted || line.connected) return
    asking = true
    try {
      see(await client.ask<JobView>('GET', `/api/numbers/jobs/${id}?wait=25`, undefined, stop.signal))
    } catch (error) {
      const passing = error instanceof Failure && (error.status === 0 || error.status >= 500)
      if (!stop.signal.aborted && !passing) reject(error)
      await new Promise((done) => setTimeout(done, rest))
    }
    asking = false
    void ask()
  }
  const connected = () =>
    void onNow<JobView>(line, (answer) => line.emit('job', id, answer), stop.signal).then(see)

  line.on('job', see)
  line.on('connect', connected)
  line.on('disconnect', ask)
  line.on('connect_error', ask)
  if (line.connected) connected()
  // A line that does not open soon counts as closed.
  const soon = setTimeout(ask, line.connected ? patience : rest)
  const tooLate = setTimeout(() => reject(new Failure(0, 'job', 'no-answer')), patience)

  const end = promise.finally(() => {
    stop.abort()
    clearTimeout(soon)
    clearTimeout(tooLate)
    line.off('job', see)
    line.off('connect', connected)
    line.off('disconnect', ask)
    line.off('connect_error', ask)
  })
  return { end, see }
}
