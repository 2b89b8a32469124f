import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Project, Service } from '@keelson/compose'
import type { ImageInspect } from '../docker/types.ts'
import { decideImages, type Wish } from './decide.ts'

const NOW = Date.parse('2030-01-10T00:00:00Z')
const HOUR = 3_600_000

function decide(
  service: Partial<Service>,
  { has, hoursAgo = 0, ...wish }: Wish & { has?: string; hoursAgo?: number } = {},
) {
  const project: Project = { name: 'p', services: { s: { command: null, entrypoint: null, ...service } } }
  const [architecture = 'amd64'] = [has]
  const found: ImageInspect = {
    Id: 'sha256:x',
    RepoTags: null,
    RepoDigests: null,
    Created: '',
    Size: 0,
    Os: 'linux',
    Architecture: architecture,
    Config: null,
    Metadata: { LastTagTime: new Date(NOW - hoursAgo * HOUR).toISOString() },
  }
  const local = new Map(has ? [[service.image ?? 'p-s', found]] : [])
  return decideImages(project, ['s'], local, wish, NOW)[0]?.kind
}
const build = { context: '/x' }
const image = 'i:1'

test('the pull policies', () => {
  assert.equal(decide({ image }), 'pull')
  assert.equal(decide({ image }, { has: 'amd64' }), 'present')
  assert.equal(decide({ image, pull_policy: 'if_not_present' }, { has: 'amd64' }), 'present')
  assert.equal(decide({ image, pull_policy: 'always' }, { has: 'amd64' }), 'pull')
  assert.equal(decide({ image, pull_policy: 'never' }, { has: 'amd64' }), 'present')
  assert.throws(
    () => decide({ image, pull_policy: 'never' }),
    /i:1 of service s is missing and its pull policy is never/,
  )
  assert.throws(
    () => decide({ image, pull_policy: 'never', platform: 'linux/arm64' }, { has: 'amd64' }),
    /i:1 of service s is for another platform than linux\/arm64 and its pull policy is never/,
  )
  assert.throws(() => decide({ image, pull_policy: 'sometimes' }), /"sometimes" of service s is not known/)
})

test('daily, weekly and every: by the time of the last tag', () => {
  const at = (pull_policy: string, hoursAgo: number) =>
    decide({ image, pull_policy }, { has: 'amd64', hoursAgo })
  assert.deepEqual([at('daily', 23), at('daily', 25)], ['present', 'pull'])
  assert.deepEqual([at('weekly', 24 * 6), at('weekly', 24 * 8)], ['present', 'pull'])
  assert.deepEqual([at('every_2d3h', 50), at('every_2d3h', 52)], ['present', 'pull'])
  assert.equal(decide({ image, pull_policy: 'daily' }), 'pull')
})

test('build: when there is no image, when asked, and after a pull that fails', () => {
  assert.equal(decide({ build }), 'build')
  assert.equal(decide({ build }, { has: 'amd64' }), 'present')
  assert.equal(decide({ build }, { has: 'amd64', build: true }), 'build')
  assert.equal(decide({ build, pull_policy: 'always' }, { has: 'amd64' }), 'present')
  assert.equal(decide({ build, image }), 'pull-or-build')
  assert.equal(decide({ build, image }, { build: true }), 'build')
  assert.equal(decide({ build, image, pull_policy: 'build' }, { has: 'amd64' }), 'build')
  assert.equal(decide({ build, image, pull_policy: 'never' }), 'build')
  assert.equal(decide({ build, image }, { build: false }), 'pull')
  assert.throws(() => decide({ build }, { build: false }), /nothing may be built/)
  assert.throws(() => decide({}), /neither image nor build/)
})

test('an image for another platform does not count', () => {
  assert.equal(decide({ image, platform: 'linux/arm64' }, { has: 'amd64' }), 'pull')
  assert.equal(decide({ image, platform: 'linux/arm64/v8' }, { has: 'arm64' }), 'present')
})

test('the option overrules the service', () => {
  assert.equal(decide({ image, pull_policy: 'never' }, { has: 'amd64', pull: 'always' }), 'pull')
})
