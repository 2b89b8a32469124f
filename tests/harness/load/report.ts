import type { Told } from './balancer.ts'
import type { Closing, Failure, Killing, Seen, SeenRow } from './seen.ts'

/** One line of the table: an action, and what visitors saw meanwhile. */
export type Row = {
  name: string
  seconds: number
  /** Sent. What was planned is these and the unsent ones. */
  requests: number
  /** Due while this row was on, and never sent: the load could not keep up. */
  unsentRequests: number
  failedRequests: number
  /** Requests that were in flight on a replica while it was killed: nobody could have saved them. */
  inFlightOnKilled: number
  p50Ms: number
  p99Ms: number
  worstMs: number
  /** Most that the load itself was behind its schedule: a machine that is too slow, not the platform. */
  behindMs: number
  versions: string[]
  messages: number
  messagesLost: number
  messagesDisordered: number
  websocketsClosedEarly: number
  /** Closed after their drain time; each was opened again elsewhere. */
  websocketsMoved: number
  websocketsOnKilled: number
}

export type Report = {
  rows: Row[]
  total: Row
  /** Everything that must not be, in words; empty when nothing was lost. */
  faults: string[]
}

/** Between the last request of a replica and its end there is our own measuring. */
const toleranceMs = 300
/** So long after a replica was killed its requests may still fail: a connection can hang until it is given up. */
const fateMs = 10_000
/** Most that our time of a request and the balancer's are apart: one is of sending it, one of taking it. */
const apartMs = 10_000

/**
 * Judges what a load saw. A websocket is closed early when its replica had been sent a request within the drain time
 * before, or was sent one after: it was not on its way out, or not for long enough. This needs no word of the platform.
 *
 * @param drainMs how long a websocket may stay on a replica that gets no new requests
 * @param told what the balancer says of requests that failed; absent when nobody asked it
 */
export function judge(seen: Seen, { drainMs, told }: { drainMs: number; told?: Told[] | undefined }): Report {
  const { failures, closings, killings } = seen
  const early = (closing: Closing) =>
    !closing.orderly ||
    (seen.lastServed.get(closing.replica) ?? Infinity) > closing.at - drainMs + toleranceMs
  const fated = (closing: Closing) =>
    killings.some(({ replica, from }) => replica === closing.replica && closing.at >= from)
  const cut = closings.filter((closing) => !closing.ours && !fated(closing) && early(closing))
  const failed = failures.filter((failure) => !wasInFlight(failure, killings))
  const lossy = closings.filter((closing) => !fated(closing))

  const rowOf = (name: string, row: SeenRow, mine: (of: { row: string }) => boolean): Row => {
    const sorted = row.latencies.toSorted((a, b) => a - b)
    const here = closings.filter((closing) => mine(closing) && !closing.ours)
    const onKilled = here.filter(fated).length
    const closedEarly = cut.filter(mine).length
    const sum = (of: 'lost' | 'disordered' | 'repeated') =>
      lossy.filter(mine).reduce((total, { gaps }) => total + gaps[of], 0)
    return {
      name,
      seconds: row.seconds,
      requests: row.requests,
      unsentRequests: row.unsent,
      failedRequests: failed.filter(mine).length,
      inFlightOnKilled: failures.filter((failure) => mine(failure) && !failed.includes(failure)).length,
      p50Ms: quantile(sorted, 0.5),
      p99Ms: quantile(sorted, 0.99),
      worstMs: sorted.at(-1) ?? 0,
      behindMs: row.behindMs,
      versions: Object.keys(row.versions).sort(),
      messages: row.messages,
      messagesLost: sum('lost'),
      messagesDisordered: sum('disordered') + sum('repeated'),
      websocketsClosedEarly: closedEarly,
      websocketsMoved: here.length - onKilled - closedEarly,
      websocketsOnKilled: onKilled,
    }
  }

  return {
    rows: [...seen.rows].map(([name, row]) => rowOf(name, row, (of) => of.row === name)),
    total: rowOf('all', together([...seen.rows.values()]), () => true),
    faults: [
      ...failed.map((failure) => {
        const { row, at, why } = failure
        return [`${row}, ${moment(at)}: ${why}`, ...balancerOn(failure, seen.began, told)].join('; ')
      }),
      ...cut.map(({ row, at, replica, why }) => `${row}, ${moment(at)}: websocket on ${replica} ${why}`),
      ...lossy.flatMap(({ row, at, replica, gaps }) =>
        gaps.lost + gaps.disordered + gaps.repeated === 0
          ? []
          : [`${row}, ${moment(at)}: websocket on ${replica}: ${JSON.stringify(gaps)}`],
      ),
    ],
  }
}

const wasInFlight = ({ kind, sent, at }: Failure, killings: Killing[]) =>
  kind === 'request' && killings.some(({ from, to }) => sent <= to && at >= from && at <= to + fateMs)

function balancerOn({ kind, port, sent }: Failure, began: number, told: Told[] | undefined): string[] {
  if (!told || kind !== 'request') return []
  const apart = ({ at }: Told) => Math.abs(at - began - sent)
  const [nearest] = told
    .filter((one) => one.port === port && apart(one) < apartMs)
    .sort((a, b) => apart(a) - apart(b))
  return [nearest ? `the balancer: ${nearest.words}` : 'the balancer wrote nothing of it']
}

const moment = (at: number) => `${(at / 1000).toFixed(3)} s`

function together(rows: SeenRow[]): SeenRow {
  const sum = (of: (row: SeenRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  return {
    seconds: sum(({ seconds }) => seconds),
    requests: sum(({ requests }) => requests),
    unsent: sum(({ unsent }) => unsent),
    messages: sum(({ messages }) => messages),
    latencies: rows.flatMap(({ latencies }) => latencies),
    behindMs: Math.max(...rows.map(({ behindMs }) => behindMs)),
    versions: Object.assign({}, ...rows.map(({ versions }) => versions)),
  }
}

/** Nearest rank of a sorted list; 0 of an empty one. */
function quantile(sorted: number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

const columns: [string, (row: Row) => string | number][] = [
  ['action', ({ name }) => name],
  ['seconds', ({ seconds }) => seconds.toFixed(1)],
  ['planned', ({ requests, unsentRequests }) => requests + unsentRequests],
  ['sent', ({ requests }) => requests],
  ['failed', ({ failedRequests }) => failedRequests],
  ['p50 ms', ({ p50Ms }) => p50Ms.toFixed(1)],
  ['p99 ms', ({ p99Ms }) => p99Ms.toFixed(1)],
  ['worst ms', ({ worstMs }) => worstMs.toFixed(0)],
  ['behind ms', ({ behindMs }) => behindMs.toFixed(0)],
  ['messages', ({ messages }) => messages],
  ['lost', ({ messagesLost }) => messagesLost],
  ['disordered', ({ messagesDisordered }) => messagesDisordered],
  ['ws early', ({ websocketsClosedEarly }) => websocketsClosedEarly],
  ['ws moved', ({ websocketsMoved }) => websocketsMoved],
  [
    'on the killed',
    ({ inFlightOnKilled, websocketsOnKilled }) => `${inFlightOnKilled} + ${websocketsOnKilled} ws`,
  ],
  ['answered by', ({ versions }) => versions.join(' ')],
]

/** The report as a table of text. */
export function table({ rows, total }: Report): string {
  const cells = [
    columns.map(([title]) => title),
    ...[...rows, total].map((row) => columns.map(([, cell]) => String(cell(row)))),
  ]
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)))
  return cells
    .map((line) =>
      line
        .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
        .join('  '),
    )
    .join('\n')
}
