import { pageSize, replaySize } from '../../protocol/limits.ts'
import type { Message } from '../../protocol/views.ts'
import { type Database, isTaken } from '../database/database.ts'
import { Refused } from '../refused.ts'

type Row = Omit<Message, 'from' | 'id' | 'at'> & { user_id: number; client_id: string | null; at: Date }

/** A message on its way to a room: who sends it, under which id of their own. */
export type Draft = { user: number; id: string; text: string }

/**
 * The messages of all rooms. The truth is here: a message is sent once it is committed, with its number from the
 * room's counter. The counter's row is locked until then, so changes become visible in the order of their numbers,
 * without gaps: who has seen n and asks for what follows misses nothing.
 */
export class Messages {
  readonly #database: Database
  constructor(database: Database) {
    this.#database = database
  }

  /**
   * Stores messages in one commit, in their order. The same id of the same sender gives the message of before.
   * @returns for each the message as it is stored, or a refusal when its sender is not in the room
   */
  async send(room: number, drafts: Draft[]): Promise<(Message | Refused)[]> {
    const users = drafts.map(({ user }) => user)
    const ids = drafts.map(({ id }) => id)
    const texts = drafts.map(({ text }) => text)
    const stored = await this.#database.query<Row>(insertDrafts, [room, users, ids, texts]).catch((error) => {
      // One of them is being sent by another replica too, or is here twice: then each for itself.
      if (isTaken(error)) return undefined
      throw error
    })
    if (!stored && drafts.length > 1) {
      const alone: (Message | Refused)[] = []
      for (const draft of drafts) alone.push(...(await this.send(room, [draft])))
      return alone
    }
    const found = new Map((stored ?? []).map((row) => [keyOf(row.user_id, row.client_id), messageOf(row)]))
    if (found.size < drafts.length) {
      const known = await this.#database.query<Row>(
        `select messages.* from unnest($2::bigint[], $3::uuid[]) asked (user_id, client_id)
         join messages using (user_id, client_id) where room = $1`,
        [room, users, ids],
      )
      for (const row of known) found.set(keyOf(row.user_id, row.client_id), messageOf(row))
    }
    return drafts.map(({ user, id }) => found.get(keyOf(user, id)) ?? noRoom())
  }

  /** @throws Refused when it is not their own, or deleted */
  edit(user: number, room: number, number: number, text: string): Promise<Message> {
    return this.#change(user, room, number, 'text = $4, edited = true', [text])
  }

  /** The text is gone from the database too. @throws as `edit` */
  erase(user: number, room: number, number: number): Promise<Message> {
    return this.#change(user, room, number, "text = '', deleted = true", [])
  }

  /** What changed after a number, oldest first. @throws Refused when not a member */
  async changes(
    user: number,
    room: number,
    after: number,
  ): Promise<{ messages: Message[]; upTo: number; more: boolean }> {
    const rows = await this.#database.query<Partial<Row> & { last: number }>(
      `select found.*, rooms.last from rooms
       join members on members.room = rooms.id and members.user_id = $1
       left join lateral (
         select * from messages where room = rooms.id and change > $3 order by change limit ${replaySize + 1}
       ) found on true
       where rooms.id = $2 order by found.change`,
      [user, room, after],
    )
    const [first] = rows
    if (!first) throw noRoom()
    const found = rows.filter((row): row is Row & { last: number } => typeof row.change === 'number')
    const messages = found.slice(0, replaySize).map(messageOf)
    const more = found.length > replaySize
    return { messages, more, upTo: more ? (messages.at(-1)?.change ?? after) : Math.max(first.last, after) }
  }

  /** A page of messages before a number, or the latest; oldest first. @throws Refused when not a member */
  async history(
    user: number,
    room: number,
    before: number | null,
  ): Promise<{ messages: Message[]; more: boolean }> {
    const rows = await this.#database.query<Partial<Row>>(
      `select found.* from members left join lateral (
         select * from messages where room = members.room and ($3::bigint is null or number < $3)
         order by number desc limit ${pageSize + 1}
       ) found on true where members.user_id = $1 and members.room = $2`,
      [user, room, before],
    )
    if (rows.length === 0) throw noRoom()
    const found = rows.filter((row): row is Row => typeof row.number === 'number')
    return { messages: found.slice(0, pageSize).map(messageOf).reverse(), more: found.length > pageSize }
  }

  async #change(
    user: number,
    room: number,
    number: number,
    set: string,
    values: unknown[],
  ): Promise<Message> {
    const [changed] = await this.#database.query<Row>(
      `with place as (
         update rooms set last = last + 1
         where id = $2 and exists (select from messages
           where room = $2 and number = $3 and user_id = $1 and kind = 'text' and not deleted)
         returning last)
       update messages set change = place.last, ${set} from place
       where room = $2 and number = $3 returning messages.*`,
      [user, room, number, ...values],
    )
    if (changed) return messageOf(changed)
    throw new Refused('not-yours', 'number', 'is no message of yours in this room')
  }
}

const insertDrafts = `
  with fresh as (
    select asked.*, row_number() over (order by place) as step
    from unnest($2::bigint[], $3::uuid[], $4::text[]) with ordinality as asked (user_id, client_id, text, place)
    join members on members.room = $1 and members.user_id = asked.user_id
    where not exists (select from messages known
      where known.user_id = asked.user_id and known.client_id = asked.client_id)),
  counted as (
    update rooms set last = last + (select count(*) from fresh)
    where id = $1 and exists (select from fresh)
    returning last - (select count(*) from fresh) as before)
  insert into messages (room, number, change, kind, user_id, client_id, text)
  select $1, before + step, before + step, 'text', user_id, client_id, text from fresh, counted returning *`

const keyOf = (user: number, id: string | null) => `${user} ${id}`

export const noRoom = () => new Refused('no-room', 'room', 'is none that you are in')

export function messageOf({ user_id, client_id, at, ...row }: Row): Message {
  const { room, number, change, kind, text, edited, deleted } = row
  return {
    room,
    number,
    change,
    kind,
    from: user_id,
    id: client_id,
    text,
    at: at.toISOString(),
    edited,
    deleted,
  }
}
