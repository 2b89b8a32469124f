import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Told } from './balancer.ts'
import { judge, type Report } from './report.ts'
import type { RequestOptions } from './requests.ts'
import type { Seen } from './seen.ts'
import type { SocketOptions } from './sockets.ts'

export type LoadOptions = RequestOptions & SocketOptions

/** What the thread is told; it answers each with nothing, and the last with what it saw. */
export type Command =
  | { do: 'row'; name: string }
  | { do: 'killing' | 'killed'; replica: string }
  | { do: 'stop' }

/** A load that is running. */
export type Load = AsyncDisposable & {
  /** Counts what happens during an action under its own row of the report. */
  during<T>(row: string, action: () => Promise<T>): Promise<T>
  /** Ends a replica without warning: what was in flight on it is counted apart. */
  killing(replica: string, kill: () => Promise<unknown>): Promise<void>
  /**
   * @param drainMs how long a websocket must be left on a replica that gets no new requests
   * @param told gives what the balancer says of requests that failed; asked when the load has ended
   */
  stop(options: { drainMs: number; told?: () => Promise<Told[]> }): Promise<Report>
}

/** The row of what happens outside of any action. */
export const between = '(between)'

/**
 * Requests and websockets against an application behind the balancer on this machine, from a thread of its own. The
 * application is the one of `steady.ts`. Resolves when all websockets are open.
 */
export async function startLoad(
  options: Partial<LoadOptions> & { port: number; host: string },
): Promise<Load> {
  const whole: LoadOptions = { rate: 500, sockets: 200, every: 1000, timeout: 10_000, ...options }
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: whole })
  let turn: Promise<unknown> = answer(worker)
  const tell = (command: Command): Promise<unknown> => {
    turn = turn.then(() => {
      worker.postMessage(command)
      return answer(worker)
    })
    return turn
  }
  await turn

  return {
    async during(row, action) {
      await tell({ do: 'row', name: row })
      try {
        return await action()
      } finally {
        await tell({ do: 'row', name: between })
      }
    },
    async killing(replica, kill) {
      await tell({ do: 'killing', replica })
      await kill()
      await tell({ do: 'killed', replica })
    },
    async stop({ drainMs, told }) {
      const seen = (await tell({ do: 'stop' })) as Seen
      return judge(seen, { drainMs, told: await told?.() })
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate()
    },
  }
}

/** The thread's next answer; rejects when it ends by an error of its own. */
async function answer(worker: Worker): Promise<unknown> {
  const [message]: unknown[] = await once(worker, 'message')
  return message
}
