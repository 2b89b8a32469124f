import type { ServiceUsage } from '@keelson/protocol'
import { type Insertable, sql } from 'kysely'
import type { z } from 'zod'
import type { Database } from '../storage/database.ts'
import type { Tables } from '../storage/tables.ts'

const minuteMs = 60_000
const keptMs = 25 * 3_600_000

/** Stores a minute of each replica, and forgets what is older than a day. */
export async function saveServiceMinutes(
  database: Database,
  rows: Insertable<Tables['service_minutes']>[],
  now: Date,
): Promise<void> {
  if (rows.length > 0) {
    await database
      .insertInto('service_minutes')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  await database
    .deleteFrom('service_minutes')
    .where('at', '<', new Date(now.getTime() - keptMs))
    .execute()
}

const figures = ['cpu', 'memory', 'received', 'sent', 'read', 'written', 'restarts'] as const
type Minute = { minute: number; replicas: number } & Record<(typeof figures)[number], number>

/** What a service used in the minutes up to now, oldest first: all its replicas together, or one of them. */
export async function readServiceMinutes(
  database: Database,
  of: { projectId: string; environment: string; service: string; replica?: string | undefined },
  minutes: number,
  now: Date,
): Promise<z.input<typeof ServiceUsage>> {
  const last = Math.floor(now.getTime() / minuteMs)
  const rows = await database
    .selectFrom('service_minutes')
    .select(sql<number>`floor(extract(epoch from at) / 60)::int`.as('minute'))
    .select(({ fn }) => fn.count<number>('replica').distinct().as('replicas'))
    .select(figures.map((name) => sql<number>`sum(${sql.ref(name)})::double precision`.as(name)))
    .where('project_id', '=', of.projectId)
    .where('environment', '=', of.environment)
    .where('service', '=', of.service)
    .$if(of.replica !== undefined, (query) => query.where('replica', '=', of.replica ?? ''))
    .where('at', '>=', new Date((last - minutes + 1) * minuteMs))
    .groupBy('minute')
    .execute()
  return inColumns(
    rows.map((row) => ({ ...row, replicas: Number(row.replicas) })),
    last,
    minutes,
  )
}

/** Minutes in which nothing was measured are gaps in every line. Pure. */
export function inColumns(rows: Minute[], last: number, minutes: number): z.input<typeof ServiceUsage> {
  const known = new Map(rows.map((row) => [row.minute, row]))
  const at = Array.from({ length: minutes }, (_, index) => last - minutes + 1 + index)
  const column = (name: keyof Minute) => at.map((minute) => known.get(minute)?.[name] ?? null)
  return {
    at: at.map((minute) => minute * 60),
    cpu: column('cpu'),
    memory: column('memory'),
    received: column('received'),
    sent: column('sent'),
    read: column('read'),
    written: column('written'),
    restarts: column('restarts'),
    replicas: column('replicas'),
  }
}
