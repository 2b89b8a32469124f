import { type Project, type Volume, volumeHash } from '@keelson/compose'
import type { VolumeRequest } from '../docker/types.ts'
import { LABEL, VERSION } from '../labels.ts'
import type { Observed, ObservedContainer } from '../observed.ts'
import { present } from '../request/resources.ts'
import { type Phrase, reason } from './phrase.ts'
import { isUp, type Planning, refOf } from './planning.ts'

/** Names of volumes whose settings are no longer those they were made with. Making them again loses their content. */
export const changedVolumes = (project: Project, observed: Observed): string[] =>
  Object.entries(project.volumes ?? {})
    .filter(([key, volume]) => {
      const there = observed.volumes.find(({ name }) => name === volume.name)
      return (
        there !== undefined &&
        !volume.external &&
        isOurs(there.labels, project.name, key) &&
        differs(there.labels, volume)
      )
    })
    .map(([, volume]) => volume.name)

const isOurs = (labels: Record<string, string>, project: string, key: string) =>
  labels[LABEL.project] === project && labels[LABEL.volume] === key

const differs = (labels: Record<string, string>, volume: Volume) =>
  Boolean(labels[LABEL.hash]) && labels[LABEL.hash] !== volumeHash(volume)

/** Volumes that are missing are created; a changed one only where its content may go. */
export function planVolumes(planning: Planning): { made: Map<string, string>; gone: Map<string, string> } {
  const made = new Map<string, string>()
  /** Containers that had to be removed with a volume, with the step that does it. */
  const gone = new Map<string, string>()
  for (const key of planning.volumeKeys()) {
    const volume = planning.project.volumes?.[key]
    if (!volume) continue
    const there = planning.observed.volumes.find(({ name }) => name === volume.name)
    if (volume.external) {
      if (!there) {
        planning.problems.push(
          `The volume "${volume.name}" is declared external and does not exist. Create it: docker volume create ${volume.name}`,
        )
      }
      continue
    }
    if (!there) {
      made.set(key, createVolume(planning, key, volume, reason('because.absent'), []))
    } else if (!isOurs(there.labels, planning.project.name, key)) {
      planning.warn(`The volume ${volume.name} exists and is not of this project; it is used as it is.`)
    } else if (differs(there.labels, volume)) {
      if (planning.options.recreateVolumes) made.set(key, remakeVolume(planning, key, volume, gone))
      else
        planning.warn(
          `The settings of volume ${volume.name} changed; it is kept, since making it again loses its content.`,
        )
    }
  }
  return { made, gone }
}

function createVolume(
  planning: Planning,
  key: string,
  volume: Volume,
  because: Phrase,
  after: string[],
): string {
  const request: VolumeRequest & { Name: string } = {
    Name: volume.name,
    ...present({ Driver: volume.driver, DriverOpts: volume.driver_opts }),
    Labels: {
      ...volume.labels,
      ...planning.options.extraLabels,
      [LABEL.volume]: key,
      [LABEL.project]: planning.project.name,
      [LABEL.version]: VERSION,
      [LABEL.hash]: volumeHash(volume),
    },
  }
  return planning.add(`volume/${key}/create`, because, after, { kind: 'create-volume', request })
}

function remakeVolume(planning: Planning, key: string, volume: Volume, gone: Map<string, string>): string {
  const users = planning.observed.containers.filter(({ mounts }) =>
    mounts.some(({ name }) => name === volume.name),
  )
  const because = reason('because.volume', { volume: volume.name })
  const freed = users.map((container) => {
    const already = gone.get(container.id)
    if (already) return already
    const remove = removeContainer(planning, container, because)
    gone.set(container.id, remove)
    return remove
  })
  const remove = planning.add(`volume/${key}/remove`, reason('because.settings'), freed, {
    kind: 'remove-volume',
    name: volume.name,
  })
  return createVolume(planning, key, volume, reason('because.settings'), [remove])
}

/** Stops it where it runs and removes it. Gives the id of the removing step. */
export function removeContainer(
  planning: Planning,
  container: ObservedContainer,
  because: Phrase,
  after: string[] = [],
): string {
  const before = [...after, ...disconnections(planning, container)]
  const prior = planning.stopped.get(container.id)
  if (prior) before.push(prior)
  else if (isUp(container)) {
    before.push(
      planning.add(`container/${container.name}/stop`, because, after, {
        kind: 'stop-container',
        container: refOf(container),
        timeout: planning.options.stopTimeout,
        forGood: true,
      }),
    )
  }
  return planning.add(`container/${container.name}/remove`, because, before, {
    kind: 'remove-container',
    container: refOf(container),
  })
}

/** While the engine takes a container off a network it must not be removed. */
const disconnections = ({ steps }: Planning, { id }: ObservedContainer): string[] =>
  steps.flatMap((step) =>
    step.kind === 'disconnect-network' && 'id' in step.container && step.container.id === id ? [step.id] : [],
  )
