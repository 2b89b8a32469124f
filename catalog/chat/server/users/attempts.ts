import type { Database } from '../database/database.ts'
import { Refused } from '../refused.ts'

/** Counts attempts to sign in, by name and by address, in the database: the same limit for any number of replicas. */
export class Attempts {
  readonly #database: Database
  readonly #perMinute: number
  constructor(database: Database, perMinute: number) {
    this.#database = database
    this.#perMinute = perMinute
  }

  /** @throws Refused when there were too many in this minute */
  async count(...keys: string[]): Promise<void> {
    // In one order everywhere, so that no two wait for each other.
    const rows = await this.#database.query<{ count: number; wait: number }>(
      `with gone as (delete from attempts where until < now() - interval '1 hour')
       insert into attempts as known (key, count, until)
       select key, 1, now() + interval '1 minute' from unnest($1::text[]) key order by key
       on conflict (key) do update set
         count = case when known.until < now() then 1 else known.count + 1 end,
         until = case when known.until < now() then excluded.until else known.until end
       returning count, extract(epoch from until - now())::float as wait`,
      [keys],
    )
    const over = rows.find(({ count }) => count > this.#perMinute)
    if (!over) return
    const seconds = Math.ceil(over.wait)
    throw new Refused('slow-down', 'name', `Too many attempts. Try again in ${seconds} s.`, {
      retryAfter: seconds * 1000,
    })
  }
}
