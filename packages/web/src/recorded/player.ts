import type { Deploy, DeployEvent } from '@keelson/protocol'
import { aDeploy, anEnvironment, aService, aVersion } from './make.ts'
import { script } from './script.ts'
import { environment, number, type Recorded, type World } from './world.ts'

let last = 500

/** Begins an operation: its events come in their own time, and at its end the world has changed. */
export function begin(world: World, of: Recorded, more: Partial<Deploy>): Deploy {
  last += 1
  const now = new Date().toISOString()
  const deploy = aDeploy(last, of.project.name, {
    version: null,
    createdAt: now,
    startedAt: now,
    finishedAt: null,
    state: 'running',
    requestedBy: world.session.user?.email ?? '',
    ...more,
  })
  const entry = { deploy, events: [] as DeployEvent[] }
  world.deploys.set(deploy.id, entry)
  changed(world, of, { ...deploy })
  void play(world, of, entry)
  return deploy
}

async function play(
  world: World,
  of: Recorded,
  entry: { deploy: Deploy; events: DeployEvent[] },
): Promise<void> {
  for (const { after, say } of script(entry.deploy)) {
    await new Promise((resolve) => setTimeout(resolve, after * world.secondMs))
    if (entry.deploy.state !== 'running') return finish(world, of, entry, 'cancelled')
    const event = { ...say, at: new Date().toISOString() } as DeployEvent
    if (event.kind === 'outcome') return finish(world, of, entry, 'succeeded')
    entry.events.push(event)
    world.tell(`deploy:${entry.deploy.id}`, { kind: 'deploy-events', id: entry.deploy.id, events: [event] })
  }
}

function finish(
  world: World,
  of: Recorded,
  entry: { deploy: Deploy; events: DeployEvent[] },
  state: 'succeeded' | 'cancelled',
): void {
  const at = new Date().toISOString()
  const outcome: DeployEvent = { kind: 'outcome', state, failure: null, seq: entry.events.length + 1, at }
  entry.events.push(outcome)
  if (state === 'succeeded') settle(of, entry.deploy)
  entry.deploy = { ...entry.deploy, state, finishedAt: at }
  if (state === 'succeeded' && entry.deploy.kind === 'delete' && entry.deploy.version === null) {
    world.projects.delete(of.project.name)
    world.tell('projects', { kind: 'project-deleted', name: of.project.name })
  }
  changed(world, of, entry.deploy)
  world.tell(`deploy:${entry.deploy.id}`, { kind: 'deploy', deploy: entry.deploy })
  world.tell(`deploy:${entry.deploy.id}`, { kind: 'deploy-events', id: entry.deploy.id, events: [outcome] })
}

function showCanary(of: Recorded, { kind, version, environment: where, createdAt }: Deploy): void {
  const wish = { percent: 10, errorPercent: 5, minimumRequests: 20 }
  const canary = kind === 'canary' && version !== null ? { ...wish, version, since: createdAt } : null
  of.environments = of.environments.map((one) => (one.name === where ? { ...one, canary } : one))
}

/** What the world looks like after an operation. */
function settle(of: Recorded, deploy: Deploy): void {
  const name = of.project.name
  const where = deploy.environment ?? environment('production')
  if (deploy.kind === 'deploy') {
    const next = Math.max(0, ...of.versions.map((version) => version.number)) + 1
    of.versions = [
      aVersion(next, 'Show delivery times before checkout', {
        ref: deploy.ref ?? 'main',
        createdAt: deploy.createdAt,
        lastDeploy: deploy.id,
      }),
      ...of.versions,
    ]
    put(of, where, next)
  } else if ((deploy.kind === 'on' || deploy.kind === 'promote') && deploy.version !== null)
    put(of, where, deploy.version)
  else if (deploy.kind === 'canary' || deploy.kind === 'abort') showCanary(of, deploy)
  else if (deploy.kind === 'off')
    of.environments = of.environments.flatMap((one) =>
      one.version !== deploy.version
        ? [one]
        : one.name === 'production'
          ? [anEnvironment(name, 'production', null)]
          : [],
    )
  else if (deploy.kind === 'delete' && deploy.version !== null) {
    of.versions = of.versions.filter((version) => version.number !== deploy.version)
    of.environments = of.environments.filter(
      (one) => one.version !== deploy.version || one.name === 'production',
    )
  }
  of.versions = of.versions.map((version) => {
    const places = of.environments.filter((one) => one.version === version.number)
    return {
      ...version,
      state: places.length > 0 ? 'on' : 'off',
      onIn: places.map((one) => one.name),
      urls: places.flatMap((one) => one.routes.slice(0, 1).map(({ url }) => url)),
    }
  })
  const production = of.environments.find((one) => one.name === 'production')
  of.project = {
    ...of.project,
    state: production?.version ? 'on' : 'off',
    url: production?.routes[0]?.url ?? null,
  }
}

function put(of: Recorded, where: Recorded['environments'][number]['name'], version: number): void {
  const others = of.environments.filter((one) => one.name !== where)
  of.environments = [...others, anEnvironment(of.project.name, where, number(version))]
  if (!of.services.has(where))
    of.services.set(where, [aService('web', 2), aService('worker', 1), aService('redis', 1)])
}

function changed(world: World, of: Recorded, deploy: Deploy): void {
  of.project = {
    ...of.project,
    lastDeploy: deploy,
    state:
      deploy.state === 'running' ? 'deploying' : of.project.state === 'deploying' ? 'on' : of.project.state,
  }
  const { name } = of.project
  if (!world.projects.has(name)) return
  for (const room of ['projects', `project:${name}`])
    world.tell(room, { kind: 'project', project: of.project })
  world.tell(`project:${name}`, {
    kind: 'project-detail',
    name,
    versions: of.versions,
    environments: of.environments,
  })
}
