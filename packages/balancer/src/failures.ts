import path from 'node:path'
import { askMaster, processes } from './master.ts'
import { ask } from './socket.ts'

/** A request that did not go well, as the balancer saw it: an error, a timeout, a repetition, a status above 499. */
export type FailedRequest = {
  /** When it began, in milliseconds since 1970. */
  at: number
  /** Of the connection that it came by. */
  client: { address: string; port: number }
  backend: string
  /** As `serverName` makes it from the container's id; null when none was chosen. */
  server: string | null
  status: number
  /** Two letters, as HAProxy's manual explains them ("Session state at disconnection"): who ended it, and when. */
  termination: string
  retries: number
  /** The last attempt was with another replica. */
  redispatched: boolean
}

const ring = 'failures'

export const failureRing = ['', `ring ${ring}`, '  format raw', '  maxlen 400', '  size 32768']

/** Lines of an HTTP frontend: what went well is below this level. */
export const failuresToRing = [`  log ring@${ring} format raw local0 err`, '  option log-separate-errors']

/**
 * What an HTTP frontend tells of a request in the ring of failures: a part of its `log-format`, at the end of the line.
 * Neither path nor header: they may hold what is nobody's business.
 */
export const failureFields = '%ts %ST %rc %ci %cp %Ts%ms'

/**
 * The requests that went wrong last, of all workers that there are; about 300 of each.
 *
 * @throws BalancerAway
 */
export async function readFailures(folder: string): Promise<FailedRequest[]> {
  const { oldWorkers } = await processes(folder)
  const texts = await Promise.all([
    ask(path.join(folder, 'admin.sock'), `show events ${ring}`),
    // A worker may end between the two questions; the answer then holds no lines.
    ...oldWorkers.map((pid) => askMaster(folder, `@!${pid} show events ${ring}`)),
  ])
  return texts.flatMap(parseFailures)
}

/** Lines as `measured` has them written, for what `failureFields` holds. */
export function parseFailures(text: string): FailedRequest[] {
  return text.split('\n').flatMap((line): FailedRequest[] => {
    const [
      ,
      ,
      backend = '',
      server = '',
      ,
      ,
      ,
      termination = '',
      status,
      repeated = '',
      address = '',
      port,
      at,
    ] = line.split(' ')
    if (at === undefined) return []
    return [
      {
        at: Number(at),
        client: { address, port: Number(port) },
        backend,
        server: server === '<NOSRV>' ? null : server,
        status: Number(status),
        termination,
        retries: Number(repeated.replace('+', '')),
        redispatched: repeated.startsWith('+'),
      },
    ]
  })
}

const who: Record<string, string> = {
  C: 'the visitor broke it off',
  S: 'the replica refused it or broke it off',
  P: 'the balancer ended it',
  L: 'the balancer answered it itself',
  R: 'the balancer had too little of something',
  I: 'the balancer made a mistake',
  D: 'its replica was found to be down',
  K: 'it was ended by a command',
  c: 'the visitor took too long',
  s: 'the replica took too long',
}
const when: Record<string, string> = {
  R: 'before it was passed on',
  Q: 'in the queue',
  C: 'while the connection was made',
  H: 'before the answer began',
  D: 'in the middle of the answer',
  L: 'at the end of the answer',
}

/** In words: where it led to, what came of it, who ended it and when. */
export function describeFailure(failure: FailedRequest): string {
  const { backend, server, status, termination, retries, redispatched } = failure
  const [first = '', second = ''] = termination
  const reason = who[first] ? `: ${[who[first], when[second]].filter(Boolean).join(' ')}` : ''
  const again = retries || redispatched ? `, repeated ${retries}×${redispatched ? ' and elsewhere' : ''}` : ''
  return `${backend}/${server ?? 'no replica'} status ${status}, ${termination}${reason}${again}`
}
