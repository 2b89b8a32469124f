import { createHash } from 'node:crypto'
import type { Network, Project, Service, Volume } from '@keelson/compose'

/** Compact JSON as Go writes it: keys of maps sorted, `<`, `>` and `&` escaped. */
function goJson(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    part && typeof part === 'object' && !Array.isArray(part) ? sorted(part) : part,
  ).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const sorted = (map: object) => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)))

/** An object whose own keys keep their order while everything inside is sorted. Unset and empty fields are left out. */
function inOrder(fields: [string, unknown][]): string {
  const parts = fields
    .filter(([, value]) => value !== undefined && value !== false && value !== '')
    .map(([key, value]) => `${JSON.stringify(key)}:${goJson(value)}`)
  return `{${parts.join(',')}}`
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex')
const filled = <T extends object>(map: T | undefined) =>
  map && Object.keys(map).length > 0 ? map : undefined

/** The hash of a network's settings, equal to docker compose's. */
export const networkHash = (network: Network): string =>
  digest(
    inOrder([
      ['name', network.name],
      ['driver', network.driver],
      ['driver_opts', filled(network.driver_opts)],
      ['ipam', network.ipam ?? {}],
      ['internal', network.internal],
      ['attachable', network.attachable],
      ['labels', filled(network.labels)],
      ['enable_ipv4', network.enable_ipv4],
      ['enable_ipv6', network.enable_ipv6],
    ]),
  )

/** The hash of a volume's settings, equal to docker compose's. */
export const volumeHash = (volume: Volume): string =>
  digest(
    inOrder([
      ['name', volume.name],
      ['driver', volume.driver || 'local'],
      ['driver_opts', filled(volume.driver_opts)],
      ['labels', filled(volume.labels)],
    ]),
  )

/** The hash of a service: what its containers are made from, not how many, after what, or built how. */
export function configHash(_project: Project, service: Service): string {
  const { build, pull_policy, scale, depends_on, profiles, deploy, develop, ...rest } = service
  const { replicas, ...kept } = deploy ?? { replicas: 0, resources: {}, placement: {} }
  return digest(goJson({ ...rest, ...(deploy ? { deploy: kept } : {}) }))
}
