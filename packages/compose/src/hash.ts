import { orderedService } from './print.ts'
import type { Network, Volume } from './project.ts'
import type { Json, Service } from './service.ts'
import { sha256 } from './sha256.ts'

/**
 * The hash that tells whether a service's containers are up to date: SHA-256 of the service as the reference prints
 * it, without what does not change a container (build, pull policy, scale, replicas, dependencies, profiles).
 */
export function configHash(service: Service): string {
  const { build: _b, pull_policy: _p, scale: _s, depends_on: _d, profiles: _f, ...rest } = service
  if (!rest.deploy) return sha256(goJson(orderedService(rest)))
  const { replicas: _r, ...deploy } = rest.deploy
  return sha256(goJson(orderedService({ ...rest, deploy })))
}

/**
 * Whether a container with this hash was made from this configuration. docker compose 2 writes of a bind mount where a
 * missing host folder is made, newer ones (and we) where it is not.
 */
export function isHashOf(hash: string | undefined, service: Service): boolean {
  if (hash === configHash(service)) return true
  return (service.volumes?.some(({ bind }) => bind) ?? false) && hash === configHash(asVersion2(service))
}

function asVersion2(service: Service): Service {
  const volumes = service.volumes?.map((mount) => {
    if (!mount.bind) return mount
    const { create_host_path: made = true, ...bind } = mount.bind
    return { ...mount, bind: made ? { ...bind, create_host_path: true } : bind }
  })
  return { ...service, volumes } as Service
}

/** The hash on a network's label. On a mismatch the reference makes the network anew, so it must be exact. */
export function networkHash(network: Network): string {
  const {
    name,
    driver,
    driver_opts,
    ipam,
    external,
    internal,
    attachable,
    labels,
    enable_ipv4,
    enable_ipv6,
  } = network
  return sha256(
    goJson(
      present({
        name,
        driver,
        driver_opts: sorted(driver_opts),
        ipam: present({
          driver: ipam.driver,
          config: ipam.config?.map(({ subnet, gateway, ip_range, aux_addresses }) =>
            present({ subnet, gateway, ip_range, aux_addresses: sorted(aux_addresses) }),
          ),
          options: sorted(ipam.options),
        }),
        external,
        internal,
        attachable,
        labels: sorted(labels),
        enable_ipv4,
        enable_ipv6,
      }),
    ),
  )
}

/** The hash on a volume's label. On a mismatch the reference asks to delete the volume, so it must be exact. */
export function volumeHash(volume: Volume): string {
  const { name, driver, driver_opts, external, labels } = volume
  return sha256(
    goJson(
      present({
        name,
        driver: driver ?? 'local',
        driver_opts: sorted(driver_opts),
        external,
        labels: sorted(labels),
      }),
    ),
  )
}

function present(values: Record<string, Json | undefined>): Json {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}

function sorted(map: Record<string, string> | undefined): Record<string, string> | undefined {
  if (!map || Object.keys(map).length === 0) return undefined
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)))
}

const escapes: Record<string, string> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/** Compact JSON with the characters escaped that Go escapes. */
function goJson(value: Json): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => escapes[character] ?? character)
}
