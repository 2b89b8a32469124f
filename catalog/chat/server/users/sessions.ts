import { createHash, randomBytes } from 'node:crypto'
import type { User } from '../../protocol/views.ts'
import type { Database } from '../database/database.ts'

export const sessionCookie = 'chat_session'
const days = 30

/** `id` is the digest of the cookie's value: it names the session and opens nothing. */
export type Session = { id: string; user: User }

/** Sessions in the database: made by one replica, valid on all, and over for all at once. */
export class Sessions {
  readonly #database: Database
  constructor(database: Database) {
    this.#database = database
  }

  /** Gives the value of the cookie. */
  async make(user: number): Promise<string> {
    const token = randomBytes(32).toString('base64url')
    await this.#database.query(
      `with gone as (delete from sessions where expires_at < now())
       insert into sessions (id, user_id, expires_at) values ($1, $2, now() + make_interval(days => $3))`,
      [digest(token), user, days],
    )
    return token
  }

  async find(token: string | undefined): Promise<Session | undefined> {
    if (!token) return undefined
    const id = digest(token)
    const [user] = await this.#database.query<User>(
      `select users.id, name, '/photos/' || photo as photo from sessions join users on users.id = user_id
       where sessions.id = $1 and expires_at > now()`,
      [id],
    )
    return user && { id, user }
  }

  /** Ends one session, or all of its user. Gives the ids of those that ended. */
  async end(session: Session, everywhere: boolean): Promise<string[]> {
    const rows = await this.#database.query<{ id: string }>(
      'delete from sessions where id = $1 or ($2 and user_id = $3) returning id',
      [session.id, everywhere, session.user.id],
    )
    return rows.map(({ id }) => id)
  }

  /** Which of these are over. */
  async over(ids: string[]): Promise<string[]> {
    const rows = await this.#database.query<{ id: string }>(
      'select id from sessions where id = any($1) and expires_at > now()',
      [ids],
    )
    const valid = new Set(rows.map(({ id }) => id))
    return ids.filter((id) => !valid.has(id))
  }
}

/** Seconds that the browser keeps the cookie. */
export const sessionSeconds = days * 86_400

const digest = (token: string) => createHash('sha256').update(token).digest('base64url')
