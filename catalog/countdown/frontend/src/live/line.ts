import { io, type Socket } from 'socket.io-client'
import type { Followed, ToPage, ToServer } from '../../../service/push.ts'
import type { Client } from './client.ts'

export type Line = Socket<ToPage, ToServer>

/** The one connection on which results and matches are pushed. It comes back by itself. */
export function openLine(client: Client): Line {
  const line: Line = io(client.socket, {
    transports: ['websocket'],
    auth: (give) =>
      void client.token().then(
        (token) => give({ token }),
        () => give({}),
      ),
    reconnectionDelay: 300,
    reconnectionDelayMax: 3000,
    timeout: 4000,
  })
  line.on('connect_error', (error) => {
    if (error.message === 'no-session') client.forget()
    // Refused by the service, as against unreachable: then nothing tries again by itself.
    if (!line.active) setTimeout(() => line.connect(), 1000)
  })
  return line
}

/**
 * Asks to be told of a job or a match, again and again while nobody answers and the line is open; gives its present
 * state. `undefined`: there is none that is theirs, or the line closed.
 */
export async function onNow<T>(
  line: Line,
  what: keyof ToServer,
  id: string,
  signal: AbortSignal,
): Promise<T | undefined> {
  while (line.connected && !signal.aborted) {
    const followed = await ask<T>(line, what, id)
    if (followed?.ok) return followed.now
    if (followed?.reason === 'unknown') return undefined
    await new Promise((done) => setTimeout(done, 500))
  }
  return undefined
}

function ask<T>(line: Line, what: keyof ToServer, id: string): Promise<Followed<T> | undefined> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, 4000, undefined)
    const answered = (followed: unknown) => {
      clearTimeout(late)
      resolve(followed as Followed<T>)
    }
    line.emit(what, id, answered)
  })
}
