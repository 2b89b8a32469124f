import { NotServing } from '@keelson/engine'
import {
  changeEnvironment,
  ensureEnvironment,
  findEnvironment,
  listEnvironments,
} from '../../environments/store.ts'
import { Refusal } from '../../http/refusal.ts'
import { listProjects } from '../../projects/store.ts'
import type { Scale } from '../../storage/tables.ts'
import type { Model } from '../../versions/model.ts'
import { outlineOf } from '../../versions/outline.ts'
import * as versions from '../../versions/store.ts'
import { composeProjectFor } from '../compose-project.ts'
import { claimPorts } from '../ports.ts'
import { isPreview } from '../rules.ts'
import { applyPlan, planVersion } from './apply.ts'
import { exchange, exchangeable } from './exchange.ts'
import { removeCheckout, removeImages, takeDown } from './remove.ts'
import { settle, Unsettled } from './settle.ts'
import { isFinal, undoing, type Work } from './work.ts'

type Place = NonNullable<Awaited<ReturnType<typeof findEnvironment>>>

/** The environment of an operation, with its name on the engine settled. */
export async function place(work: Work, name: string): Promise<Place> {
  const found = await findEnvironment(work.database, work.project.id, name)
  if (found && (found.version !== null || found.last_version !== null)) return found
  const composeProject = await composeProjectFor(work, name)
  const environment = await ensureEnvironment(work.database, work.project.id, name, composeProject)
  if (environment.compose_project !== composeProject) {
    await changeEnvironment(work.database, environment, { compose_project: composeProject })
  }
  return { ...environment, compose_project: composeProject }
}

/**
 * Turns a built version on: plan, apply, route. A failure brings back what was there before, or leaves nothing;
 * the environment changes its version only when everything does its work.
 */
export async function turnOn(
  work: Work,
  number: number,
  chosen: Place,
  changes: { scale?: Scale } = {},
): Promise<void> {
  // While it was built, somebody else may have taken the name on the engine.
  const environment = await place(work, chosen.name)
  const scale = changes.scale ?? environment.scale
  const { database, project, log, signal } = work
  const model = await readModel(work, number)
  const outline = outlineOf(model.project)
  const target = {
    environment: environment.name,
    composeProject: environment.compose_project,
    version: number,
    scale,
  }
  try {
    const { preview, plan, ports } = await log.stage('plan', async () => {
      const held = isPreview(environment.name) ? [] : await claim(work, outline.ports, environment)
      const found = await exchangeable(work, environment, number, model)
      return {
        ports: held,
        preview: found,
        plan: found ? undefined : await planVersion(work, model, target),
      }
    })
    if (preview) return await log.stage('route', () => exchange(work, environment, preview, ports))
    if (!plan) return
    await log.stage('apply', async () => {
      await applyPlan(work, plan, model.contents)
      await settle(work, environment.compose_project)
    })
    signal.throwIfAborted()
    await log.stage('route', async () => {
      const takeOver = async (held: typeof ports) => {
        await changeEnvironment(database, environment, {
          version: number,
          last_version: number,
          failed: false,
          ports: held,
          scale,
          canary: null,
        })
        await work.router.route(signal)
      }
      try {
        await takeOver(ports)
      } catch (error) {
        // Somebody took a port since it was claimed; an application of the catalog does without it.
        if (signal.aborted || ports.length === 0 || project.source_kind !== 'catalog') throw error
        log.log('route', 'keelson', `warning: ${error instanceof Error ? error.message : error}`)
        await takeOver([])
      }
    })
  } catch (error) {
    if (!isFinal(work, error)) throw error
    // With nothing to go back to, there is nothing to pause.
    const service = environment.version === null ? undefined : pausedBy(model, error)
    if (service !== undefined && error instanceof Error) throw new Paused(error, service, number, environment)
    await undo(work, environment)
    throw error
  }
  await versions.changeVersion(database, project.id, number, {
    last_environment: environment.name,
    last_deploy: work.deploy.id,
  })
}

/** The change stopped half-way, as the file asks for: nothing was put back, and what was on serves on. */
export class Paused extends Error {
  override readonly name = 'Paused'

  constructor(cause: Error, service: string, number: number, { name, version }: Place) {
    super(
      `${cause.message} The failure_action of ${service} is pause, so everything is left as it is: v${version} goes on, ` +
        `what came up of v${number} gets no requests. Turn on v${number} in ${name} to go on, or v${version} to go back.`,
      { cause },
    )
  }
}

/** The service that did not come up, where its own update_config wants nothing put back. */
function pausedBy({ project }: Model, error: unknown): string | undefined {
  if (!(error instanceof Unsettled && error.cause instanceof NotServing)) return undefined
  const { service } = error.cause
  return project.services[service]?.deploy?.update_config?.failure_action === 'pause' ? service : undefined
}

export async function readModel(work: Work, number: number): Promise<Model> {
  const text = await versions.readModel(work.database, work.sealing, work.project.id, number)
  if (text === undefined) throw new Refusal('wrong-state', { detail: `v${number} was never built whole.` })
  return JSON.parse(text)
}

async function claim(work: Work, wanted: Parameters<typeof claimPorts>[0], environment: Place) {
  const [environments, projects] = await Promise.all([
    listEnvironments(work.database),
    listProjects(work.database),
  ])
  const holders = new Map(
    environments
      .filter(
        (other) =>
          other.version !== null &&
          !(other.project_id === environment.project_id && other.name === environment.name),
      )
      .flatMap((other) =>
        other.ports.map(
          ({ host }) =>
            [host, `the project ${projects.find(({ id }) => id === other.project_id)?.name}`] as const,
        ),
      ),
  )
  return claimPorts(wanted, environment.version === null ? [] : environment.ports, holders, {
    optional: work.project.source_kind === 'catalog',
    onTaken: (message) => work.log.log('plan', 'keelson', `warning: ${message}`),
  })
}

/**
 * Back to what was on; where nothing was, to nothing. Not stopped by a cancellation: it is what cancelling means.
 * An environment that was on before keeps its volumes.
 */
export async function undo(work: Work, environment: Place): Promise<void> {
  const undoer = undoing(work)
  const { version, last_version: last, failed, ports, scale, compose_project: composeProject } = environment
  const say = (line: string) => work.log.log('apply', 'keelson', line)
  try {
    say(version === null ? 'Removing what was made.' : `Going back to v${version}.`)
    await changeEnvironment(work.database, environment, {
      version,
      last_version: last,
      failed,
      ports,
      scale,
      canary: null,
    })
    if (version === null) await takeDown(undoer, composeProject, { volumes: last === null })
    else {
      const model = await readModel(undoer, version)
      const target = { environment: environment.name, composeProject, version, scale, back: true }
      await applyPlan(undoer, await planVersion(undoer, model, target), model.contents)
    }
    await work.router.route(undoer.signal)
  } catch (error) {
    say(`This could not be taken back whole: ${error instanceof Error ? error.message : error}`)
  }
}

/** Removes what a version that failed to come up left: its images and checkout. Its record and log stay. */
export async function discardFailed(work: Work, number: number): Promise<void> {
  const undoer = undoing(work)
  const version = await versions.findVersion(work.database, work.project.id, number)
  if (!version) return
  await removeImages(undoer, version)
  await removeCheckout(undoer, number)
  await versions.changeVersion(work.database, work.project.id, number, { state: 'failed', images: '[]' })
}
