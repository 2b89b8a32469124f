import type { BalancerState, Environment, ServiceStatus } from '@keelson/protocol'
import type { Live } from '@keelson/topology'
import { computed, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useResource } from '../../api/use-resource.ts'
import { useConnection } from '../../connection.ts'
import { useRoom } from '../../live/use-room.ts'
import { tones } from '../../nouns/tones.ts'

/** What is drawn: a version as built, and where it runs if it is looked at there. */
export type Place = { project: string; version: number; environment: Environment | null }

/** A version's parts, and while it runs what its services do, where they are reached and what goes through them. */
export function useTopology(place: () => Place) {
  const { t } = useI18n()
  const { call } = useConnection()
  const { project, version, environment } = place()
  const {
    data: topology,
    problem,
    reload,
  } = useResource((signal) => call('topology', { params: { project, version }, signal }))
  const services = shallowRef<ServiceStatus[] | null>(null)
  const balancer = shallowRef<BalancerState | null>(null)
  const name = environment?.name
  if (name !== undefined) {
    useRoom(() => `project:${project}`, {
      event(event) {
        if (event.kind === 'services' && event.name === project && event.environment === name)
          services.value = event.services
      },
      refetch: async () => {
        // What was known stays while the server is away; the page says so elsewhere.
        const found = await call('services', { params: { project, environment: name } }).catch(() => null)
        if (found) services.value = found
      },
    })
    useRoom(() => 'balancer', {
      event(event) {
        if (event.kind === 'balancer') balancer.value = event.balancer
      },
    })
  }

  const rates = computed(() => {
    const mine = (balancer.value?.services ?? []).filter(
      (service) => service.project === project && service.environment === name,
    )
    return new Map(
      [...Map.groupBy(mine, ({ service }) => String(service))].map(([service, ports]) => [
        service,
        ports.reduce((sum, { traffic }) => sum + traffic.requests, 0),
      ]),
    )
  })
  const live = computed((): Live | undefined => {
    const seen = services.value
    const running = place().environment
    if (!seen || !running) return undefined
    const states = seen.map(({ name: service, state, wanted, replicas }) => {
      const rate = rates.value.get(service)
      return [
        service,
        {
          tone: tones[state],
          state: t(`state.${state}`),
          running: replicas.filter((replica) => replica.state === 'running').length,
          // What has done its work is not wanted any more.
          wanted: state === 'completed' ? 0 : wanted,
          ...(rate !== undefined && { rate: Math.round(rate * 10) / 10 }),
        },
      ] as const
    })
    return { services: new Map(states), doors: doorsOf(running) }
  })
  return { topology, problem, reload, services, live }
}

/** The addresses of each service: host names, the environment's own first, then ports that the balancer holds. */
function doorsOf({ routes, ports }: Environment): Map<string, string[]> {
  const named = routes
    .toSorted((a, b) => Number(b.main) - Number(a.main))
    .map(({ service, url }) => ({
      service: String(service),
      door: url.replace(/^https?:\/\//, '').replace(/\/$/, ''),
    }))
  const numbered = ports.map(({ service, host }) => ({ service: String(service), door: `:${host}` }))
  const all = Map.groupBy([...named, ...numbered], ({ service }) => service)
  // A service that has the environment's own name need not show its second one.
  return new Map(
    [...all].map(([service, doors]) => {
      const [first, ...rest] = doors
      const kept = [...(first ? [first] : []), ...rest.filter(({ door }) => door.startsWith(':'))]
      return [service, kept.map(({ door }) => door)]
    }),
  )
}
