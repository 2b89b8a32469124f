import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { Recorder } from './seen.ts'
import { Sequence } from './sequence.ts'

export type SocketOptions = {
  /** On 127.0.0.1. */
  port: number
  host: string
  sockets: number
  /** Milliseconds between two messages of a socket, in each direction. */
  every: number
  /** Milliseconds that opening, and the last words at the end, may take. */
  timeout: number
}

/** What the application says on a socket. It answers every message with its number, and sends numbered ones itself. */
type Said =
  | { hello: { replica: string } }
  | { echo: number }
  | { push: number }
  /** It is about to close, and asks which message was our last. */
  | { leaving: true }
  /** All that it got from us and sent to us; it closes after that. */
  | { bye: { received: number; pushed: number } }

/**
 * Keeps so many websockets open and exchanges numbered messages on each, both ways. A socket that is closed is opened
 * again at once, as an ordinary client does, with numbers of its own; `stop` says good-bye on each and counts what is
 * missing. Resolves when all have been opened, or refused.
 */
export async function keepSockets(
  options: SocketOptions,
  recorder: Recorder,
): Promise<{ stop(): Promise<void> }> {
  const ended = new AbortController()
  const lanes = Array.from({ length: options.sockets }, (_, index) => lane(index))
  await Promise.all(lanes.map(({ opened }) => opened))

  function lane(index: number): { opened: Promise<void>; done: Promise<void> } {
    const opened = Promise.withResolvers<void>()
    const done = (async () => {
      // Spread over the interval, so that messages do not come in bursts.
      await pause((index / options.sockets) * options.every)
      while (!ended.signal.aborted) {
        const refused = await talk(options, recorder, ended.signal, opened.resolve)
        opened.resolve()
        if (!refused) continue
        const now = recorder.now()
        recorder.seen.failures.push({ row: recorder.row, sent: now, at: now, kind: 'socket', why: refused })
        await pause(options.every)
      }
    })()
    return { opened: opened.promise, done }
  }

  return {
    async stop() {
      ended.abort()
      await Promise.all(lanes.map(({ done }) => done))
    },
  }
}

/** One connection from its opening to its end. Gives why it could not be opened, where that is so. */
function talk(
  { port, host, every, timeout }: SocketOptions,
  recorder: Recorder,
  ended: AbortSignal,
  opened: () => void,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { headers: { host } })
    const [echoes, pushes] = [new Sequence(), new Sequence()]
    let [sent, received, pushed] = [0, 0, 0]
    let replica = ''
    let orderly = false
    let trouble = ''
    let sending: NodeJS.Timeout | undefined
    let patience = setTimeout(() => socket.terminate(), timeout)

    const say = (words: object) => socket.send(JSON.stringify(words))
    /** Our last word; the other side then says how much it got. */
    const finish = () => {
      if (sending === undefined) return
      clearInterval(sending)
      sending = undefined
      say({ done: sent })
      patience = setTimeout(() => socket.terminate(), timeout)
    }
    const hear = (said: Said) => {
      if ('hello' in said) {
        clearTimeout(patience)
        replica = said.hello.replica
        sending = setInterval(() => say({ n: ++sent }), every)
        ended.addEventListener('abort', finish)
        if (ended.aborted) finish()
        opened()
      } else if ('echo' in said) echoes.take(said.echo)
      else if ('push' in said) {
        pushes.take(said.push)
        pushed = Math.max(pushed, said.push)
      } else if ('leaving' in said) finish()
      else {
        orderly = true
        received = said.bye.received
        pushed = said.bye.pushed
      }
    }

    socket.on('message', (data) => {
      recorder.of(recorder.row).messages++
      hear(JSON.parse(String(data)))
    })
    socket.on('error', (error) => {
      trouble = error.message
    })
    socket.on('close', (code) => {
      clearInterval(sending)
      clearTimeout(patience)
      ended.removeEventListener('abort', finish)
      if (replica === '') return resolve(`websocket: ${trouble || `closed with ${code} before a word`}`)
      const [there, back] = [echoes.gaps(sent), pushes.gaps(pushed)]
      recorder.seen.closings.push({
        row: recorder.row,
        at: recorder.now(),
        replica,
        orderly,
        ours: orderly && ended.aborted,
        why: trouble || `closed with ${code}${orderly ? '' : ' without a word'}`,
        gaps: {
          // What did not arrive has no echo either: it counts once.
          lost: Math.max(there.lost, orderly ? sent - received : 0) + back.lost,
          disordered: there.disordered + back.disordered,
          repeated: there.repeated + back.repeated,
        },
      })
      resolve(undefined)
    })
  })
}
