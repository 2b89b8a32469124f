import {
  type CleanedItem,
  type Cleanup,
  CleanupId,
  type CleanupItem,
  CleanupJob,
  CleanupPolicy,
  type Holdings,
} from '@keelson/protocol'
import { ago, environment, project, type World } from './world.ts'

type Asked = { params: Record<string, string>; body: Record<string, unknown> }
const mb = 1_000_000

const item = (
  kind: CleanupItem['kind'],
  name: string,
  bytes: number,
  because: CleanupItem['because'],
  choice: 'suggested' | 'offered' | 'stays',
): CleanupItem => ({
  id: `${kind}:${name}`,
  kind,
  name,
  project: /^(shop|voting)/.test(name) ? project(name.startsWith('shop') ? 'shop' : 'voting') : null,
  bytes,
  because,
  may: choice !== 'stays',
  suggested: choice === 'suggested',
})

export const someHoldings = (): CleanupItem[] => [
  item('version', 'shop/v1', 412 * mb, { code: 'beyond-kept', keep: 5 }, 'suggested'),
  item('version', 'shop/v2', 96 * mb, { code: 'beyond-kept', keep: 5 }, 'suggested'),
  item('version', 'voting/v3', 188 * mb, { code: 'recent' }, 'offered'),
  item('version', 'shop/v4', 71 * mb, { code: 'last-on', environment: environment('production') }, 'offered'),
  item('image', 'sha256:8d1f0c', 233 * mb, { code: 'unused' }, 'suggested'),
  item('container', 'shop-production-migrate-run-5c1e', 4 * mb, { code: 'ended' }, 'suggested'),
  item(
    'volume',
    'shop-v3_a-volume-whose-name-is-rather-long',
    1_310 * mb,
    { code: 'no-environment' },
    'offered',
  ),
  item('folder', 'checkouts/an-extraordinarily-long-name/v12', 31 * mb, { code: 'no-project' }, 'suggested'),
  item('logs', 'old', 58 * mb, { code: 'old', days: 90 }, 'suggested'),
  item('build-cache', 'idle', 2_204 * mb, { code: 'idle', hours: 24 }, 'offered'),
  item('version', 'shop/v6', 402 * mb, { code: 'on', environment: environment('production') }, 'stays'),
  item('version', 'shop/v5', 0, { code: 'shared' }, 'stays'),
  item('volume', 'shop-production_postgres', 840 * mb, { code: 'belongs' }, 'stays'),
  item('logs', 'recent', 12 * mb, { code: 'belongs' }, 'stays'),
]

export const somePolicy = (): CleanupPolicy => ({
  automatic: true,
  keepVersions: 5,
  diskPercent: 80,
  keepLogsDays: 90,
})

const finished = (): Cleanup => ({
  id: CleanupId.parse('00000000-0000-4000-8000-0000000000c1'),
  state: 'succeeded',
  items: [
    cleaned(item('version', 'voting/v1', 190 * mb, { code: 'beyond-kept', keep: 5 }, 'suggested'), 'removed'),
    {
      ...cleaned(item('volume', 'voting-v2_redis', 8 * mb, { code: 'no-environment' }, 'offered'), 'kept'),
      because: { code: 'in-use' },
    },
  ],
  failure: null,
  requestedBy: 'Keelson',
  createdAt: ago(86_400),
  startedAt: ago(86_400),
  finishedAt: ago(86_390),
})
export const someCleanups = (): Cleanup[] => [finished()]

const cleaned = (
  { id, kind, name, project: of, bytes, because }: CleanupItem,
  state: CleanedItem['state'],
): CleanedItem => ({ id, kind, name, project: of, bytes, state, because, said: null })

/** What a recorded server holds; a cleanup there removes one thing in half a second of its time. */
export const cleanupAnswers = {
  holdings: (world: World): Holdings => ({
    measuredAt: ago(0),
    disk: { totalBytes: 80_000 * mb, freeBytes: 11_400 * mb },
    items: world.holdings,
    policy: world.cleanupPolicy,
    nextAt: world.cleanupPolicy.automatic ? ago(-9 * 3_600) : null,
  }),
  setCleanupPolicy: (world: World, { body }: Asked) => {
    world.cleanupPolicy = CleanupPolicy.parse(body)
    return world.cleanupPolicy
  },
  cleanups: (world: World) => world.cleanups,
  cleanUp: (world: World, { body }: Asked): Cleanup => {
    const chosen = new Set(Array.isArray(body.items) ? body.items : [])
    const begun: Cleanup = {
      id: CleanupId.parse(crypto.randomUUID()),
      state: 'running',
      items: world.holdings.filter(({ id }) => chosen.has(id)).map((one) => cleaned(one, 'waiting')),
      failure: null,
      requestedBy: world.session.user?.email ?? '',
      createdAt: ago(0),
      startedAt: ago(0),
      finishedAt: null,
    }
    world.cleanups = [begun, ...world.cleanups]
    tell(world, begun)
    goOn(world, begun.id)
    return begun
  },
  oneCleanup: (world: World, { params }: Asked) => find(world, params.cleanup),
  cancelCleanup: (world: World, { params }: Asked) =>
    put(world, { ...find(world, params.cleanup), state: 'cancelled', finishedAt: ago(0) }),
}

function find(world: World, id: string | undefined): Cleanup {
  const found = world.cleanups.find((one) => one.id === id)
  if (!found) throw new Error('There is no such cleanup in this world.')
  return found
}

function put(world: World, changed: Cleanup): Cleanup {
  world.cleanups = world.cleanups.map((one) => (one.id === changed.id ? changed : one))
  tell(world, changed)
  return changed
}

function tell(world: World, cleanup: Cleanup): void {
  world.tell('cleanups', { kind: 'cleanup', cleanup })
  world.tell('jobs', { kind: 'cleanup-job', cleanup: cleanupJob(cleanup) })
}

/** A cleanup as the queue shows it. */
export function cleanupJob(cleanup: Cleanup): CleanupJob {
  const done = cleanup.items.filter(({ state }) => state !== 'waiting' && state !== 'running')
  const removed = done.filter(({ state }) => state === 'removed')
  return CleanupJob.parse({
    ...cleanup,
    things: cleanup.items.length,
    done: done.length,
    freedBytes: removed.reduce((sum, { bytes }) => sum + bytes, 0),
  })
}

function goOn(world: World, id: string): void {
  const now = find(world, id)
  if (now.state !== 'running') return
  const at = now.items.findIndex(({ state }) => state === 'waiting' || state === 'running')
  const items = now.items.map((one, index): CleanedItem => {
    if (index === at) return { ...one, state: one.state === 'waiting' ? 'running' : 'removed' }
    return one
  })
  world.holdings = world.holdings.filter(
    (one) => !items.some((item) => item.id === one.id && item.state === 'removed'),
  )
  const over = items.every(({ state }) => state === 'removed')
  put(world, { ...now, items, ...(over && { state: 'succeeded' as const, finishedAt: ago(0) }) })
  if (!over) setTimeout(() => goOn(world, id), world.secondMs / 4)
}
