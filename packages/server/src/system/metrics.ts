import { sql } from 'kysely'
import type { Balancing } from '../balancing/balancing.ts'
import { balancerMetrics } from '../balancing/metrics.ts'
import type { Context } from '../context.ts'
import type { ObservedContainers } from '../environments/observed.ts'
import { family } from './families.ts'

/** Prometheus text. */
export async function metrics({
  database,
  observed,
  balancing,
}: Context & { observed: ObservedContainers; balancing: Balancing }): Promise<string> {
  const { rows: deploys } = await sql<{ state: string; count: string }>`
    select state, count(*) from deploys group by state order by state
  `.execute(database)
  const { rows: projects } = await sql<{ count: string }>`select count(*) from projects`.execute(database)
  await balancing.sampler.look()
  const states = Map.groupBy(observed.all(), (container) => container.state)
  return [
    ...family('keelson_projects', 'gauge', 'Projects.', [{ value: Number(projects[0]?.count ?? 0) }]),
    ...family(
      'keelson_deploys',
      'gauge',
      'Operations by state, as far as they are kept.',
      deploys.map(({ state, count }) => ({ labels: { state }, value: Number(count) })),
    ),
    ...family(
      'keelson_containers',
      'gauge',
      'Containers of this installation by state.',
      [...states].map(([state, containers]) => ({ labels: { state }, value: containers.length })),
    ),
    ...family('keelson_engine_reachable', 'gauge', '1 while the Docker Engine answers.', [
      { value: observed.reachable ? 1 : 0 },
    ]),
    ...family('process_resident_memory_bytes', 'gauge', 'Resident memory of the server.', [
      { value: process.memoryUsage.rss() },
    ]),
    ...family('process_uptime_seconds', 'gauge', 'Seconds since the server started.', [
      { value: process.uptime() },
    ]),
    ...balancerMetrics(balancing.sampler),
    '',
  ].join('\n')
}
