import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Build, Service } from '@keelson/compose'
import type { Note } from './events.ts'
import { buildPlatform, buildQuery, buildTags, checkSupported, chooseBuilder } from './options.ts'

const old = { buildKit: true, oldBuildKit: true }
const current = { buildKit: true, oldBuildKit: false }
const none = { buildKit: false, oldBuildKit: false }
const service = (build: Build, rest: Partial<Service> = {}) => ({
  command: null,
  entrypoint: null,
  ...rest,
  build,
})

test('the builder that can do it', () => {
  assert.equal(chooseBuilder({}, old), 'buildkit')
  assert.equal(chooseBuilder({}, none), 'classic')
  assert.equal(chooseBuilder({}, current, 'classic'), 'classic')
  assert.equal(chooseBuilder({ network: 'mine' }, current), 'classic')
  assert.equal(chooseBuilder({ network: 'host' }, current), 'buildkit')
  assert.equal(chooseBuilder({ shm_size: '1024' }, old), 'classic')
  assert.equal(chooseBuilder({ shm_size: '1024' }, current), 'buildkit')
  assert.throws(() => chooseBuilder({ secrets: [{ source: 's' }] }, none), /build\.secrets needs BuildKit/)
  assert.throws(
    () => chooseBuilder({ ssh: ['default'], ulimits: { nofile: 1 } }, old),
    /build\.ulimits needs this engine's classic builder, build\.ssh needs BuildKit/,
  )
})

test('the query of a build', () => {
  const build: Build = {
    args: { A: '1', NONE: null },
    cache_from: ['a:1', 'type=registry,ref=b:2', 'type=local,src=/x'],
    cache_to: ['type=inline'],
    extra_hosts: ['h=::1'],
    labels: { mine: '1', 'com.docker.compose.service': 'forged' },
    shm_size: '1024',
    target: 't',
    tags: ['x:1', 'x:1'],
    ulimits: { nproc: 5, nofile: { soft: 1, hard: 2 } },
  }
  const query = buildQuery({ name: 'p' }, 's', service(build), {
    builder: 'buildkit',
    fingerprint: 'f',
    dockerfile: 'Dockerfile',
    noCache: true,
    pull: true,
    platform: 'linux/arm64',
  })
  const json = (key: string) => JSON.parse(String(query[key]))
  assert.deepEqual(json('buildargs'), { A: '1', BUILDKIT_INLINE_CACHE: '1' })
  assert.deepEqual(json('cachefrom'), ['a:1', 'b:2'])
  assert.equal(json('labels')['com.docker.compose.service'], 's')
  assert.equal(json('labels')['io.keelson.build'], 'f')
  assert.deepEqual(json('ulimits'), [
    { Name: 'nproc', Soft: 5, Hard: 5 },
    { Name: 'nofile', Soft: 1, Hard: 2 },
  ])
  assert.deepEqual(
    [query.t, query.extrahosts, query.shmsize, query.target, query.pull, query.nocache, query.platform],
    [['p-s', 'x:1'], ['h:::1'], '1024', 't', '1', true, 'linux/arm64'],
  )
  assert.deepEqual(buildTags({ name: 'p' }, 's', service(build, { image: 'own:1' })), ['own:1', 'x:1'])
})

test('one platform an image', () => {
  const own = 'linux/amd64'
  assert.equal(buildPlatform(service({}), own), undefined)
  assert.equal(buildPlatform(service({ platforms: ['linux/arm64'] }), own), 'linux/arm64')
  assert.equal(buildPlatform(service({ platforms: ['linux/arm64', own] }), own), own)
  assert.equal(buildPlatform(service({}, { platform: 'linux/arm64' }), own), 'linux/arm64')
  const other = service({ platforms: [own] }, { platform: 'linux/arm64' })
  assert.throws(() => buildPlatform(other, own), /not among build\.platforms/)
})

test('what is left out is told', () => {
  const messages: string[] = []
  const note: Note = (event) => void (event.kind === 'warning' && messages.push(event.message))
  checkSupported(
    {
      cache_to: ['type=local,dest=x'],
      cache_from: ['type=gha'],
      provenance: 'mode=max',
      sbom: 'true',
      no_cache_filter: ['a'],
    },
    note,
  )
  assert.deepEqual(
    messages.map((message) => message.split(/[ :]/)[0]),
    ['build.cache_to', 'build.cache_from', 'build.provenance', 'build.sbom', 'build.no_cache_filter'],
  )
})
