import type { Message, ToServer } from '../../protocol/views.ts'
import { Refused } from '../refused.ts'
import { Batches } from '../rooms/batches.ts'
import type { Draft, Messages } from '../rooms/messages.ts'
import type { Moved, Rooms } from '../rooms/rooms.ts'
import { readText } from '../rooms/text.ts'
import { readName } from '../users/names.ts'
import { type Page, type Pages, roomOf, userOf } from './pages.ts'
import type { Request } from './requests.ts'

type Success<Name extends keyof ToServer> = Omit<
  Extract<Parameters<Parameters<ToServer[Name]>[1]>[0], { ok: true }>,
  'ok'
>

/** What is done for each request of a page: the database first, and then everybody is told. */
export type Answers = {
  [Name in keyof ToServer]: (page: Page, request: Request<Name>) => Promise<Success<Name>>
}

/** Messages stored and told together at most: even the longest are less than the megabyte that NATS carries. */
const togetherLimit = 40

/** @param refresh gives these users, on all replicas, the rooms that they now have */
export function answers(
  io: Pages,
  rooms: Rooms,
  messages: Messages,
  refresh: (users: number[]) => Promise<void>,
): Answers {
  // What is sent to a room while others' messages are being stored shares the next commit, and the next notice.
  const sending = new Batches<Draft, Message | Refused>(togetherLimit, async (room, drafts) => {
    const sent = await messages.send(room, drafts)
    const stored = sent.flatMap((one) => (one instanceof Refused ? [] : [one]))
    if (stored.length > 0) io.to(roomOf(room)).emit('messages', stored)
    return sent
  })

  return {
    send: async (page, { room, id, text }) => {
      const sent = await sending.add(room, { user: page.data.user.id, id, text: readText(text) })
      if (sent instanceof Refused) throw sent
      return { message: sent }
    },
    edit: async (page, { room, number, text }) =>
      tell(await messages.edit(page.data.user.id, room, number, readText(text))),
    erase: async (page, { room, number }) => tell(await messages.erase(page.data.user.id, room, number)),

    changes: (page, { room, after }) => messages.changes(page.data.user.id, room, after),
    history: (page, { room, before }) => messages.history(page.data.user.id, room, before),

    read: async (page, { room, number }) => {
      const user = page.data.user.id
      const now = await rooms.read(user, room, number)
      io.to(roomOf(room)).emit('read', { room, user, number: now.number })
      page.to(userOf(user)).emit('unread', { room, unread: now.unread })
      return { unread: now.unread }
    },
    typing: async (page, { room }) => {
      // Whoever is in the room on the socket was let in by the database.
      if (page.rooms.has(roomOf(room)))
        page.to(roomOf(room)).emit('typing', { room, user: page.data.user.id })
      return {}
    },

    directory: async (page) => ({ rooms: await rooms.directory(page.data.user.id) }),
    make: async (page, { name }) =>
      moved(await rooms.make(page.data.user.id, readName(name, 'name')), [page.data.user.id]),
    join: async (page, { room }) => moved(await rooms.join(page.data.user.id, room), [page.data.user.id]),
    leave: async (page, { room }) => moved(await rooms.leave(page.data.user.id, room), [page.data.user.id]),
    direct: async (page, { user }) =>
      moved(await rooms.direct(page.data.user.id, user), [page.data.user.id, user]),
  }

  function tell(message: Message): { message: Message } {
    io.to(roomOf(message.room)).emit('messages', [message])
    return { message }
  }

  async function moved({ room, message }: Moved, users: number[]): Promise<{ room: number }> {
    await refresh(users)
    if (message) tell(message)
    return { room }
  }
}
