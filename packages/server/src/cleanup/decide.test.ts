import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CleanupItem } from '@keelson/protocol'
import { decide } from './decide.ts'
import type { Held, HeldProject } from './held.ts'
import { isFull, nextQuietHour } from './schedule.ts'

const image = (id: string, made = true) => ({ service: 'web', image: `${id}:1`, id, built: true, made })
const version = (number: number, ...ids: string[]): HeldProject['versions'][number] => ({
  number,
  state: 'ready',
  images: ids.map((id) => image(id)),
})
const environment = (name: string, on: number | null, last = on) => ({
  name,
  composeProject: `shop-${name}`,
  version: on,
  lastVersion: last,
  canary: null,
})
const shop = (changes: Partial<HeldProject> = {}): HeldProject => ({
  id: 'p1',
  name: 'shop',
  busy: false,
  environments: [environment('production', 4)],
  versions: [version(1, 'a'), version(2, 'b'), version(3, 'c'), version(4, 'd')],
  ...changes,
})
const ours = (id: string, bytes = 10) => ({ id, name: `keelson-x/shop-web:${id}`, project: 'shop', bytes })
const held = (changes: Partial<Held> = {}): Held => ({
  projects: [shop()],
  images: ['a', 'b', 'c', 'd'].map((id) => ours(id)),
  usedImages: new Set(),
  containers: [],
  volumes: [],
  folders: [],
  logs: { oldBytes: 0, recentBytes: 0 },
  cache: { idleBytes: 0, restBytes: 0 },
  ...changes,
})
const policy = { keepVersions: 2, keepLogsDays: 30 }
const line = ({ id, bytes, may, suggested, because }: CleanupItem) =>
  `${id} ${bytes} ${suggested ? 'goes' : may ? 'may go' : 'stays'} (${because.code})`
const decided = (of: Held) => decide(of, policy).map(line).toSorted()

test('of each project the newest versions and what is on keep their images', () => {
  assert.deepEqual(decided(held()), [
    'version:shop/v1 10 goes (beyond-kept)',
    'version:shop/v2 10 goes (beyond-kept)',
    'version:shop/v3 10 may go (recent)',
    'version:shop/v4 10 stays (on)',
  ])
})

test('an old version that is on, is a canary, or would come back stays', () => {
  const environments = [
    { ...environment('production', 4), canary: 1 },
    environment('v2', 2),
    environment('v3', null, 3),
  ]
  assert.deepEqual(decided(held({ projects: [shop({ environments })] })), [
    'version:shop/v1 10 stays (on)',
    'version:shop/v2 10 stays (on)',
    'version:shop/v3 10 may go (last-on)',
    'version:shop/v4 10 stays (on)',
  ])
})

test('nothing of a project goes while an operation works on it', () => {
  const busy = held({
    projects: [shop({ busy: true })],
    images: [...held().images, ours('left over')],
    containers: [{ id: 'c', name: 'shop-run-1', at: place('shop-production'), oneOff: true, bytes: 1 }],
    volumes: [{ name: 'shop-v9_data', at: place('shop-v9'), mounted: false, bytes: 1 }],
    folders: [{ path: 'checkouts/shop/v9', project: 'shop', version: 9, bytes: 1 }],
  })
  assert.deepEqual(
    decide(busy, policy).filter(({ may }) => may),
    [],
  )
})

test('an image that several versions have goes with the last of them, and never while one of them stays', () => {
  const versions = [version(1, 'a'), version(2, 'a'), version(3, 'd'), version(4, 'd')]
  assert.deepEqual(decided(held({ projects: [shop({ versions })] })), [
    'image:b 10 goes (unused)',
    'image:c 10 goes (unused)',
    'version:shop/v1 0 may go (beyond-kept)',
    'version:shop/v2 10 goes (beyond-kept)',
    'version:shop/v3 0 stays (shared)',
    'version:shop/v4 10 stays (on)',
  ])
})

test('an image that anybody’s container uses stays, and so does one that was there before us', () => {
  const versions = [
    version(1, 'a'),
    { number: 2, state: 'ready' as const, images: [image('b', false)] },
    version(3, 'c'),
    version(4, 'd'),
  ]
  const found = decided(held({ projects: [shop({ versions })], usedImages: new Set(['a', 'd']) }))
  assert.deepEqual(found.slice(0, 1), ['version:shop/v1 0 stays (shared)'])
  assert.ok(!found.some((text) => text.includes('v2') || text.startsWith('image:b')))
})

test('a version that was cleaned has nothing left, and what builds left behind goes', () => {
  const versions = [{ ...version(1, 'a'), state: 'cleaned' as const }, version(4, 'd')]
  const images = [ours('a'), ours('d'), { id: 'p', name: 'redis:7', project: null, bytes: 99 }]
  assert.deepEqual(decided(held({ projects: [shop({ versions })], images })), [
    'image:a 10 goes (unused)',
    'version:shop/v4 10 stays (on)',
  ])
})

test('volumes go only where no environment has them, and are never suggested; the build cache neither', () => {
  const volumes = [
    { name: 'shop-production_db', at: place('shop-production'), mounted: false, bytes: 5 },
    { name: 'shop-v2_db', at: place('shop-v2'), mounted: false, bytes: 6 },
    { name: 'shop-v3_db', at: place('shop-v3'), mounted: true, bytes: 7 },
  ]
  assert.deepEqual(
    decided(
      held({
        projects: [shop({ versions: [] })],
        images: [],
        volumes,
        cache: { idleBytes: 8, restBytes: 9 },
      }),
    ),
    [
      'build-cache:idle 8 may go (idle)',
      'build-cache:recent 9 stays (in-use)',
      'volume:shop-production_db 5 stays (belongs)',
      'volume:shop-v2_db 6 may go (no-environment)',
      'volume:shop-v3_db 7 stays (in-use)',
    ],
  )
})

test('one-offs that ended, containers and folders of what is gone, and old logs go', () => {
  const found = held({
    projects: [shop({ versions: [] })],
    images: [],
    containers: [
      { id: '1', name: 'shop-run', at: place('shop-production'), oneOff: true, bytes: 1 },
      { id: '2', name: 'shop-v7-web-1', at: place('shop-v7'), oneOff: false, bytes: 2 },
      { id: '3', name: 'shop-web-1', at: place('shop-production'), oneOff: false, bytes: 3 },
    ],
    folders: [
      { path: 'repositories/shop.git', project: 'shop', version: null, bytes: 4 },
      { path: 'repositories/gone.git', project: 'gone', version: null, bytes: 5 },
      { path: 'checkouts/shop/v9', project: 'shop', version: 9, bytes: 6 },
    ],
    logs: { oldBytes: 7, recentBytes: 8 },
  })
  assert.deepEqual(decided(found), [
    'container:shop-run 1 goes (ended)',
    'container:shop-v7-web-1 2 goes (no-environment)',
    'folder:checkouts/shop/v9 6 goes (no-version)',
    'folder:repositories/gone.git 5 goes (no-project)',
    'folder:repositories/shop.git 4 stays (belongs)',
    'logs:old 7 goes (old)',
    'logs:recent 8 stays (belongs)',
  ])
})

test('the automatic cleanup looks at the next quiet hour, and acts on a disk that is full enough', () => {
  const before = new Date(2026, 2, 3, 1, 30)
  assert.deepEqual(nextQuietHour(before), new Date(2026, 2, 3, 4, 0))
  assert.deepEqual(nextQuietHour(new Date(2026, 2, 3, 4, 0)), new Date(2026, 2, 4, 4, 0))
  const disk = { totalBytes: 100, freeBytes: 20 }
  assert.deepEqual([isFull(disk, { diskPercent: 80 }), isFull(disk, { diskPercent: 81 })], [true, false])
})

const place = (composeProject: string) => ({ project: 'shop', composeProject })
