import { CompiledQuery } from 'kysely'
import { PgBoss } from 'pg-boss'
import { z } from 'zod'
import type { Database } from '../storage/database.ts'

const queue = 'deploys'
const Job = z.object({ deploy: z.uuid() })
/** How many operations run at the same time; those of one environment follow each other anyway. */
const atOnce = 6

/** The durable queue. A job carries the id of a deploy, nothing else, and may run twice without harm. */
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

  /** Sends the job of a deploy within the caller's transaction. */
  async send(transaction: Database, deploy: string): Promise<void> {
    const db = {
      executeSql: async (text: string, values: unknown[] = []) => {
        const { rows } = await transaction.executeQuery(CompiledQuery.raw(text, values))
        return { rows }
      },
    }
    await this.#boss.send(queue, { deploy } satisfies z.input<typeof Job>, { db })
  }

  /**
   * Starts working. One server works on a data folder, so whatever the queue still believes to be running or
   * waiting belonged to one that is gone: `unfinished` are sent anew.
   */
  async work(
    database: Database,
    unfinished: string[],
    perform: (deploy: string, signal: AbortSignal) => Promise<void>,
  ) {
    await this.#boss.deleteAllJobs(queue)
    for (const deploy of unfinished) await this.send(database, deploy)
    await this.#boss.work(
      queue,
      { localConcurrency: atOnce, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 15 },
      async ([job]) => {
        const parsed = Job.safeParse(job?.data)
        if (!job || !parsed.success) return
        try {
          await perform(parsed.data.deploy, job.signal)
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
