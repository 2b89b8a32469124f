import type { User } from '../../protocol/views.ts'
import { type Database, isTaken } from '../database/database.ts'
import { Refused } from '../refused.ts'
import { keyOf } from './names.ts'
import { hashPassword, isPassword } from './passwords.ts'

type Row = { id: number; name: string; photo: string | null }

/** Who may sign in, and what others see of them. */
export class Users {
  readonly #database: Database
  constructor(database: Database) {
    this.#database = database
  }

  /** A new user, in the lobby from the start. @throws Refused when the name is taken */
  async signUp(name: string, password: string): Promise<User> {
    const hash = await hashPassword(password)
    try {
      const [row] = await this.#database.query<Row>(
        `with made as (insert into users (name, name_key, password) values ($1, $2, $3) returning id, name, photo),
              seat as (insert into members (room, user_id, read)
                select rooms.id, made.id, rooms.last from rooms, made where key = 'room:lobby')
         select * from made`,
        [name, keyOf(name), hash],
      )
      if (row) return userOf(row)
    } catch (error) {
      if (!isTaken(error)) throw error
    }
    throw new Refused('taken', 'name', 'is taken by somebody else')
  }

  /** Undefined when name and password do not belong together. */
  async signIn(name: string, password: string): Promise<User | undefined> {
    const [row] = await this.#database.query<Row & { password: string }>(
      'select id, name, photo, password from users where name_key = $1',
      [keyOf(name)],
    )
    return (await isPassword(password, row?.password)) && row ? userOf(row) : undefined
  }

  async all(): Promise<User[]> {
    return (await this.#database.query<Row>('select id, name, photo from users order by id')).map(userOf)
  }

  /** Gives the user as they are now, and the photo of before if nobody has it any more. */
  async setPhoto(id: number, photo: string | null): Promise<{ user: User; unused: string | null }> {
    const rows = await this.#database.query<Row & { before: string | null; shared: boolean }>(
      `with old as (select photo from users where id = $1 for update)
       update users set photo = $2 from old where id = $1
       returning id, name, users.photo, old.photo as before,
         exists (select from users other where other.photo = old.photo and other.id <> $1) as shared`,
      [id, photo],
    )
    const [row] = rows
    if (!row) throw new Refused('not-yours', 'session', 'is over: sign in again', { statusCode: 401 })
    return { user: userOf(row), unused: row.shared || row.before === photo ? null : row.before }
  }
}

const userOf = ({ id, name, photo }: Row): User => ({ id, name, photo: photo && `/photos/${photo}` })
