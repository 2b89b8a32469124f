import type { Environment, ServiceStatus } from '@keelson/protocol'
import type { z } from 'zod'
import type { Outline, Scale } from '../storage/tables.ts'
import type { Observed } from './observed.ts'

type ServiceState = ServiceStatus['state']
export type EnvironmentState = Environment['state']

/** How a service does, from what its containers do. A service that ended with 0 has done its work. */
export function serviceState(
  wanted: number,
  replicas: Pick<Observed, 'state' | 'health' | 'exitCode'>[],
  on: boolean,
): ServiceState {
  if (replicas.length === 0) return on && wanted > 0 ? 'degraded' : 'off'
  const of = (test: (replica: (typeof replicas)[number]) => boolean) => replicas.filter(test).length
  const ended = of(({ state }) => state === 'exited' || state === 'dead')
  const endedWell = of(({ state, exitCode }) => state === 'exited' && exitCode === 0)
  const well = of(({ state, health }) => state === 'running' && (health === 'none' || health === 'healthy'))
  const starting = of(
    ({ state, health }) => state === 'created' || (state === 'running' && health === 'starting'),
  )
  if (endedWell === replicas.length) return 'completed'
  if (ended === replicas.length) return 'failed'
  if (well === replicas.length && well >= wanted) return 'running'
  if (well + starting === replicas.length && replicas.length >= wanted) return 'starting'
  return 'degraded'
}

/** An environment is what its worst service is; while an operation runs it is deploying. */
export function environmentState(
  environment: { version: number | null; failed: boolean },
  deploying: boolean,
  services: ServiceState[],
): EnvironmentState {
  if (deploying) return 'deploying'
  if (environment.version === null) return environment.failed ? 'failed' : 'off'
  return services.some((state) => state === 'failed' || state === 'degraded') ? 'degraded' : 'on'
}

/** The services of a version beside what runs of them; `off` environments list them too, without replicas. */
export function serviceStatuses(
  outline: Outline,
  containers: Observed[],
  on: boolean,
  urls: Map<string, string>,
  scale: Scale = {},
): z.input<typeof ServiceStatus>[] {
  return outline.services.map(({ name, image, replicas: declared }) => {
    const wanted = scale[name] ?? declared
    const replicas = containers.filter((container) => container.service === name && !container.oneOff)
    return {
      name,
      image,
      wanted,
      declared,
      replicas: replicas
        .map(({ id, name: container, state, health, exitCode, startedAt }) => ({
          container: id,
          name: container,
          state,
          health,
          exitCode,
          startedAt,
        }))
        .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })),
      state: serviceState(wanted, replicas, on),
      url: urls.get(name) ?? null,
    }
  })
}
