import type { Database } from '../database/database.ts'

/** A replica that has not renewed its lease for so long is dead, and its users with it. */
const leaseSeconds = 6

/**
 * Who is here, on any replica. Each replica writes down its own users and renews its lease; one that was killed stops
 * renewing, and nobody counts its users any more. The clock is the database's.
 */
export class Presence {
  readonly #database: Database
  readonly #replica: string

  /** @param replica a name that no other process has, nor had before */
  constructor(database: Database, replica: string) {
    this.#database = database
    this.#replica = replica
  }

  /** These users are connected to this replica. */
  async come(users: number[]): Promise<void> {
    await this.#database.query(
      `with me as (insert into replicas (id) values ($1) on conflict (id) do update set seen = now())
       insert into presence (replica, user_id) select $1, unnest($2::bigint[]) on conflict do nothing`,
      [this.#replica, users],
    )
  }

  async go(user: number): Promise<void> {
    await this.#database.query('delete from presence where replica = $1 and user_id = $2', [
      this.#replica,
      user,
    ])
  }

  /** Renews the lease, writes down again who is here, and forgets the dead. */
  async renew(users: number[]): Promise<void> {
    await this.come(users)
    await this.#database.query(
      `with dead as (delete from replicas where seen < now() - interval '1 minute')
       delete from presence where replica = $1 and user_id <> all($2)`,
      [this.#replica, users],
    )
  }

  /** Users who are connected somewhere, and how many replicas live. */
  async everywhere(): Promise<{ users: number[]; replicas: number }> {
    const [found] = await this.#database.query<{ users: number[]; replicas: number }>(
      `with alive as (select id from replicas where seen > now() - make_interval(secs => ${leaseSeconds}))
       select (select count(*) from alive) as replicas,
         (select coalesce(json_agg(distinct user_id), '[]') from presence join alive on alive.id = replica) as users`,
    )
    return found ?? { users: [], replicas: 0 }
  }

  /** This replica ends: its users are gone at once, without waiting for the lease to end. */
  async end(): Promise<void> {
    await this.#database.query('delete from replicas where id = $1', [this.#replica])
  }
}
