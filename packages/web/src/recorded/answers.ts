import {
  type EndpointName,
  ReplicaOverride,
  Scope,
  ServiceName,
  SetAutoscale,
  TokenId,
} from '@keelson/protocol'
import type { Answer } from '../api/client.ts'
import { autoscaleStatus, serviceKey } from './autoscaling.ts'
import { cleanupAnswers } from './cleanup.ts'
import { domainAnswers } from './domains.ts'
import { jobAnswers } from './jobs.ts'
import { keyAnswers } from './keys.ts'
import { anEnvironment, aProject } from './make.ts'
import { begin } from './player.ts'
import { Refusal } from './refusal.ts'
import { registryAnswers } from './registries.ts'
import { serviceLines } from './service-lines.ts'
import { serviceAnswers } from './services.ts'
import { recordedComparison, recordedPlan, recordedTopology } from './topology.ts'
import { balancerNow, projectTraffic, trafficHistory } from './traffic.ts'
import { keepUndo } from './undo.ts'
import { volumeAnswers } from './volumes.ts'
import { ago, environment, number, project, type Recorded, userId, type World } from './world.ts'

// What was validated by the endpoint's own schemas; each answer reads what it needs.
type Asked = { params: Record<string, string>; query: Record<string, string>; body: Record<string, unknown> }
type Answers = { [N in EndpointName]: (world: World, asked: Asked) => Answer<N> | Promise<Answer<N>> }

function find(world: World, { params }: Asked): Recorded {
  const found = world.projects.get(params.project ?? '')
  if (!found) throw new Refusal(404, 'not-found', 'There is nothing here.')
  return found
}

function findDeploy(world: World, { params }: Asked) {
  const found = world.deploys.get(params.deploy ?? '')
  if (!found) throw new Refusal(404, 'not-found', 'There is nothing here.')
  return found
}

function placeIn(world: World, asked: Asked) {
  const found = find(world, asked).environments.find(({ name }) => name === asked.params.environment)
  if (!found) throw new Refusal(404, 'not-found', 'There is nothing here.')
  return found
}

function endCanary(world: World, asked: Asked, kind: 'promote' | 'abort') {
  const { canary, name } = placeIn(world, asked)
  if (!canary) throw new Refusal(409, 'wrong-state', 'This is not possible now.')
  return begin(world, find(world, asked), { kind, environment: name, version: canary.version })
}

const place = (name: unknown) => environment(typeof name === 'string' ? name : 'production')
const text = (value: unknown) => (typeof value === 'string' ? value : '')
const versionOf = ({ params }: Asked) => number(Number(params.version))

function signedIn(world: World, email: string): World['session'] {
  world.session = { user: { id: userId, email, scope: 'admin' }, setupRequired: false }
  return world.session
}

/** The recorded server's answer to each endpoint of the table: none can be forgotten. */
export const answers: Answers = {
  ...domainAnswers,
  ...jobAnswers,
  ...serviceAnswers,
  ...volumeAnswers,
  ...registryAnswers,
  ...keyAnswers,
  ...cleanupAnswers,
  session: (world) => world.session,
  signIn: (world, { body }) => {
    if (body.password !== 'correct horse')
      throw new Refusal(401, 'wrong-password', 'The e-mail address or the password is wrong.')
    return signedIn(world, text(body.email))
  },
  signOut: (world) => {
    world.session = { user: null, setupRequired: false }
    return {}
  },
  setup: (world, { body }) => {
    if (body.token !== 'first-light')
      throw new Refusal(403, 'wrong-setup-token', 'This set-up link is not valid, or was used already.')
    return signedIn(world, text(body.email))
  },
  changePassword: (_, { body }) => {
    if (body.current !== 'correct horse')
      throw new Refusal(422, 'invalid-input', 'An input is not valid.', 'The current password is wrong.')
    return {}
  },
  acceptInvitation: (world, { body }) => {
    if (body.token !== 'first-light')
      throw new Refusal(403, 'wrong-invitation', 'This link is not valid any more, or was used already.')
    return signedIn(world, 'teo@example.org')
  },
  invitations: (world) => world.invitations,
  invite: (world, { body }) => {
    const invitation = {
      email: text(body.email),
      scope: Scope.parse(body.scope),
      invitedBy: world.session.user?.email ?? '',
      expiresAt: ago(-7 * 86_400),
    }
    world.invitations = [...world.invitations.filter(({ email }) => email !== body.email), invitation]
    return { ...invitation, url: 'http://localhost:8000/join?token=invite_first-light' }
  },
  withdrawInvitation: (world, { params }) => {
    world.invitations = world.invitations.filter(({ email }) => email !== params.email)
    return {}
  },
  members: (world) => world.members,
  changeMember: (world, { params, body }) => {
    const found = world.members.find(({ email }) => email === params.email)
    if (!found) throw new Refusal(404, 'not-found', 'There is nothing here.')
    const changed = { ...found, scope: Scope.parse(body.scope) }
    world.members = world.members.map((one) => (one === found ? changed : one))
    return changed
  },
  removeMember: (world, { params }) => {
    world.members = world.members.filter(({ email }) => email !== params.email)
    return {}
  },
  tokens: (world) => world.tokens,
  createToken: (world, { body }) => {
    const scope = body.scope === 'admin' || body.scope === 'read' ? body.scope : 'deploy'
    const token = {
      id: TokenId.parse(crypto.randomUUID()),
      name: text(body.name),
      scope,
      createdAt: new Date().toISOString(),
      lastUsedAt: null,
      expiresAt: body.days === null ? null : ago(-86_400 * Number(body.days ?? 90)),
    } as const
    world.tokens = [...world.tokens, token]
    return { ...token, secret: 'keelson_3f9c1b7e2d8a4056b1c7e9f0a2d4c6e8' }
  },
  deleteToken: (world, { params }) => {
    world.tokens = world.tokens.filter(({ id }) => id !== params.token)
    return {}
  },
  installation: (world) => world.installation,
  hostKeys: (world) => world.hostKeys,
  deleteHostKey: (world, { params }) => {
    world.hostKeys = world.hostKeys.filter(({ host }) => host !== params.host)
    return {}
  },
  activity: ({ activity }, { query }) =>
    activity.filter(
      ({ id, project: of }) =>
        (!query.project || of === query.project) && (!query.before || id < Number(query.before)),
    ),
  catalog: (world) => world.catalog,
  checkAccess: (world, { body }) => {
    const url = JSON.stringify(body.source)
    if (url.includes('secret'))
      throw new Refusal(
        422,
        'git-no-access',
        'The repository refused access.',
        'git@gitlab.com: Permission denied (publickey).',
      )
    return (
      world.projects.get('shop')?.refs ?? {
        defaultBranch: 'main',
        branches: [{ name: 'main', commit: '4f1c9e2' }],
        tags: [],
      }
    )
  },
  projects: (world) => [...world.projects.values()].map((one) => one.project),
  createProject: (world, { body }) => {
    const name = project(text(body.name))
    if (world.projects.has(name)) throw new Refusal(409, 'name-taken', 'The name is taken.')
    const source = body.source as
      | { kind: 'git'; url: string }
      | { kind: 'catalog'; app: string }
      | { kind: 'compose'; text: string }
    const made = aProject(name, {
      state: 'empty',
      url: null,
      createdAt: new Date().toISOString(),
      source: source.kind === 'git' ? { kind: 'git', url: source.url, hasToken: false } : source,
    })
    world.projects.set(name, {
      project: made,
      versions: [],
      environments: [anEnvironment(name, 'production', null)],
      services: new Map(),
      variables: [],
      refs: { defaultBranch: 'main', branches: [], tags: [] },
    })
    world.tell('projects', { kind: 'project', project: made })
    return made
  },
  project: (world, asked) => find(world, asked).project,
  changeProject: (world, asked) => {
    const one = find(world, asked)
    const { source: _, ...changes } = asked.body
    one.project = { ...one.project, ...changes }
    return one.project
  },
  deleteProject: (world, asked) => begin(world, find(world, asked), { kind: 'delete', environment: null }),
  refs: (world, asked) => find(world, asked).refs,
  versions: (world, asked) => find(world, asked).versions,
  version: (world, asked) => {
    const found = find(world, asked).versions.find((version) => version.number === versionOf(asked))
    if (!found) throw new Refusal(404, 'not-found', 'There is nothing here.')
    return found
  },
  topology: (world, asked) => {
    const one = find(world, asked)
    return recordedTopology(one.project.name, one.services.get('production') ?? [])
  },
  compare: (world, asked) =>
    recordedComparison(versionOf(asked), Number(asked.params.other), find(world, asked)),
  plan: (world, asked) => recordedPlan(versionOf(asked), place(asked.query.environment), find(world, asked)),
  turnOn: (world, asked) =>
    begin(world, find(world, asked), {
      kind: 'on',
      version: versionOf(asked),
      environment: place(asked.body.environment),
    }),
  turnOff: (world, asked) => {
    const of = find(world, asked)
    const version = versionOf(asked)
    const where = of.environments.find((one) => one.version === version)?.name ?? place(null)
    const off = begin(world, of, { kind: 'off', version, environment: null })
    keepUndo(world, () => begin(world, of, { kind: 'on', version, environment: where }).id, off.id)
    return off
  },
  deleteVersion: (world, asked) => {
    const of = find(world, asked)
    const { versions } = of
    const begun = begin(world, of, { kind: 'delete', version: versionOf(asked), environment: null })
    const back = () => {
      of.versions = versions
    }
    keepUndo(world, back, begun.id)
    return begun
  },
  undo: (world, { params }) => {
    const back = world.undos.get(text(params.undo))
    world.undos.delete(text(params.undo))
    if (!back) throw new Refusal(404, 'not-found', 'There is nothing here.')
    return { deploy: back() }
  },
  environments: (world, asked) => find(world, asked).environments,
  changeCanary: (world, asked) => {
    const place = placeIn(world, asked)
    if (!place.canary) throw new Refusal(409, 'wrong-state', 'This is not possible now.')
    place.canary = { ...place.canary, ...asked.body }
    return place.canary
  },
  promoteCanary: (world, asked) => endCanary(world, asked, 'promote'),
  abortCanary: (world, asked) => endCanary(world, asked, 'abort'),
  scaleService: (world, asked) =>
    begin(world, find(world, asked), {
      kind: 'scale',
      environment: place(asked.params.environment),
      scale: {
        service: ServiceName.parse(asked.params.service),
        replicas: asked.body.replicas as number | null,
      },
    }),
  services: (world, asked) => find(world, asked).services.get(asked.params.environment ?? '') ?? [],
  logs: (_, { query }) => serviceLines(200, query.service),
  autoscale: (world, asked) => autoscaleStatus(world, asked.params),
  setAutoscale: (world, asked) => {
    const { settings } = SetAutoscale.parse(asked.body)
    world.autoscaling.set(serviceKey(asked.params), settings)
    return autoscaleStatus(world, asked.params)
  },
  resetAutoscale: (world, asked) => {
    world.autoscaling.delete(serviceKey(asked.params))
    return autoscaleStatus(world, asked.params)
  },
  balancer: (world) => balancerNow(world),
  balancerHistory: (_, { params, query }) => trafficHistory(text(params.service), text(query.range)),
  setReplica: (world, { params, body }) => {
    world.overrides.set(text(params.replica), ReplicaOverride.parse(body))
    return balancerNow(world)
  },
  traffic: (world) => projectTraffic(world),
  variables: (world, asked) => find(world, asked).variables,
  setVariable: (world, asked) => {
    const one = find(world, asked)
    const secret = asked.body.secret !== false
    const where = typeof asked.body.environment === 'string' ? environment(asked.body.environment) : null
    const variable = {
      name: text(asked.params.name),
      environment: where,
      secret,
      value: secret ? null : text(asked.body.value),
      updatedAt: new Date().toISOString(),
    }
    one.variables = [
      ...one.variables.filter((old) => old.name !== variable.name || old.environment !== where),
      variable,
    ]
    return variable
  },
  deleteVariable: (world, asked) => {
    const one = find(world, asked)
    const before = one.variables
    one.variables = before.filter(
      (old) => old.name !== asked.params.name || (old.environment ?? undefined) !== asked.query.environment,
    )
    const back = () => {
      one.variables = before
    }
    return { undo: keepUndo(world, back) }
  },
  deploy: (world, asked) =>
    begin(world, find(world, asked), {
      environment: place(asked.body.environment),
      ref: text(asked.body.ref) || 'main',
    }),
  deploys: (world, asked) =>
    asked.query.before
      ? []
      : [...world.deploys.values()]
          .map(({ deploy }) => deploy)
          .filter((deploy) => deploy.project === asked.params.project)
          .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)),
  oneDeploy: (world, asked) => findDeploy(world, asked).deploy,
  deployEvents: async (world, asked) => {
    const entry = findDeploy(world, asked)
    const after = Number(asked.query.after ?? 0)
    const begun = Date.now()
    while (asked.query.wait === 'true' && entry.events.length <= after && Date.now() - begun < 5_000)
      await new Promise((resolve) => setTimeout(resolve, 30))
    return entry.events.slice(after)
  },
  cancel: (world, asked) => {
    const entry = findDeploy(world, asked)
    entry.deploy = { ...entry.deploy, state: 'cancelled', finishedAt: new Date().toISOString() }
    return entry.deploy
  },
  retry: (world, asked) => {
    const { deploy } = findDeploy(world, asked)
    const of = find(world, { ...asked, params: { project: deploy.project } })
    const { kind, environment, ref, version } = deploy
    return begin(world, of, { kind, environment, ref, version })
  },
}
