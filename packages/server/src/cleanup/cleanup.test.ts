import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { eventually } from '@keelson/catalog-testing'
import {
  createContainer,
  createVolume,
  findImage,
  listVolumes,
  removeContainer,
  removeImage,
  removeVolume,
  startContainer,
  tagImage,
  waitContainer,
} from '@keelson/engine'
import { type CleanupItem, endpoints, type LiveEvent, type Room } from '@keelson/protocol'
import { type LiveClient, liveClient, opened } from '../../test/live-client.ts'
import { operatingApp } from '../../test/operating.ts'
import { createCleaner } from './run.ts'

const clients: LiveClient[] = []
let operating: Awaited<ReturnType<typeof operatingApp>>
before(async () => {
  operating = await operatingApp()
  await operating.app.http.listen({ host: '127.0.0.1', port: 0 })
})
after(async () => {
  for (const client of clients) client.close()
  await operating.close()
})

const holdings = async () => endpoints.holdings.answer.parse(await operating.ask('GET', '/holdings'))
const over = (id: string) =>
  eventually(`the end of ${id}`, async () => {
    const found = endpoints.oneCleanup.answer.parse(await operating.ask('GET', `/cleanups/${id}`))
    return found.finishedAt === null ? undefined : found
  })
const begin = async (body: object) =>
  endpoints.cleanUp.answer.parse(await operating.ask('POST', '/cleanups', body))
/** What a page of this token hears in the room. */
async function listen(room: Room, token: string): Promise<LiveEvent[]> {
  const client = liveClient(operating.app, token)
  clients.push(client)
  assert.ok(await opened(client))
  const heard: LiveEvent[] = []
  client.on('event', ({ event }) => heard.push(event))
  assert.deepEqual(await client.emitWithAck('subscribe', { room }), { ok: true })
  return heard
}
const line = ({ id, may, because }: CleanupItem) => `${id} ${may ? 'may go' : 'stays'} (${because.code})`

test('what is chosen goes, nothing else does; a version that was cleaned is built again when it is turned on', async () => {
  const { app, ask, send, ended, project } = operating
  const { docker, installation, database } = app.deps
  const mine = { 'io.keelson.installation': installation.id }

  const shop = await project()
  for (const edition of [1, 2, 3]) {
    await shop.commit({
      'compose.yaml':
        'services:\n  web:\n    build: .\n    init: true\n    stop_grace_period: 0s\n    command: [sleep, "1000"]\n',
      Dockerfile: `FROM keelson/node:24\nRUN echo ${shop.name} ${edition} > /edition\n`,
    })
    assert.equal((await ended(await shop.deploy())).state, 'succeeded')
  }
  const image = (version: number) =>
    findImage(docker, `keelson-${installation.id}/${shop.name}-web:v${version}`)
  await ask('PUT', '/cleanup-policy', { automatic: false, keepVersions: 1, diskPercent: 0, keepLogsDays: 30 })

  // What stands beside it: a volume that was left behind, one and an image of somebody else, a run that ended.
  const left = `${shop.name}-v9_data`
  const foreign = `foreign-${shop.name}`
  await createVolume(docker, {
    Name: left,
    Labels: { ...mine, 'io.keelson.project': shop.name, 'com.docker.compose.project': `${shop.name}-v9` },
  })
  await createVolume(docker, { Name: foreign, Labels: { 'com.docker.compose.project': `${shop.name}-v9` } })
  await tagImage(docker, 'keelson/node:24', foreign, '1')
  const once = await createContainer(docker, `${shop.name}-once`, {
    Image: 'keelson/node:24',
    Cmd: ['true'],
    Labels: {
      ...mine,
      'io.keelson.project': shop.name,
      'com.docker.compose.project': `${shop.name}-production`,
      'com.docker.compose.oneoff': 'True',
    },
  })
  await startContainer(docker, once.Id)
  await waitContainer(docker, once.Id)
  try {
    const found = (await holdings()).items.filter(({ kind }) => kind !== 'build-cache' && kind !== 'logs')
    assert.deepEqual(found.map(line).toSorted(), [
      `container:${shop.name}-once may go (ended)`,
      `folder:checkouts/${shop.name}/v1 stays (belongs)`,
      `folder:checkouts/${shop.name}/v2 stays (belongs)`,
      `folder:checkouts/${shop.name}/v3 stays (belongs)`,
      `folder:repositories/${shop.name}.git stays (belongs)`,
      `version:${shop.name}/v1 may go (beyond-kept)`,
      `version:${shop.name}/v2 may go (beyond-kept)`,
      `version:${shop.name}/v3 stays (on)`,
      `volume:${left} may go (no-environment)`,
    ])
    const chosen = found.filter(({ may, name }) => may && !name.endsWith('/v2')).map(({ id }) => id)

    const unnamed = await send('POST', '/cleanups', { items: chosen })
    assert.deepEqual([unnamed.statusCode, unnamed.json().field], [422, 'volumes'])
    const running = await send('POST', '/cleanups', { items: [`version:${shop.name}/v3`] })
    assert.equal(running.json().code, 'wrong-state')

    // Nobody cleans yet: what waits is cancelled, and a second one has to wait.
    const cancelled = await begin({ items: chosen, volumes: [left] })
    assert.equal(
      (await send('POST', '/cleanups', { items: chosen, volumes: [left] })).json().code,
      'wrong-state',
    )
    await ask('POST', `/cleanups/${cancelled.id}/cancel`)
    await app.deps.jobs.work('cleanups', {
      database,
      unfinished: [cancelled.id],
      perform: createCleaner({ ...app.deps, ...app }),
    })
    const stopped = await over(cancelled.id)
    assert.deepEqual(
      [stopped.state, new Set(stopped.items.map(({ state }) => state))],
      ['cancelled', new Set(['waiting'])],
    )

    const heard = await listen('cleanups', await app.token('admin'))
    const queue = await listen('jobs', await app.token('read'))
    const done = await over((await begin({ items: chosen, volumes: [left] })).id)
    // Pushed as it went, with the names to whoever may see them, and in the queue for everybody.
    await eventually('its end is heard', () =>
      heard.some((one) => one.kind === 'cleanup' && isDeepStrictEqual(one.cleanup, done)),
    )
    await eventually('its job is heard', () =>
      queue.some((one) => one.kind === 'cleanup-job' && one.cleanup.state === 'succeeded'),
    )
    const { cleanups } = endpoints.jobs.answer.parse(await operating.ask('GET', '/jobs'))
    assert.deepEqual(
      cleanups.map(({ state, things, done }) => [state, things, done]),
      [
        ['succeeded', 3, 3],
        ['cancelled', 3, 0],
      ],
    )
    assert.ok(!JSON.stringify(queue).includes(left))
    assert.deepEqual(
      [done.state, done.items.map(({ kind, state, said }) => [kind, state, said])],
      [
        'succeeded',
        [
          ['container', 'removed', null],
          ['version', 'removed', null],
          ['volume', 'removed', null],
        ],
      ],
    )
    assert.deepEqual(
      await Promise.all([1, 2, 3].map(async (version) => (await image(version)) !== undefined)),
      [false, true, true],
    )
    const volumes = (await listVolumes(docker)).map(({ Name }) => Name)
    assert.deepEqual([volumes.includes(left), volumes.includes(foreign)], [false, true])
    assert.ok(await findImage(docker, `${foreign}:1`))
    assert.equal((await shop.containers()).length, 1)

    const back = await ended(await ask('POST', `/projects/${shop.name}/versions/1/on`, {}))
    assert.deepEqual([back.state, back.environment], ['succeeded', 'v1'])
    assert.match(back.log, /images of v1 were cleaned up; they are made again/)
    assert.ok(await image(1))
  } finally {
    await removeVolume(docker, foreign).catch(() => {})
    await removeVolume(docker, left).catch(() => {})
    await removeImage(docker, `${foreign}:1`).catch(() => {})
    await removeContainer(docker, once.Id, { force: true }).catch(() => {})
  }
})
