import type { ClientBase } from 'pg'
import type { Message, Room, RoomEntry } from '../../protocol/views.ts'
import type { Database } from '../database/database.ts'
import { Refused } from '../refused.ts'
import { keyOf } from '../users/names.ts'
import { messageOf, noRoom } from './messages.ts'

/** What changed for those who are in the room. */
export type Moved = { room: number; message: Message | null }

/** Rooms, who is in them, and how far they have read. */
export class Rooms {
  readonly #database: Database
  constructor(database: Database) {
    this.#database = database
  }

  /** The rooms of a user, with what is unread: messages of others after the number up to which they read. */
  async of(user: number): Promise<Room[]> {
    return this.#database.query<Room>(
      `select id, kind, rooms.name, last,
         (select count(*) from messages where room = id and number > mine.read
           and kind = 'text' and not deleted and user_id <> $1) as unread,
         (select json_object_agg(user_id, read) from members where room = id) as read
       from members mine join rooms on rooms.id = mine.room
       where mine.user_id = $1 order by kind desc, rooms.name, id`,
      [user],
    )
  }

  /** All that can be joined, the fullest first. */
  async directory(user: number): Promise<RoomEntry[]> {
    return this.#database.query<RoomEntry>(
      `select id, name, count(members.user_id) as members, coalesce(bool_or(user_id = $1), false) as joined
       from rooms left join members on room = id where kind = 'room' group by id order by 3 desc, 2 limit 200`,
      [user],
    )
  }

  /** @throws Refused when there is one of that name */
  async make(user: number, name: string): Promise<Moved> {
    const [made] = await this.#database.query<{ id: number }>(
      `insert into rooms (kind, name, key) values ('room', $1, $2) on conflict do nothing returning id`,
      [name, `room:${keyOf(name)}`],
    )
    if (!made) throw new Refused('taken', 'name', 'is the name of another room')
    return this.join(user, made.id)
  }

  /** @throws Refused when there is no such room */
  async join(user: number, room: number): Promise<Moved> {
    return this.#database.transaction(async (client) => {
      const { rowCount } = await client.query(`select from rooms where id = $1 and kind = 'room'`, [room])
      if (rowCount === 0) throw noRoom()
      const joined = await seat(client, room, user)
      return { room, message: joined ? await note(client, room, user, 'joined') : null }
    })
  }

  /** @throws Refused when they are not in it; nobody leaves direct messages */
  async leave(user: number, room: number): Promise<Moved> {
    return this.#database.transaction(async (client) => {
      const { rowCount } = await client.query(
        `delete from members using rooms where room = $1 and user_id = $2 and rooms.id = room and kind = 'room'`,
        [room, user],
      )
      if (rowCount === 0) throw noRoom()
      await client.query('update users set memberships = memberships + 1 where id = $1', [user])
      return { room, message: await note(client, room, user, 'left') }
    })
  }

  /** The room of two, made at its first use. @throws Refused when there is no such user */
  async direct(user: number, other: number): Promise<Moved> {
    return this.#database.transaction(async (client) => {
      const { rowCount } = await client.query('select from users where id = $1', [other])
      if (rowCount === 0 || user === other) throw new Refused('invalid', 'user', 'is nobody to write to')
      const key = `direct:${Math.min(user, other)}:${Math.max(user, other)}`
      const { rows } = await client.query<{ id: number }>(
        `insert into rooms (kind, name, key) values ('direct', '', $1)
         on conflict (key) do update set key = excluded.key returning id`,
        [key],
      )
      const room = rows[0]?.id ?? 0
      for (const one of [user, other]) await seat(client, room, one)
      return { room, message: null }
    })
  }

  /** Never goes back. Gives what is then unread. @throws Refused when they are not in the room */
  async read(user: number, room: number, number: number): Promise<{ unread: number; number: number }> {
    const [now] = await this.#database.query<{ unread: number; number: number }>(
      `with mark as (
         update members set read = greatest(read, least($3, (select last from rooms where id = $2)))
         where user_id = $1 and room = $2 returning read)
       select read as number, (select count(*) from messages where room = $2 and number > read
         and kind = 'text' and not deleted and user_id <> $1) as unread from mark`,
      [user, room, number],
    )
    if (!now) throw noRoom()
    return now
  }

  async isMember(user: number, room: number): Promise<boolean> {
    const rows = await this.#database.query('select from members where user_id = $1 and room = $2', [
      user,
      room,
    ])
    return rows.length > 0
  }

  /** Where the counters of these rooms stand. */
  async heads(rooms: number[]): Promise<{ room: number; last: number }[]> {
    return this.#database.query('select id as room, last from rooms where id = any($1)', [rooms])
  }

  /** A number for each user that is another once their rooms are. */
  async memberships(users: number[]): Promise<{ user: number; memberships: number }[]> {
    return this.#database.query('select id as user, memberships from users where id = any($1)', [users])
  }
}

/** True if they were not in before. What was said before counts as read. */
async function seat(client: ClientBase, room: number, user: number): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into members (room, user_id, read) select id, $2, last from rooms where id = $1 on conflict do nothing`,
    [room, user],
  )
  if (rowCount === 0) return false
  await client.query('update users set memberships = memberships + 1 where id = $1', [user])
  return true
}

async function note(
  client: ClientBase,
  room: number,
  user: number,
  kind: 'joined' | 'left',
): Promise<Message> {
  const { rows } = await client.query(
    `with place as (update rooms set last = last + 1 where id = $1 returning last)
     insert into messages (room, number, change, kind, user_id)
     select $1, last, last, $3, $2 from place returning *`,
    [room, user, kind],
  )
  return messageOf(rows[0])
}
