import { changeEnvironment, type EnvironmentRow, findEnvironment } from '../environments/store.ts'
import { Refusal } from '../http/refusal.ts'
import type { Canary } from '../storage/tables.ts'
import * as versions from '../versions/store.ts'
import { canaryFirst } from './rules.ts'
import { applyPlan, planVersion } from './stages/apply.ts'
import { readModel, turnOn, undo } from './stages/deliver.ts'
import { restore } from './stages/restore.ts'
import { isFinal, type Work } from './stages/work.ts'

/** New replicas of what changed come beside what is on, and get their share of the requests from the first one on. */
export async function startCanary(work: Work): Promise<void> {
  const { database, project, deploy, log } = work
  const environment = await placeOf(work)
  const { version, canary: wish } = deploy
  if (version === null || !wish || 'why' in wish) throw new Refusal('wrong-state')
  if (environment.version === null || environment.version === version) {
    const detail = `A canary needs another version that is on in "${environment.name}".`
    throw new Refusal('wrong-state', { detail })
  }
  if (environment.canary && environment.canary.version !== version)
    throw new Refusal('wrong-state', { detail: canaryFirst(environment) })
  await restore(work, version, environment)
  const model = await readModel(work, version)
  const canary: Canary = { ...wish, version, since: new Date().toISOString() }
  try {
    const plan = await log.stage('plan', () =>
      planVersion(work, model, { ...targetOf(environment, version), beside: wish.percent }),
    )
    await log.stage('apply', async () => {
      await changeEnvironment(database, environment, { canary })
      await applyPlan(work, plan, model.contents)
    })
    await log.stage('route', () => work.router.route(work.signal))
  } catch (error) {
    if (isFinal(work, error)) await undo(work, environment)
    throw error
  }
  await versions.changeVersion(database, project.id, version, { last_deploy: deploy.id })
}

/** The roll goes on: the canary's replicas stay, those of the version that was on are replaced. */
export async function promoteCanary(work: Work): Promise<void> {
  const environment = await placeOf(work)
  const { version } = requireCanary(environment)
  await turnOn(work, version, environment)
}

/** The canary's replicas finish what they have and go. */
export async function abortCanary(work: Work): Promise<void> {
  const { database, deploy, log } = work
  const environment = await placeOf(work)
  requireCanary(environment)
  if (environment.version === null) throw new Refusal('wrong-state')
  const { version } = environment
  const why = deploy.canary && 'why' in deploy.canary ? deploy.canary.why : undefined
  const model = await readModel(work, version)
  const plan = await log.stage('plan', () => {
    if (why !== undefined) log.log('plan', 'keelson', why.text)
    return planVersion(work, model, { ...targetOf(environment, version), back: true })
  })
  await log.stage('apply', () => applyPlan(work, plan, model.contents))
  await log.stage('route', async () => {
    await changeEnvironment(database, environment, { canary: null })
    await work.router.route(work.signal)
  })
}

async function placeOf({ database, project, deploy }: Work): Promise<EnvironmentRow> {
  const environment = await findEnvironment(database, project.id, deploy.environment ?? 'production')
  if (!environment) throw new Refusal('not-found', { detail: 'The environment is gone.' })
  return environment
}

function requireCanary({ name, canary }: EnvironmentRow): Canary {
  if (!canary) throw new Refusal('wrong-state', { detail: `There is no canary in "${name}".` })
  return canary
}

const targetOf = (environment: EnvironmentRow, version: number) => ({
  environment: environment.name,
  composeProject: environment.compose_project,
  version,
  scale: environment.scale,
})
