import { observe, type Phrase, phraseOf, type Step } from '@keelson/engine'
import { hasOwnRules } from '../../domains/routing.ts'
import {
  changeEnvironment,
  type EnvironmentRow,
  ensureEnvironment,
  findEnvironment,
  listEnvironments,
  removeEnvironment,
} from '../../environments/store.ts'
import type { FixedPort } from '../../storage/tables.ts'
import type { Model } from '../../versions/model.ts'
import * as versions from '../../versions/store.ts'
import { composeProjectFor } from '../compose-project.ts'
import { formerHome, takeover, whyNotExchange } from '../exchange.ts'
import { judge, type Verdict } from '../settle.ts'
import { unfinishedDeploys } from '../store.ts'
import { type Deciding, decide, onlyOurs } from './apply.ts'
import type { Work } from './work.ts'

type Looking = Deciding & Pick<Work, 'database' | 'observed'>

/** That a container serves is known better here than by the engine, which may not have looked yet. */
const harmless = new Set<Step['kind']>(['warn', 'prove', 'enter'])

/** The preview whose running containers production can take over as they are; tells why there is none. */
export async function exchangeable(
  work: Work,
  production: EnvironmentRow,
  number: number,
  model: Model,
): Promise<EnvironmentRow | undefined> {
  const found = await findExchange(work, production, { number, model, operation: work.deploy.id })
  if (!found) return undefined
  work.log.log('plan', 'keelson', found.told.text)
  return found.possible ? found.preview : undefined
}

/**
 * Where the version runs in a preview: whether production can take that over as it is, and that in words. Changes
 * nothing.
 *
 * @param version `operation`: the one that asks, which does not stand in its own way.
 */
export async function findExchange(
  looking: Looking,
  production: EnvironmentRow,
  version: { number: number; model: Model; operation?: string },
): Promise<{ preview: EnvironmentRow; possible: boolean; told: Phrase } | undefined> {
  const { database, docker, project, signal } = looking
  if (production.name !== 'production' || production.version === version.number) return undefined
  const environments = await listEnvironments(database, project.id)
  const preview = environments.find((one) => one.name !== 'production' && one.version === version.number)
  if (!preview) return undefined
  const home = formerHome(production, preview)
  const [unfinished, live, decided, homeTaken] = await Promise.all([
    unfinishedDeploys(database, project.id),
    observe(docker, production.compose_project, { signal }),
    decide(looking, version.model, {
      environment: 'production',
      composeProject: preview.compose_project,
      version: version.number,
      scale: production.scale,
    }),
    home === preview.name ? false : isTaken(looking, home),
  ])
  const running = await looking.observed.refresh(preview.compose_project)
  const why = whyNotExchange({
    production,
    preview,
    live: onlyOurs(looking, live),
    coming: decided.observed,
    changes: decided.steps.filter(({ kind }) => !harmless.has(kind)).map(phraseOf),
    unwell: whyUnwell(judge(running, Date.now())),
    busy: unfinished.filter(({ id }) => id !== version.operation).map(({ environment }) => environment),
    homeTaken,
  })
  const place = preview.name
  const told =
    why === undefined
      ? takeover('takeover.possible', { place })
      : takeover('takeover.impossible', { place, why })
  return { preview, possible: why === undefined, told }
}

function whyUnwell(verdict: Verdict): Phrase | undefined {
  if (verdict.kind === 'settled') return undefined
  const { name: container, health, exitCode } = verdict.container
  if (verdict.kind === 'waiting') return takeover('takeover.waits', { container })
  return health === 'unhealthy'
    ? takeover('takeover.unhealthy', { container })
    : takeover('takeover.ended', { container, exitCode: exitCode ?? '?' })
}

/** Taken by something that runs or keeps data; what is left of a preview without either gives its name away. */
async function isTaken(looking: Looking, name: string): Promise<boolean> {
  const { database, docker, project, signal } = looking
  const row = await findEnvironment(database, project.id, name)
  if (!row) return false
  if (row.version !== null) return true
  const { containers, volumes } = await observe(docker, row.compose_project, { signal })
  return (
    containers.length > 0 ||
    volumes.some(({ labels }) => labels['com.docker.compose.project'] === row.compose_project)
  )
}

/** Domains and rules belong to the name of a place: where there are some, it stays, off, until it is used again. */
async function leave(work: Work, place: EnvironmentRow): Promise<void> {
  if (!(await hasOwnRules(work.database, place))) return removeEnvironment(work.database, place)
  await changeEnvironment(work.database, place, {
    compose_project: await composeProjectFor(work, place.name),
    version: null,
  })
}

/**
 * Production and the preview change places: names of hosts lead to the other containers, and no container knows of it.
 * The version that was live is found in a preview, from where it goes back the same way.
 */
export async function exchange(
  work: Work,
  production: EnvironmentRow,
  preview: EnvironmentRow,
  ports: FixedPort[],
): Promise<void> {
  const { database, project, signal } = work
  const home = formerHome(production, preview)
  await database.transaction().execute(async (transaction) => {
    await changeEnvironment(transaction, production, {
      compose_project: preview.compose_project,
      version: preview.version,
      last_version: preview.version,
      failed: false,
      ports,
    })
    const place = { project_id: project.id, name: home }
    if (home !== preview.name) {
      await ensureEnvironment(transaction, project.id, home, production.compose_project)
      await leave({ ...work, database: transaction }, preview)
    }
    await changeEnvironment(transaction, place, {
      compose_project: production.compose_project,
      version: production.version,
      last_version: production.version,
      failed: false,
      ports: [],
      scale: production.scale,
    })
    for (const [number, name] of [
      [production.version, home],
      [preview.version, 'production'],
    ] as const) {
      if (number !== null)
        await versions.changeVersion(transaction, project.id, number, { last_environment: name })
    }
  })
  await work.router.route(signal)
}
