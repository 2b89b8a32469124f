import type { BalancerConfig } from './config.ts'
import { networkMaps } from './networks.ts'

/** Where the container sees the shared folder. */
export const mountPoint = '/balancer'

/**
 * What HAProxy looks up for each request, in files that it reads at its start and that are changed while it runs.
 * In the order in which entries are added: whoever may come in is known before who may not, and both before the host.
 * They are removed the other way round.
 */
export const mapNames = ['challenges', 'passes', 'networks', 'guarded', 'hosts', 'hsts', 'redirects'] as const
export type MapName = (typeof mapNames)[number]
export type Maps = Record<MapName, ReadonlyMap<string, string>>

/** Stands where a list of networks would: no one is kept out. No list has this name. */
export const everybody = '*'

/** A host that answers 200 on its own: for the container's health check. */
export const healthHost = 'balancer.invalid'

export const mapFile = (name: MapName) => `${mountPoint}/${name}.map`

export function mapsOf(config: BalancerConfig): Maps {
  const { challenges = [], networkLists = [], routes, dashboard } = config
  const perHost = (value: (route: BalancerConfig['routes'][number]) => string | undefined) =>
    new Map(
      routes.flatMap((route): [string, string][] => {
        const found = value(route)
        return found === undefined ? [] : [[route.host, found]]
      }),
    )
  const target = (route: BalancerConfig['routes'][number]) =>
    'backend' in route ? route.backend : `page-${route.page}`
  return {
    challenges: new Map(challenges.map(({ token, answer }) => [token, answer])),
    ...networkMaps(networkLists),
    // One look tells of most hosts that nothing guards them.
    guarded: perHost(({ allow, maintenance }) =>
      allow || maintenance ? `${allow ?? everybody}/${maintenance ?? everybody}` : undefined,
    ),
    hosts: new Map([
      [healthHost, 'health'],
      ...dashboard.hosts.map((host): [string, string] => [host, 'dashboard']),
      ...perHost(target),
    ]),
    hsts: perHost(({ hsts }) => (hsts === undefined ? undefined : `max-age=${hsts}`)),
    redirects: perHost(({ redirect }) => (redirect ? 'yes' : undefined)),
  }
}

/** The files, by their path in the folder: a key and its value on each line. */
export function renderMaps(config: BalancerConfig): Record<string, string> {
  const maps = mapsOf(config)
  return Object.fromEntries(
    mapNames.map((name) => [
      `${name}.map`,
      [...maps[name]].map(([key, value]) => `${key} ${value}\n`).join(''),
    ]),
  )
}
