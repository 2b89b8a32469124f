import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startRegistry } from '@keelson/catalog-testing'
import type { Project } from '@keelson/compose'
import { findImage, pushImages, removeImage, tagImage } from '@keelson/engine'
import { operatingApp } from '../../test/operating.ts'

let operating: Awaited<ReturnType<typeof operatingApp>>
let registry: Awaited<ReturnType<typeof startRegistry>>
before(async () => {
  ;[operating, registry] = await Promise.all([operatingApp(), startRegistry()])
})
after(async () => {
  await operating.close()
  await registry.close()
})

test('credentials are kept sealed, told to nobody, and checked by asking the registry', async () => {
  const { ask, send, app } = operating
  const { host, known } = registry
  const body = { host, username: known.username, secret: 'canary-wrong' }
  const { id } = (await send('POST', '/registries', body)).json()
  assert.equal((await send('POST', '/registries', body)).json().code, 'name-taken')
  const check = async (which: string) => (await send('POST', `/registries/${which}/check`)).json()
  const refused = await check(id)
  assert.equal(refused.state, 'refused')
  assert.ok(!JSON.stringify(refused).includes('canary'))

  await app.http.inject({
    method: 'PATCH',
    url: `/api/v1/registries/${id}`,
    headers: { authorization: `Bearer ${await app.token('admin')}` },
    payload: { username: known.username, secret: known.password },
  })
  assert.deepEqual(await check(id), { state: 'accepted', said: '' })
  const { id: nowhere } = (await send('POST', '/registries', { ...body, host: '127.0.0.1:9' })).json()
  assert.equal((await check(nowhere)).state, 'unreachable')
  const listed = JSON.stringify(await ask('GET', '/registries'))
  const stored = await app.deps.database.selectFrom('registries').selectAll().execute()
  for (const secret of ['canary-wrong', known.password])
    assert.ok(
      !listed.includes(secret) && !stored.some(({ secret_sealed: sealed }) => sealed.includes(secret)),
    )
  for (const one of [id, nowhere]) await ask('DELETE', `/registries/${one}`)
})

test('a private image and a private base image are pulled with what is stored for the project, and only then', async () => {
  const { ask, send, ended, project, app } = operating
  const { docker } = app.deps
  const { host, known } = registry
  const shop = await project()
  const image = `${host}/${shop.name}/base:1`
  await tagImage(docker, 'keelson/node:24', `${host}/${shop.name}/base`, '1')
  const base = { image, build: { context: '.' }, command: null, entrypoint: null }
  const pushed: Project = { name: 'pushed', services: { base } }
  await pushImages(docker, pushed, { credentials: { given: { [host]: known } } })
  await removeImage(docker, image)
  try {
    await shop.commit({
      'compose.yaml': `services:
  web:
    build: .
    init: true
    stop_grace_period: 0s
    command: [sh, -c, "echo ${known.password}; exec sleep 1000"]
  sidecar:
    image: ${image}
    init: true
    stop_grace_period: 0s
    command: [sleep, "1000"]
`,
      Dockerfile: `FROM ${image}\nRUN echo ${known.password}\n`,
    })
    const refused = await ended(await shop.deploy())
    assert.equal(refused.state, 'failed')
    assert.match(refused.failure ?? '', /could not be (pulled|built)/)

    await send('POST', '/registries', { host, username: 'x', secret: 'of all projects, and wrong' })
    await ask('POST', '/registries', { host, project: shop.name, ...known, secret: known.password })
    const deployed = await ended(await shop.deploy())
    assert.deepEqual([deployed.state, deployed.failure], ['succeeded', null])
    assert.ok(!deployed.log.includes(known.password), 'the secret is black in the log')
    assert.ok(await findImage(docker, image))
  } finally {
    await removeImage(docker, image, { force: true }).catch(() => {})
  }
})
