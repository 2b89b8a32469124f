import { io, type Socket } from 'socket.io-client'
import type { Followed, ToPage, ToServer } from '../../../service/push.ts'
import type { Client } from './client.ts'

/** Milliseconds until a question counts as unanswered, and before the next one. */
const patience = 4000
const rest = 500

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
 *
 * @param ask sends the question, with what is to be called with the answer
 */
export async function onNow<T>(
  line: Line,
  ask: (answer: (followed: Followed<T>) => void) => void,
  signal: AbortSignal,
): Promise<T | undefined> {
  while (line.connected && !signal.aborted) {
    const followed = await new Promise<Followed<T> | undefined>((resolve) => {
      setTimeout(resolve, patience, undefined)
      ask(resolve)
    })
    if (followed?.ok) return followed.now
    if (followed?.reason === 'unknown') return undefined
    await new Promise((done) => setTimeout(done, rest))
  }
  return undefined
}
