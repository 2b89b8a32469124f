import type { Socket } from 'socket.io-client'
import type { Answer, Refusal, ToPage, ToServer } from '../protocol/views.ts'

export type Line = Socket<ToPage, ToServer>
export type Request<Name extends keyof ToServer> = Parameters<ToServer[Name]>[0]
export type Reply<Name extends keyof ToServer> = Parameters<Parameters<ToServer[Name]>[1]>[0]

/** What a page can ask its replica. */
export type Asks = { [Name in keyof ToServer]: (request: Request<Name>) => Promise<Reply<Name>> }

const answerMs = 8000

/** Each waits a while for a connection; a broken one is an answer too: `away`. */
export function asksOver(line: Line): Asks {
  const soon = () => line.timeout(answerMs)
  return {
    send: (request) => answer((done) => soon().emit('send', request, done)),
    edit: (request) => answer((done) => soon().emit('edit', request, done)),
    erase: (request) => answer((done) => soon().emit('erase', request, done)),
    changes: (request) => answer((done) => soon().emit('changes', request, done)),
    history: (request) => answer((done) => soon().emit('history', request, done)),
    read: (request) => answer((done) => soon().emit('read', request, done)),
    typing: (request) => answer((done) => soon().emit('typing', request, done)),
    directory: (request) => answer((done) => soon().emit('directory', request, done)),
    make: (request) => answer((done) => soon().emit('make', request, done)),
    join: (request) => answer((done) => soon().emit('join', request, done)),
    leave: (request) => answer((done) => soon().emit('leave', request, done)),
    direct: (request) => answer((done) => soon().emit('direct', request, done)),
  }
}

/** Between two attempts, in milliseconds. */
export const retryMs = 500

const away: Refusal = {
  ok: false,
  code: 'away',
  field: 'connection',
  reason: 'The connection was lost.',
  retryAfter: retryMs,
}

function answer<T>(
  ask: (done: (error: Error | null, answer: Answer<T>) => void) => void,
): Promise<Answer<T>> {
  return new Promise((resolve) => ask((error, answer) => resolve(error ? away : answer)))
}
