import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DockerError, pruneBuildCache, removeContainer, removeVolume } from '@keelson/engine'
import type { CleanedItem, CleanupItem, CleanupPolicy } from '@keelson/protocol'
import type { Context } from '../context.ts'
import { dropImage, isOurName } from '../deploys/stages/remove.ts'
import type { Locks } from '../jobs/locks.ts'
import type { Announcer } from '../live/announcer.ts'
import { projectById } from '../projects/store.ts'
import { isAway } from '../storage/database.ts'
import { cleanVersion } from '../versions/clean.ts'
import { findVersion } from '../versions/store.ts'
import { decide } from './decide.ts'
import { type Held, idleHours } from './held.ts'
import { observeHoldings, observeRecords } from './observe.ts'
import { changeCleanup, deleteOldLogs, readPolicy } from './store.ts'

type Parts = Context & { locks: Locks; announcer: Pick<Announcer, 'cleanup'> }
type Outcome = Pick<CleanedItem, 'state' | 'because' | 'said'>

/**
 * Removes what was chosen, one after the other, each under its project's lock and after another look: what may not go
 * any more stays. May be asked for the same cleanup again after any interruption.
 */
export function createCleaner(parts: Parts): (id: string, signal: AbortSignal) => Promise<void> {
  const { database, announcer } = parts
  return async (id, signal) => {
    const change = async (changes: Parameters<typeof changeCleanup>[2]) => {
      const changed = await changeCleanup(database, id, changes)
      if (changed) announcer.cleanup(id)
      return changed
    }
    const row = await change({ state: 'running' })
    if (!row) return
    if (!row.started_at) await change({ started_at: new Date() })
    const policy = await readPolicy(database)
    const items = row.items.map((item) => ({ ...item }))
    const save = () => change({ items: JSON.stringify(items) })
    const end = (state: 'succeeded' | 'failed' | 'cancelled', failure: string | null = null) =>
      change({ state, failure, items: JSON.stringify(items), finished_at: new Date() })
    try {
      const held = await observeHoldings({ ...parts, signal }, policy)
      for (const item of items.filter(({ state }) => state === 'waiting' || state === 'running')) {
        signal.throwIfAborted()
        item.state = 'running'
        if ((await save())?.cancel_requested) {
          item.state = 'waiting'
          await end('cancelled')
          return
        }
        Object.assign(item, await remove({ ...parts, signal }, held, item, policy))
      }
      await end('succeeded')
    } catch (error) {
      // The server stops, or the database is away: the job comes back and goes on from here.
      if (signal.aborted || isAway(error)) throw error
      await end('failed', error instanceof Error ? error.message : String(error))
      if (!(error instanceof DockerError)) parts.log.error(error)
    }
  }
}

type Removing = Parts & { signal: AbortSignal }

async function remove(
  parts: Removing,
  held: Held,
  { id }: CleanedItem,
  policy: CleanupPolicy,
): Promise<Outcome> {
  const project = held.projects.find(({ name }) => name === before(held, id, policy)?.project)
  const once = async (): Promise<Outcome> => {
    const now = { ...held, ...(await observeRecords(parts)) }
    const item = before(now, id, policy)
    if (!item) return { state: 'removed', because: null, said: null }
    if (!item.may) return { state: 'kept', because: item.because, said: null }
    try {
      await removals[item.kind](parts, now, item, policy)
      return { state: 'removed', because: item.because, said: null }
    } catch (error) {
      if (!(error instanceof DockerError) || error.status === 0) throw error
      if (error.status === 404) return { state: 'removed', because: item.because, said: null }
      return {
        state: error.status === 409 ? 'kept' : 'failed',
        because: { code: 'in-use' },
        said: error.message,
      }
    }
  }
  return project ? parts.locks.forProject(project.id, once) : once()
}

const before = (held: Held, id: string, policy: CleanupPolicy) =>
  decide(held, policy).find((item) => item.id === id)

type Removal = (parts: Removing, held: Held, item: CleanupItem, policy: CleanupPolicy) => Promise<unknown>

const removals: Record<CleanupItem['kind'], Removal> = {
  async version(parts, held, item) {
    const number = Number(/\/v(\d+)$/.exec(item.name)?.[1])
    const owner = held.projects.find(({ name }) => name === item.project)
    const project = owner && (await projectById(parts.database, owner.id))
    const version = project && (await findVersion(parts.database, project.id, number))
    if (version) await cleanVersion({ ...parts, project }, version)
  },
  async image(parts, held, { id }) {
    const image = held.images.find((one) => `image:${one.id}` === id)
    if (image) await dropImage(parts, image.id, (name) => isOurName(parts, name))
  },
  container: ({ docker, signal }, held, { name }) =>
    removeContainer(docker, held.containers.find((one) => one.name === name)?.id ?? name, {
      volumes: true,
      signal,
    }),
  volume: ({ docker, signal }, _, { name }) => removeVolume(docker, name, { signal }),
  folder: ({ places }, _, { name }) => rm(join(places.home, name), { recursive: true, force: true }),
  logs: ({ database }, _, __, { keepLogsDays }) => deleteOldLogs(database, keepLogsDays),
  'build-cache': ({ docker, signal }) => pruneBuildCache(docker, { unusedHours: idleHours, signal }),
}
