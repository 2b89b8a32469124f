import type { Context } from '../../context.ts'
import type { ObservedContainers } from '../../environments/observed.ts'
import type { Router } from '../../environments/router.ts'
import type { Announcer } from '../../live/announcer.ts'
import type { ProjectRow } from '../../projects/store.ts'
import { isAway } from '../../storage/database.ts'
import type { VolumeReaders } from '../../volumes/readers.ts'
import type { EventLog } from '../event-log.ts'
import type { DeployRow } from '../store.ts'

/** What every stage of an operation has at hand. */
export type Work = Omit<Context, 'log'> & {
  observed: ObservedContainers
  router: Pick<Router, 'route' | 'changed' | 'traffic'>
  /** Who looks into a volume gives it back before it is removed. */
  readers: Pick<VolumeReaders, 'release'>
  deploy: DeployRow
  project: ProjectRow
  log: EventLog
  signal: AbortSignal
  announce: Pick<Announcer, 'projectDeleted'>
  /** The server is being stopped: what runs is left as it is, and goes on after the next start. */
  isStopping: () => boolean
}

/** Cleaning up after a cancellation is not cancelled, but it ends some time. */
export const undoing = (work: Work): Work => ({ ...work, signal: AbortSignal.timeout(10 * 60_000) })

/** Is this the end of the operation? Not when the server stops, nor when the database is away: it goes on later. */
export const isFinal = (work: Work, error: unknown) => !work.isStopping() && !isAway(error)
