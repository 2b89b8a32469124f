import {
  type ContainerInspect,
  type Docker,
  findImage,
  type ImageInspect,
  inspectContainer,
  inspectNetwork,
  inspectVolume,
  isNotFound,
  type NetworkInfo,
  type VolumeInfo,
} from '@keelson/engine'
import type { ReplicaInspection } from '@keelson/protocol'
import type { z } from 'zod'
import { Refusal } from '../http/refusal.ts'

export type Seen = {
  container: ContainerInspect
  image: ImageInspect | undefined
  networks: NetworkInfo[]
  volumes: VolumeInfo[]
}

/** Asks the engine about a container and what it hangs on. @throws Refusal when it is gone */
export async function look(docker: Docker, id: string): Promise<Seen> {
  const container = await inspectContainer(docker, id).catch((error) => {
    if (!isNotFound(error)) throw error
    throw new Refusal('not-found', { detail: 'This replica is gone. Look again.' }, { cause: error })
  })
  const present = <T>(asked: Promise<T>) =>
    asked.catch((error) => {
      if (!isNotFound(error)) throw error
      return undefined
    })
  const networks = Object.keys(container.NetworkSettings.Networks ?? {})
  const volumes = container.Mounts.flatMap(({ Type, Name }) => (Type === 'volume' && Name ? [Name] : []))
  const [image, ...rest] = await Promise.all([
    findImage(docker, container.Image),
    Promise.all(networks.map((name) => present(inspectNetwork(docker, name)))),
    Promise.all(volumes.map((name) => present(inspectVolume(docker, name)))),
  ])
  return {
    container,
    image,
    networks: rest[0].filter((one) => one !== undefined),
    volumes: rest[1].filter((one) => one !== undefined),
  }
}

/** The same for people, and raw. Whatever `redact` knows as secret, and every value of an environment, is left out. Pure. */
export function inspection(
  { container, image, networks, volumes }: Seen,
  redact: (text: string) => string,
): z.input<typeof ReplicaInspection> {
  const { State: state, Config: config, HostConfig: host } = container
  return {
    container: {
      id: container.Id,
      name: container.Name.replace(/^\//, ''),
      image: config.Image,
      command: [container.Path, ...container.Args].map(redact),
      user: config.User ?? '',
      workingDir: config.WorkingDir ?? '',
      state: state.Status,
      exitCode: state.Status === 'exited' || state.Status === 'dead' ? state.ExitCode : null,
      outOfMemory: state.OOMKilled,
      restartCount: container.RestartCount,
      restartPolicy: host.RestartPolicy?.Name || 'no',
      createdAt: new Date(container.Created).toISOString(),
      startedAt: state.StartedAt.startsWith('0001') ? null : new Date(state.StartedAt).toISOString(),
      limits: { memoryBytes: host.Memory || null, cpus: cpusOf(host) },
      health: state.Health
        ? {
            status: state.Health.Status,
            failingStreak: state.Health.FailingStreak,
            checks: (state.Health.Log ?? []).toReversed().map(({ Start, ExitCode, Output }) => ({
              at: new Date(Start).toISOString(),
              exitCode: ExitCode,
              output: redact(Output.slice(0, 2_000)),
            })),
          }
        : null,
      environment: environmentOf(container).map(({ name }) => name),
    },
    image: {
      id: container.Image,
      names: image?.RepoTags ?? [],
      createdAt: image?.Created ?? '',
      sizeBytes: image?.Size ?? 0,
      platform: image ? [image.Os, image.Architecture, image.Variant].filter(Boolean).join('/') : '',
    },
    networks: Object.entries(container.NetworkSettings.Networks ?? {}).map(([name, endpoint]) => {
      const network = networks.find((one) => one.Name === name)
      return {
        name,
        driver: network?.Driver ?? '',
        internal: network?.Internal ?? false,
        subnets: (network?.IPAM.Config ?? []).flatMap(({ Subnet }) => (Subnet ? [Subnet] : [])),
        address: endpoint.IPAddress ?? '',
        aliases: [...new Set(endpoint.Aliases ?? [])],
      }
    }),
    mounts: container.Mounts.map(({ Type, Name, Source, Destination, RW, Driver }) => ({
      kind: Type,
      name: Name ?? null,
      source: Source,
      target: Destination,
      readOnly: !RW,
      driver: Driver || null,
    })),
    raw: blackened(
      {
        container: { ...container, Config: withoutValues(config) },
        image: image && { ...image, Config: image.Config && withoutValues(image.Config) },
        networks,
        // Options of a driver may hold the password of a file server.
        volumes: volumes.map((volume) => ({ ...volume, Options: hidden(volume.Options) })),
      },
      redact,
    ),
  }
}

/** What a container was started with. Pure. */
export const environmentOf = ({ Config: { Env } }: Pick<ContainerInspect, 'Config'>) =>
  (Env ?? []).map((entry) => {
    const [name = '', ...value] = entry.split('=')
    return { name, value: value.join('=') }
  })

const mask = '•••'
const withoutValues = <C extends { Env?: string[] | null }>(config: C): C => ({
  ...config,
  ...(config.Env && { Env: config.Env.map((entry) => `${entry.split('=')[0]}=${mask}`) }),
})
const hidden = (options: Record<string, string> | null) =>
  options && Object.fromEntries(Object.keys(options).map((key) => [key, mask]))

/** The same value with every text in it redacted; keys stay. */
function blackened<T>(value: T, redact: (text: string) => string): T {
  return JSON.parse(JSON.stringify(value), (_, one) => (typeof one === 'string' ? redact(one) : one))
}

function cpusOf(host: ContainerInspect['HostConfig']): number | null {
  if (host.NanoCpus) return host.NanoCpus / 1e9
  return host.CpuQuota && host.CpuQuota > 0 ? host.CpuQuota / (host.CpuPeriod || 100_000) : null
}
