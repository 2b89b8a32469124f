import {
  configHash,
  type Network,
  networkHash,
  type Project,
  type Service,
  type Volume,
  volumeHash,
} from '@keelson/compose'
import { containerName, dependsOnLabel, LABEL } from '../labels.ts'
import type { Observed, ObservedContainer } from '../observed.ts'
import { resolveReferences } from '../request/request.ts'
import { inDependencyOrder, replicas } from './graph.ts'
import type { PlanOptions } from './options.ts'
import { plan } from './plan.ts'
import { show } from './step.ts'

/** A service as the loader would give it, on the default network. */
export const service = (fields: Partial<Service> = {}): Service => ({
  command: null,
  entrypoint: null,
  image: 'app:1',
  ...(fields.network_mode ? {} : { networks: { default: null } }),
  ...fields,
})

/** A project `p` with its default network. */
export const project = (
  services: Record<string, Service>,
  rest: { networks?: Record<string, Partial<Network>>; volumes?: Record<string, Partial<Volume>> } = {},
): Project => ({
  name: 'p',
  services,
  networks: Object.fromEntries(
    Object.entries({ default: {}, ...rest.networks }).map(([key, network]) => [
      key,
      { name: `p_${key}`, ipam: {}, ...network },
    ]),
  ),
  volumes: Object.fromEntries(
    Object.entries(rest.volumes ?? {}).map(([key, volume]) => [key, { name: `p_${key}`, ...volume }]),
  ),
})

export const empty: Observed = { project: 'p', containers: [], networks: [], volumes: [] }

/** The engine as it is after `up` of a project: everything there, running, with the right hashes. */
export function upped(
  project: Project,
  change: (container: ObservedContainer) => Partial<ObservedContainer> = () => ({}),
): Observed {
  const containers: ObservedContainer[] = []
  for (const name of inDependencyOrder(project)) {
    const declared = project.services[name]
    if (!declared) continue
    const resolved = resolveReferences(declared, {
      containersOf: (other) => containers.filter((one) => one.service === other),
    })
    for (let number = 1; number <= replicas(declared, undefined); number++) {
      const container = observedContainer(project, name, resolved, number)
      containers.push({ ...container, ...change(container) })
    }
  }
  return {
    project: project.name,
    containers,
    networks: Object.entries(project.networks ?? {}).map(([key, network]) => ({
      id: `id-${network.name}`,
      name: network.name,
      driver: 'bridge',
      labels: { [LABEL.project]: project.name, [LABEL.network]: key, [LABEL.hash]: networkHash(network) },
    })),
    volumes: Object.entries(project.volumes ?? {}).map(([key, volume]) => ({
      name: volume.name,
      driver: 'local',
      labels: { [LABEL.project]: project.name, [LABEL.volume]: key, [LABEL.hash]: volumeHash(volume) },
    })),
  }
}

function observedContainer(
  project: Project,
  name: string,
  declared: Service,
  number: number,
): ObservedContainer {
  return {
    id: `${name}${number}`.padEnd(12, '0'),
    name: containerName(project, name, declared, number),
    service: name,
    number,
    oneOff: false,
    state: 'running',
    status: 'Up 2 seconds',
    image: declared.image ?? '',
    imageId: 'sha256:1',
    command: '',
    created: number,
    labels: {
      [LABEL.hash]: configHash(declared),
      [LABEL.image]: 'sha256:1',
      [LABEL.dependsOn]: dependsOnLabel(project, declared),
    },
    ports: [],
    networks: Object.keys(declared.networks ?? {}).map((key) => {
      const network = project.networks?.[key]?.name ?? key
      return { name: network, id: `id-${network}`, address: '' }
    }),
    mounts: (declared.volumes ?? []).map((mount) => ({
      type: mount.type ?? 'volume',
      name: mount.source ? (project.volumes?.[mount.source]?.name ?? mount.source) : '0'.repeat(64),
      target: mount.target ?? '',
      readOnly: false,
    })),
  }
}

/** The plan as lines of text. */
export const lines = (desired: Project, observed: Observed, options: PlanOptions = {}): string[] =>
  show(plan(desired, observed, options))
