import type { Service } from '@keelson/compose'
import type { Topology, VersionComparison } from '@keelson/protocol'
import { portText } from '@keelson/topology'
import type { z } from 'zod'
import type { StoredImage } from '../storage/tables.ts'
import type { Model } from './model.ts'
import { versionTopology } from './topology.ts'

/** One side of a comparison: a version as built, and where its files stood. */
export type Side = {
  number: number
  name: string
  checkout: string
  model: Model
  images: Pick<StoredImage, 'service' | 'image' | 'id'>[]
}
type Comparison = z.input<typeof VersionComparison>
type ServiceChange = Comparison['services'][number]
type Parts = Topology['services'][number]

/** What differs between two versions, without a value that could be secret. Pure. */
export function compareVersions(from: Side, to: Side): Comparison {
  const [before, after] = [from, to].map(
    (side) => new Map(versionTopology(side.model, side).services.map((service) => [service.name, service])),
  ) as [Map<string, Parts>, Map<string, Parts>]
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  const services = names.flatMap((name) =>
    compareService(name, { from, to }, before.get(name), after.get(name)),
  )
  const changed = new Set(services.map(({ name }) => name))
  const [a, b] = [plain(from), plain(to)]
  return {
    from: from.number,
    to: to.number,
    services,
    unchanged: names.filter((name) => !changed.has(name)),
    networks: difference(a.networks, b.networks),
    volumes: difference(a.volumes, b.volumes),
    secrets: difference(a.secrets, b.secrets),
    configs: difference(a.configs, b.configs),
  }
}

function compareService(
  name: string,
  { from, to }: { from: Side; to: Side },
  before: Parts | undefined,
  after: Parts | undefined,
): ServiceChange[] {
  const [a, b] = [plain(from).services[name], plain(to).services[name]]
  const images = { before: imageOf(from, name), after: imageOf(to, name) }
  const change: ServiceChange = {
    name,
    change: before ? (after ? 'changed' : 'removed') : 'added',
    image: images.before?.id === images.after?.id ? null : images,
    variables: difference(a?.environment, b?.environment),
    settings: settings.flatMap(([setting, tell]) => {
      const [told, toldAfter] = [before ? tell(before) : [], after ? tell(after) : []]
      return same(told, toldAfter) ? [] : [{ name: setting, before: told, after: toldAfter }]
    }),
    other: a && b ? otherKeys(a, b) : [],
  }
  const nothing =
    change.image === null &&
    Object.values(change.variables).every((list) => list.length === 0) &&
    change.settings.length === 0 &&
    change.other.length === 0
  return nothing && change.change === 'changed' ? [] : [change]
}

const imageOf = ({ images }: Side, service: string) => {
  const found = images.find((image) => image.service === service)
  return found ? { name: found.image, id: found.id } : null
}

/** What a service is told by, in short words. */
const settings: [string, (service: Parts) => string[]][] = [
  ['replicas', ({ replicas }) => [String(replicas)]],
  ['ports', ({ ports }) => ports.map(portText)],
  ['networks', ({ networks }) => networks],
  ['depends_on', ({ needs }) => needs.map(({ service, condition }) => `${service} (${condition})`)],
  [
    'volumes',
    ({ mounts }) =>
      mounts.map(({ volume, target, readOnly }) => `${volume}:${target}${readOnly ? ':ro' : ''}`),
  ],
  ['secrets', ({ secrets }) => secrets],
  ['configs', ({ configs }) => configs],
]

/** Keys that are compared in another way above. */
const told = new Set('environment image ports networks depends_on volumes scale secrets configs'.split(' '))

function otherKeys(before: Service, after: Service): string[] {
  const settled = ({ deploy, ...service }: Service): Record<string, unknown> => {
    const { replicas: _, ...rest } = deploy ?? {}
    return { ...service, ...(Object.keys(rest).length > 0 && { deploy: rest }) }
  }
  const { changed, added, removed } = difference(settled(before), settled(after))
  return [...changed, ...added, ...removed].filter((key) => !told.has(key)).sort()
}

/** The model with the checkout left out of its paths, and secrets and configs by what they hold. */
function plain({ model: { project, contents }, checkout }: Side) {
  const text = JSON.stringify(project).replaceAll(JSON.stringify(checkout).slice(1, -1), '.')
  const moved: typeof project = JSON.parse(text)
  // Names on the engine hold the environment's; what a thing is does not depend on them.
  const unnamed = (objects: Record<string, { name: string }> | undefined) =>
    objects &&
    Object.fromEntries(Object.entries(objects).map(([key, { name: _, ...object }]) => [key, object]))
  const held = (objects: Record<string, { name: string }> | undefined, content: Record<string, string>) => {
    const plainObjects = unnamed(objects)
    return (
      plainObjects &&
      Object.fromEntries(
        Object.entries(plainObjects).map(([key, object]) => [key, { ...object, held: content[key] }]),
      )
    )
  }
  return {
    services: moved.services,
    networks: unnamed(moved.networks),
    volumes: unnamed(moved.volumes),
    secrets: held(moved.secrets, contents.secrets),
    configs: held(moved.configs, contents.configs),
  }
}

type Things = Record<string, unknown> | undefined

/** Names of what is only in the one, only in the other, or in both and not the same. */
function difference(before: Things = {}, after: Things = {}) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  const within = (things: Record<string, unknown>) => (name: string) => Object.hasOwn(things, name)
  const [a, b] = [within(before), within(after)]
  return {
    added: names.filter((name) => !a(name)),
    removed: names.filter((name) => !b(name)),
    changed: names.filter((name) => a(name) && b(name) && !same(before[name], after[name])),
  }
}

/** Both come from canonical JSON, so equal things are written equally. */
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
