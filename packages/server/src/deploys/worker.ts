import { DockerError, isAbort } from '@keelson/engine'
import type { Context } from '../context.ts'
import type { ObservedContainers } from '../environments/observed.ts'
import type { Router } from '../environments/router.ts'
import { toRefusal } from '../http/errors.ts'
import type { Locks } from '../jobs/locks.ts'
import type { Announcer } from '../live/announcer.ts'
import { projectById } from '../projects/store.ts'
import { credentialsFor } from '../registries/store.ts'
import { isAway } from '../storage/database.ts'
import { listVariables } from '../variables/store.ts'
import { redaction, secretValues } from '../variables/variables.ts'
import { abortCanary, promoteCanary, startCanary } from './canary.ts'
import type { EventLog, EventLogs } from './event-log.ts'
import { explain } from './explain.ts'
import { Cancelled, type Operations } from './operations.ts'
import {
  deleteProject,
  deleteVersion,
  deployRef,
  scaleService,
  turnOffVersion,
  turnOnVersion,
} from './performances.ts'
import type { Work } from './stages/work.ts'
import * as store from './store.ts'

type Parts = Context & {
  observed: ObservedContainers
  router: Pick<Router, 'route' | 'changed' | 'traffic'>
  announcer: Announcer
  operations: Operations
  eventLogs: EventLogs
  locks: Locks
  readers: Work['readers']
}

const awayMs = 500

/** Performs operations. May be asked for the same one again after any interruption: it goes on from the truth. */
export function createWorker(parts: Parts): (id: string, signal: AbortSignal) => Promise<void> {
  const { database, locks } = parts

  const perform = async (id: string, signal: AbortSignal) => {
    const found = await store.findDeploy(database, id)
    if (!found?.project_id || found.finished_at) return
    const once = () => performOnce(parts, id, signal)
    const { project_id: project, environment } = found
    await (environment === null
      ? locks.forProject(project, once)
      : locks.forEnvironment(project, environment, once))
  }

  return async (id, signal) => {
    for (;;) {
      try {
        return await perform(id, signal)
      } catch (error) {
        // The database is away: nothing can be written down, not even that. What was begun goes on when it is back.
        if (!isAway(error) || signal.aborted) throw error
        await new Promise((resolve) => setTimeout(resolve, awayMs))
      }
    }
  }
}

async function performOnce(parts: Parts, id: string, signal: AbortSignal): Promise<void> {
  const { database, announcer, operations, eventLogs, sealing } = parts
  // While it waited, a newer one may have taken its place, or somebody cancelled it.
  const deploy = await store.beginDeploy(database, id)
  const project = deploy?.project_id ? await projectById(database, deploy.project_id) : undefined
  if (!deploy || !project) return
  announcer.deploy(deploy)
  parts.router.changed()
  const registries = Object.values(await credentialsFor(database, sealing, project.id))
  const secrets = [
    ...secretValues(await listVariables(database, sealing, project.id)),
    ...registries.flatMap((one) => ('password' in one ? [one.password] : [])),
  ]
  const log = await eventLogs.open(deploy, redaction(secrets))
  let outcome: { state: 'succeeded' | 'failed' | 'cancelled'; failure: string | null } = {
    state: 'succeeded',
    failure: null,
  }
  try {
    await operations.track(id, signal, (tracked) => {
      const work: Work = {
        ...parts,
        deploy,
        project,
        log,
        announce: announcer,
        signal: deploy.cancel_requested ? AbortSignal.abort(new Cancelled()) : tracked,
        isStopping: () => signal.aborted,
      }
      return kinds[deploy.kind](work)
    })
  } catch (error) {
    // The server is stopping, or its ground is gone for now: the job comes back and goes on from here.
    if (signal.aborted || isAway(error)) throw error
    const refusal = explain(error, (unexpected) => toRefusal(unexpected, parts.log))
    outcome = isCancelled(error)
      ? { state: 'cancelled', failure: 'Cancelled.' }
      : { state: 'failed', failure: log.redact(refusal) }
  }
  await end(parts, log, deploy, outcome)
}

const kinds: Record<store.DeployRow['kind'], (work: Work) => Promise<void>> = {
  deploy: deployRef,
  on: turnOnVersion,
  off: turnOffVersion,
  scale: scaleService,
  canary: startCanary,
  promote: promoteCanary,
  abort: abortCanary,
  delete: (work) => (work.deploy.version === null ? deleteProject(work) : deleteVersion(work)),
}

const isCancelled = (error: unknown) =>
  error instanceof Cancelled ||
  (isAbort(error) && !(error instanceof DockerError)) ||
  (error instanceof Error && error.cause instanceof Cancelled)

async function end(
  { database, announcer, router }: Parts,
  log: EventLog,
  deploy: store.DeployRow,
  { state, failure }: { state: 'succeeded' | 'failed' | 'cancelled'; failure: string | null },
): Promise<void> {
  await log.flush()
  const ended = await store.changeDeploy(database, deploy.id, ['running'], {
    state,
    failure,
    finished_at: new Date(),
  })
  // Whoever reads the outcome and asks for the deploy must find it ended.
  log.append({ kind: 'outcome', state, failure })
  await log.flush()
  if (ended) announcer.deploy(ended)
  router.changed()
}
