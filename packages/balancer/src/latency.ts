import path from 'node:path'
import { failureFields, failuresToRing } from './failures.ts'
import { ask } from './socket.ts'

/** One request: how long its visitor waited for the first byte of the answer, from when the request was read. */
export type Timing = {
  worker: number
  /** Counted by the worker: a later request has a higher one. */
  number: number
  backend: string
  /** As `serverName` makes it from the container's id. */
  server: string
  milliseconds: number
}

/** HAProxy's `show stat` knows averages only, so it keeps the times of single requests in memory, to be asked for. */
const ring = 'latency'
const ringBytes = 128 * 1024

export function latencySection(): string[] {
  return ['', `ring ${ring}`, '  format raw', '  maxlen 400', `  size ${ringBytes}`]
}

const mostAbove = (rate: number) => `{ fe_req_rate gt ${rate} } !{ rand(8) eq 0 }`

/**
 * What an HTTP frontend writes down, and of how many requests: of all below 1000 a second, of every eighth up to 4000,
 * of every 64th above, drawn by chance. The same holds for those that fail.
 */
export const measured = [
  `  log ring@${ring} format raw local0`,
  ...failuresToRing,
  `  log-format "%pid %rt %b %s %Tw %Tc %Tr ${failureFields}"`,
  `  http-request set-log-level silent if ${mostAbove(4000)} or ${mostAbove(1000)}`,
]

/**
 * The requests that the newest worker answered last, oldest first: what fits into the memory kept for it, about a
 * thousand. Those that no server answered are left out.
 *
 * @throws BalancerAway
 */
export async function readTimings(folder: string): Promise<Timing[]> {
  return parseTimings(await ask(path.join(folder, 'admin.sock'), `show events ${ring}`))
}

/** Lines as `measured` has them written; read here: waited in the queue, connected, waited for the answer; -1 is "never". */
export function parseTimings(text: string): Timing[] {
  return text.split('\n').flatMap((line): Timing[] => {
    const [worker, number, backend = '', server = '', ...times] = line.split(' ', 7)
    const [queue = -1, connect = -1, answer = -1] = times.map(Number)
    if (times.length !== 3 || answer < 0) return []
    const milliseconds = Math.max(0, queue) + Math.max(0, connect) + answer
    return [{ worker: Number(worker), number: Number(number), backend, server, milliseconds }]
  })
}
