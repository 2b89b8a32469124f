import { type Docker, LABEL, listContainers, listVolumes } from '@keelson/engine'
import type { Volume } from '@keelson/protocol'
import type { z } from 'zod'
import { composeProjectOf } from '../environments/routes.ts'
import { Refusal } from '../http/refusal.ts'
import type { Database } from '../storage/database.ts'

export type Finding = { database: Database; docker: Docker; installation: { id: string } }
type At = { project: string; environment: string }

/** The volumes that an environment's Compose project made, and those that its containers mount beside them. */
export async function volumesOf(
  { database, docker, installation }: Finding,
  at: At,
): Promise<z.input<typeof Volume>[]> {
  const filters = {
    label: [
      `io.keelson.installation=${installation.id}`,
      `com.docker.compose.project=${await composeProjectOf({ database }, at)}`,
    ],
  }
  const [made, containers] = await Promise.all([
    listVolumes(docker, { filters }),
    listContainers(docker, { all: true, filters }),
  ])
  const mounts = containers.flatMap(({ Labels, Mounts }) =>
    Mounts.flatMap(({ Type, Name, Destination, RW, Driver }) =>
      Type === 'volume' && Name
        ? [
            {
              name: Name,
              driver: Driver ?? '',
              service: Labels[LABEL.service] ?? '',
              target: Destination,
              readOnly: !RW,
            },
          ]
        : [],
    ),
  )
  const known = new Map(made.map((volume) => [volume.Name, volume]))
  return [...new Set([...known.keys(), ...mounts.map(({ name }) => name)])].sort().map((name) => {
    const volume = known.get(name)
    const mounted = mounts.filter((mount) => mount.name === name)
    const uses = mounted.map(({ service, target, readOnly }) => ({ service, target, readOnly }))
    return {
      name,
      key: volume?.Labels?.['com.docker.compose.volume'] ?? null,
      driver: volume?.Driver ?? mounted[0]?.driver ?? '',
      createdAt: volume?.CreatedAt ?? null,
      // The replicas of a service mount the same.
      mounts: [...new Map(uses.map((use) => [JSON.stringify(use), use])).values()],
    }
  })
}

/** @throws Refusal unless the volume belongs to the environment: no name reaches those of others */
export async function requireVolume(
  parts: Finding,
  { volume, ...at }: At & { volume: string },
): Promise<void> {
  if ((await volumesOf(parts, at)).some(({ name }) => name === volume)) return
  throw new Refusal('not-found', { detail: `"${at.environment}" has no volume "${volume}".` })
}
