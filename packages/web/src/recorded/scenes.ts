import { UserId } from '@keelson/protocol'
import { someActivity } from './activity.ts'
import { someCleanups, someHoldings, somePolicy } from './cleanup.ts'
import { someKeys } from './keys.ts'
import { aDeploy, anEnvironment, aProject, aService, aVersion } from './make.ts'
import { someRegistries } from './registries.ts'
import { failedEvents, playedEvents } from './script.ts'
import {
  ago,
  environment,
  hash,
  number,
  project,
  type Recorded,
  service,
  tokenId,
  userId,
  type World,
} from './world.ts'

const refs = {
  defaultBranch: 'main',
  branches: ['main', 'feature/checkout-redesign', 'fix/tax-rounding', 'release/2.x'].map((name, n) => ({
    name,
    commit: hash(n + 70),
  })),
  tags: ['v2.4.0', 'v2.3.1', 'v2.3.0', 'v2.2.0'].map((name, n) => ({ name, commit: hash(n + 90) })),
}
const messages = [
  'Show delivery times before checkout',
  'Retry payments once when the bank is slow',
  'Round taxes per line, not per order',
  'Upgrade to Redis 7',
  'Keep the basket for thirty days',
  'Faster image thumbnails',
]

function recorded(of: Partial<Recorded> & { project: Recorded['project'] }): Recorded {
  return {
    versions: [],
    environments: [anEnvironment(of.project.name, 'production', null)],
    services: new Map(),
    variables: [],
    refs,
    ...of,
  }
}

function shop(): Recorded {
  const versions = messages.map((message, index) =>
    aVersion(6 - index, message, { createdAt: ago(3_600 * (index * 9 + 1)) }),
  )
  const [newest, second] = versions
  if (newest)
    Object.assign(newest, {
      state: 'on',
      onIn: [environment('production')],
      urls: ['http://shop.localhost:8000'],
    })
  if (second)
    Object.assign(second, {
      state: 'on',
      onIn: [environment('v5')],
      urls: ['http://v5--shop.localhost:8000'],
      ref: 'feature/checkout-redesign',
    })
  const services = [
    aService('web', 3, { url: 'http://shop.localhost:8000' }),
    aService('admin', 1, { url: 'http://admin--shop.localhost:8000' }),
    aService('worker', 2),
    aService('redis', 1, { image: 'keelson/redis:7' }),
    aService('db', 1, { image: 'keelson/postgres:15' }),
    aService('migrate', 1, {
      state: 'completed',
      replicas: [
        {
          container: hash(5).slice(0, 12),
          name: 'migrate-1',
          state: 'exited',
          health: 'none',
          exitCode: 0,
          startedAt: ago(5_500),
        },
      ],
    }),
  ]
  return recorded({
    project: aProject('shop', { lastDeploy: aDeploy(6, 'shop', { createdAt: ago(3_600) }) }),
    versions,
    environments: [
      anEnvironment('shop', 'production', 6, {
        ports: [{ service: service('db'), host: 5432, container: 5432 }],
      }),
      anEnvironment('shop', 'v5', 5),
    ],
    services: new Map([
      ['production', services],
      ['v5', services.slice(0, 4)],
    ]),
    variables: [
      { name: 'PAYMENT_KEY', environment: null, secret: true, value: null, updatedAt: ago(86_400 * 6) },
      {
        name: 'PAYMENT_KEY',
        environment: environment('production'),
        secret: true,
        value: null,
        updatedAt: ago(86_400 * 2),
      },
      {
        name: 'SHOP_LANGUAGES',
        environment: null,
        secret: false,
        value: 'en,es,fr',
        updatedAt: ago(86_400 * 12),
      },
      {
        name: 'LOG_LEVEL',
        environment: environment('v5'),
        secret: false,
        value: 'debug',
        updatedAt: ago(3_000),
      },
    ],
  })
}

function others(): Recorded[] {
  const failed = aDeploy(21, 'voting', {
    state: 'failed',
    failure: 'The build of worker failed: npm ci ended with exit code 1.',
    createdAt: ago(900),
    version: null,
    ref: 'main',
  })
  return [
    recorded({
      project: aProject('visits', {
        source: { kind: 'catalog', app: 'visits' },
        lastDeploy: aDeploy(20, 'visits', { version: number(1), createdAt: ago(7_300) }),
      }),
      environments: [anEnvironment('visits', 'production', 1)],
      versions: [
        aVersion(1, 'visits 0.1.0', {
          state: 'on',
          onIn: [environment('production')],
          urls: ['http://visits.localhost:8000'],
        }),
      ],
    }),
    recorded({ project: aProject('voting', { state: 'failed', url: null, lastDeploy: failed }) }),
    recorded({
      project: aProject('timetable', {
        state: 'degraded',
        lastDeploy: aDeploy(22, 'timetable', { createdAt: ago(86_400 * 3) }),
        source: { kind: 'git', url: 'https://git.example.org/campus/it/timetable.git', hasToken: true },
      }),
      environments: [anEnvironment('timetable', 'production', 4, { state: 'degraded' })],
    }),
    recorded({
      project: aProject('archive', {
        state: 'off',
        url: null,
        lastDeploy: aDeploy(23, 'archive', { kind: 'off', createdAt: ago(86_400 * 40) }),
      }),
    }),
    recorded({ project: aProject('playground', { state: 'empty', url: null }) }),
  ]
}

const base = (): World => ({
  session: { user: { id: userId, email: 'nuria@example.org', scope: 'admin' }, setupRequired: false },
  installation: {
    id: 'k7m2qx',
    version: '0.1.0',
    url: 'http://localhost:8000',
    domain: 'localhost:8000',
    publicKey: aProject('x').publicKey,
  },
  projects: new Map(),
  deploys: new Map(),
  tokens: [],
  members: [
    {
      id: userId,
      email: 'nuria@example.org',
      scope: 'admin',
      createdAt: ago(86_400 * 30),
      signedInAt: ago(900),
    },
    {
      id: UserId.parse('00000000-0000-4000-8000-0000000000b2'),
      email: 'maximiliana.von-und-zu-der-tann@a-department-with-a-long-name.example.org',
      scope: 'deploy',
      createdAt: ago(86_400 * 12),
      signedInAt: null,
    },
  ],
  invitations: [
    { email: 'teo@example.org', scope: 'read', invitedBy: 'nuria@example.org', expiresAt: ago(-86_400 * 6) },
  ],
  hostKeys: [
    {
      host: 'gitlab.com',
      type: 'ssh-ed25519',
      fingerprint: 'SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8',
      firstSeenAt: ago(86_400 * 30),
    },
  ],
  activity: someActivity(),
  catalog: [
    {
      name: 'visits',
      title: { en: 'Visits', es: 'Visitas' },
      summary: {
        en: 'A counter and Redis: what survives what.',
        es: 'Un contador y Redis: qué sobrevive a qué.',
      },
      projects: [],
    },
    {
      name: 'voting',
      title: { en: 'Voting', es: 'Votación' },
      summary: {
        en: 'Five services, two networks, a queue in the middle.',
        es: 'Cinco servicios, dos redes y una cola en medio.',
      },
      projects: [],
    },
    {
      name: 'countdown',
      title: { en: 'Countdown', es: 'Cifras y letras' },
      summary: {
        en: 'Letters and numbers: the heavy task behind a queue.',
        es: 'Cifras y letras: la tarea pesada detrás de una cola.',
      },
      projects: [],
    },
  ],
  overrides: new Map(),
  balancerAway: false,
  autoscaling: new Map(),
  secondMs: 1_000,
  trouble: 'none',
  undos: new Map(),
  registries: someRegistries(),
  deployKeys: someKeys(),
  holdings: someHoldings(),
  cleanupPolicy: somePolicy(),
  cleanups: someCleanups(),
  tell: () => {},
})

function full(): World {
  const world = base()
  for (const one of [shop(), ...others()]) world.projects.set(one.project.name, one)
  for (const app of world.catalog) app.projects = app.name === 'visits' ? [project('visits')] : []
  world.tokens = [
    {
      id: tokenId(900),
      name: 'laptop',
      scope: 'deploy',
      createdAt: ago(86_400 * 20),
      lastUsedAt: ago(4_000),
      expiresAt: ago(-86_400 * 70),
    },
    {
      id: tokenId(901),
      name: 'gitlab ci',
      scope: 'deploy',
      createdAt: ago(86_400 * 9),
      lastUsedAt: null,
      expiresAt: ago(86_400),
    },
  ]
  for (const [n, version] of (world.projects.get('shop')?.versions ?? []).entries()) {
    const deploy = aDeploy(version.number, 'shop', {
      createdAt: version.createdAt,
      startedAt: version.createdAt,
      finishedAt: new Date(Date.parse(version.createdAt) + 46_300).toISOString(),
      requestedBy: n % 2 ? 'gitlab ci' : 'nuria@example.org',
    })
    world.deploys.set(deploy.id, { deploy, events: playedEvents(deploy) })
  }
  const broken = world.projects.get('voting')?.project.lastDeploy
  if (broken) world.deploys.set(broken.id, { deploy: broken, events: failedEvents(broken) })
  return world
}

/** The worlds that a recorded page can show, by the `scene` of its address. */
export const scenes = {
  full,
  empty: base,
  fast: () => ({ ...full(), secondMs: 40 }),
  silent: (): World => ({ ...full(), trouble: 'silent' }),
  refuses: (): World => ({ ...full(), trouble: 'refuses' }),
  unreachable: (): World => ({ ...full(), trouble: 'unreachable' }),
  away: (): World => ({ ...full(), balancerAway: true }),
  setup: (): World => ({ ...base(), session: { user: null, setupRequired: true } }),
  out: (): World => ({ ...full(), session: { user: null, setupRequired: false } }),
  canary: () => {
    const world = full()
    const one = world.projects.get('shop')
    if (one) {
      const canary = {
        version: number(5),
        percent: 25,
        errorPercent: 5,
        minimumRequests: 20,
        since: ago(700),
      }
      one.environments = one.environments.map((place) =>
        place.name === 'production' ? { ...place, canary } : place,
      )
    }
    return world
  },
  'canary-ended': () => {
    const world = full()
    const one = world.projects.get('shop')
    if (!one) return world
    const values = { failed: 12, requests: 40, version: 5, share: 30, other: 6, usual: 1.1, points: 5 }
    const text = '12 of 40 requests to v5 failed (30 %), of those to v6 1.1 %: more than 5 points above.'
    const deploy = aDeploy(7, 'shop', {
      kind: 'abort',
      version: number(5),
      requestedBy: 'keelson',
      createdAt: ago(240),
      reason: { code: 'canary.failed', values, text },
    })
    one.project = { ...one.project, lastDeploy: deploy }
    world.deploys.set(deploy.id, { deploy, events: playedEvents(deploy) })
    return world
  },
  building: () => {
    const world = full()
    const one = world.projects.get('shop')
    if (!one) return world
    const deploy = aDeploy(7, 'shop', {
      version: null,
      state: 'running',
      createdAt: ago(8),
      startedAt: ago(7),
      finishedAt: null,
    })
    one.project = { ...one.project, lastDeploy: deploy, state: 'deploying' }
    world.deploys.set(deploy.id, { deploy, events: playedEvents(deploy).slice(0, 58) })
    return world
  },
  reader: () => {
    const world = full()
    if (world.session.user) world.session.user.scope = 'read'
    return world
  },
  long: () => {
    const world = full()
    const name = 'an-extraordinarily-long-name-x'
    const one = shop()
    const long = 'feature/a-branch-whose-name-goes-on-and-on-until-nobody-can-read-it-any-more'
    one.project = aProject(name, {
      lastDeploy: aDeploy(6, name, {
        ref: long,
        requestedBy: 'somebody.with.a.very.long.address@department.of.a.university.example.org',
      }),
      source: {
        kind: 'git',
        url: `https://git.example.org/a/deeply/nested/group/of/groups/${name}.git`,
        hasToken: true,
      },
    })
    one.environments = [anEnvironment(name, 'production', 6), anEnvironment(name, 'a-long-preview-name1', 5)]
    one.versions = one.versions.map((version) => ({
      ...version,
      ref: long,
      message:
        'A commit message that somebody wrote without a single line break although it explains every change of the whole week in one breath',
    }))
    world.projects.set(name, one)
    return world
  },
  many: () => {
    const world = full()
    const one = world.projects.get('shop')
    if (one) {
      one.versions = Array.from({ length: 1_000 }, (_, index) =>
        aVersion(1_000 - index, messages[index % messages.length] ?? '', { createdAt: ago(3_600 * index) }),
      )
      one.services.set(
        'production',
        Array.from({ length: 60 }, (_, index) =>
          aService(`service-${String(index + 1).padStart(2, '0')}`, 1 + (index % 4)),
        ),
      )
    }
    const deploy = aDeploy(100, 'shop', { createdAt: ago(400) })
    world.deploys.set(deploy.id, { deploy, events: playedEvents(deploy, 100_000) })
    return world
  },
} satisfies Record<string, () => World>
export type SceneName = keyof typeof scenes
