import path from 'node:path'
import { askMaster, processes } from './master.ts'
import { ask } from './socket.ts'

export type ServerState = 'up' | 'down' | 'drain' | 'disabled'

/** What one replica has done since the last reload; rates are of the last second. */
export type ServerStatistics = {
  backend: string
  /** As `serverName` makes it from the container's id. */
  server: string
  address: string
  state: ServerState
  weight: number
  /** Requests and connections that are open now, also those of workers from before a reload. */
  inFlight: number
  queued: number
  requests: number
  requestsPerSecond: number
  /** Averages of the last 1024 requests, in milliseconds. */
  averageMs: { queue: number; connect: number; response: number; total: number }
  statuses: Record<'1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'other', number>
  bytesIn: number
  bytesOut: number
  errors: { connection: number; response: number }
  retries: number
  redispatches: number
  /** `result` as HAProxy puts it: L4OK, L4CON, L7STS…; `failures` since the last reload. */
  health: { result: string; status: number | undefined; durationMs: number; failures: number; text: string }
  /** Seconds in the present state, and down altogether. */
  stateSeconds: number
  downSeconds: number
}

export type FrontendStatistics = {
  name: string
  connections: number
  requests: number
  requestsPerSecond: number
  statuses: ServerStatistics['statuses']
  bytesIn: number
  bytesOut: number
}

export type Statistics = { frontends: FrontendStatistics[]; servers: ServerStatistics[] }

/** What each worker counted by itself; after a reload the new one begins at nothing, and the old ones go on. */
export type AllStatistics = Statistics & { workers: { pid: number; servers: ServerStatistics[] }[] }

/** @throws BalancerAway */
export async function readStatistics(folder: string): Promise<AllStatistics> {
  const [text, { oldWorkers }] = await Promise.all([
    ask(path.join(folder, 'admin.sock'), 'show info; show stat'),
    processes(folder),
  ])
  const table = text.indexOf('# pxname')
  const newest = Number(/^Pid: (\d+)/m.exec(text.slice(0, table))?.[1])
  const { frontends, servers } = parseStatistics(text.slice(table))
  const current = { frontends, servers: servers.map((server) => ({ ...server })) }
  const workers = [{ pid: newest, servers }]
  for (const pid of oldWorkers) {
    // A worker may end between the two questions; the answer then holds no table.
    const old = parseStatistics(await askMaster(folder, `@!${pid} show stat`))
    workers.push({ pid, servers: old.servers })
    for (const { backend, server, inFlight } of old.servers) {
      const now = current.servers.find((item) => item.backend === backend && item.server === server)
      if (now) now.inFlight += inFlight
      else if (inFlight > 0) {
        current.servers.push(
          ...old.servers.filter((item) => item.backend === backend && item.server === server),
        )
      }
    }
  }
  return { ...current, workers }
}

/** Reads HAProxy's table (CSV; columns are named in its first line). */
export function parseStatistics(csv: string): Statistics {
  const [head = '', ...lines] = csv.split('\n')
  const columns = head.replace(/^# /, '').split(',')
  const rows = head.startsWith('# ')
    ? lines.filter(Boolean).map((line) => {
        const values = cells(line)
        return (name: string) => values[columns.indexOf(name)] ?? ''
      })
    : []
  const kind = (row: Row) => ({ 0: 'frontend', 2: 'server' })[Number(row('type'))]
  return {
    frontends: rows.filter((row) => kind(row) === 'frontend').map(frontendOf),
    servers: rows.filter((row) => kind(row) === 'server').map(serverOf),
  }
}

type Row = (column: string) => string

function frontendOf(row: Row): FrontendStatistics {
  const number = (name: string) => Number(row(name))
  return {
    name: row('pxname'),
    connections: number('scur'),
    requests: row('req_tot') ? number('req_tot') : number('stot'),
    requestsPerSecond: row('req_rate') ? number('req_rate') : number('rate'),
    statuses: statusesOf(row),
    bytesIn: number('bin'),
    bytesOut: number('bout'),
  }
}

function serverOf(row: Row): ServerStatistics {
  const number = (name: string) => Number(row(name))
  return {
    backend: row('pxname'),
    server: row('svname'),
    address: row('addr'),
    state: stateOf(row('status'), number('weight')),
    weight: number('weight'),
    inFlight: number('scur'),
    queued: number('qcur'),
    requests: number('stot'),
    requestsPerSecond: number('rate'),
    averageMs: {
      queue: number('qtime'),
      connect: number('ctime'),
      response: number('rtime'),
      total: number('ttime'),
    },
    statuses: statusesOf(row),
    bytesIn: number('bin'),
    bytesOut: number('bout'),
    errors: { connection: number('econ'), response: number('eresp') },
    retries: number('wretr'),
    redispatches: number('wredis'),
    health: {
      result: row('check_status').replace(/^\* /, ''),
      status: row('check_code') ? number('check_code') : undefined,
      durationMs: number('check_duration'),
      failures: number('chkfail'),
      text: row('last_chk') || row('check_desc'),
    },
    stateSeconds: number('lastchg'),
    downSeconds: number('downtime'),
  }
}

function stateOf(status: string, weight: number): ServerState {
  if (status.startsWith('MAINT')) return 'disabled'
  if (status.startsWith('DOWN') || status === 'NOLB') return 'down'
  return status.startsWith('DRAIN') || weight === 0 ? 'drain' : 'up'
}

function statusesOf(row: Row): ServerStatistics['statuses'] {
  const number = (name: string) => Number(row(`hrsp_${name}`))
  return {
    '1xx': number('1xx'),
    '2xx': number('2xx'),
    '3xx': number('3xx'),
    '4xx': number('4xx'),
    '5xx': number('5xx'),
    other: number('other'),
  }
}

/** Cells may be quoted where they hold a comma. */
function cells(line: string): string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  )
}
