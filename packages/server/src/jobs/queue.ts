import { CompiledQuery } from 'kysely'
import { PgBoss } from 'pg-boss'
import { z } from 'zod'
import type { Database } from '../storage/database.ts'

type Queue = 'deploys' | 'cleanups'
const Job = z.object({ id: z.uuid() })
/** How many operations run at the same time; those of one environment follow each other anyway. */
const atOnce = 6
const places: Record<Queue, number> = { deploys: atOnce, cleanups: 1 }

type Worker = {
  database: Database
  /** What had not ended when the server did. */
  unfinished: string[]
  perform: (id: string, signal: AbortSignal) => Promise<void>
}

/** The durable queues. A job carries the id of a deploy or cleanup, nothing else, and may run twice without harm. */
export class Jobs {
  /** How many operations run at the same time. */
  readonly places = atOnce
  readonly #boss: PgBoss
  readonly #onError: (error: Error) => void

  constructor(databaseUrl: string, onError: (error: Error) => void) {
    this.#onError = onError
    this.#boss = new PgBoss({
      connectionString: databaseUrl,
      application_name: 'keelson queue',
      max: 2,
      useListenNotify: true,
      schedule: false,
      monitorVacuum: false,
    })
    this.#boss.on('error', onError)
  }

  async start(): Promise<void> {
    await this.#boss.start()
    for (const queue of Object.keys(places)) {
      await this.#boss.createQueue(queue, {
        notify: true,
        retryLimit: 20,
        retryDelay: 2,
        retryBackoff: true,
        retryDelayMax: 30,
        heartbeatSeconds: 60,
        expireInSeconds: 6 * 3600,
        deleteAfterSeconds: 24 * 3600,
      })
    }
  }

  /** Sends a job within the caller's transaction. */
  async send(
    transaction: Database,
    id: string,
    { queue = 'deploys' }: { queue?: Queue } = {},
  ): Promise<void> {
    const db = {
      executeSql: async (text: string, values: unknown[] = []) => {
        const { rows } = await transaction.executeQuery(CompiledQuery.raw(text, values))
        return { rows }
      },
    }
    await this.#boss.send(queue, { id } satisfies z.input<typeof Job>, { db })
  }

  /**
   * Starts working. One server works on a data folder, so whatever the queue still believes to be running or
   * waiting belonged to one that is gone: `unfinished` are sent anew.
   */
  async work(queue: Queue, { database, unfinished, perform }: Worker): Promise<void> {
    await this.#boss.deleteAllJobs(queue)
    for (const id of unfinished) await this.send(database, id, { queue })
    await this.#boss.work(
      queue,
      { localConcurrency: places[queue], pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 15 },
      async ([job]) => {
        const parsed = Job.safeParse(job?.data)
        if (!job || !parsed.success) return
        try {
          await perform(parsed.data.id, job.signal)
        } catch (error) {
          this.#onError(error instanceof Error ? error : new Error(String(error)))
          throw error
        }
      },
    )
  }

  /** Stops taking jobs and waits up to `seconds` for those that run. */
  async stop(seconds: number): Promise<void> {
    await this.#boss.stop({ graceful: true, close: true, timeout: seconds * 1000 })
  }
}
