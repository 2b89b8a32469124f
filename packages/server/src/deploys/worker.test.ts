import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { eventually } from '@keelson/catalog-testing'
import { inspectContainer, listContainers, listImages, listNetworks, listVolumes } from '@keelson/engine'
import { endpoints } from '@keelson/protocol'
import { operatingApp, readDeploy } from '../../test/operating.ts'

let { app, ask, ended, project, close }: Awaited<ReturnType<typeof operatingApp>> = Object.create(null)
before(async () => {
  ;({ app, ask, ended, project, close } = await operatingApp())
})
after(() => close())

const sleeper = (edition: string, more = '') => ({
  'compose.yaml': `services:\n  web:\n    build: .\n    init: true\n    stop_grace_period: 0s\n    environment: {EDITION: "${edition}", KEY: "\${KEY:-}"}\n    volumes: [data:/data]\n${more}volumes:\n  data:\n`,
  Dockerfile: 'FROM keelson/node:24\nCMD ["sleep", "1000"]\n',
})
/** What is on the engine of a project, by name. */
async function traces(name: string): Promise<string[]> {
  const { docker, installation } = app.deps
  const filters = { label: [`io.keelson.installation=${installation.id}`] }
  const [containers, images, networks, volumes] = await Promise.all([
    listContainers(docker, { all: true, filters }),
    listImages(docker, { filters }),
    listNetworks(docker, { filters }),
    listVolumes(docker, { filters }),
  ])
  const names = [
    ...containers.flatMap((one) => one.Names),
    ...images.flatMap((one) => one.RepoTags ?? []),
    ...networks.map((one) => one.Name),
    ...volumes.map((one) => one.Name),
  ]
  return names.filter((one) => one.includes(name)).sort()
}

test('a deploy that fails leaves what ran running, and nothing of its own but its log', async () => {
  const shop = await project()
  await ask('PUT', `/projects/${shop.name}/variables/KEY`, { value: 'canary-secret' })
  await shop.commit(sleeper('one', '    command: [sh, -c, "echo my key is $$KEY; exec sleep 1000"]\n'))
  assert.equal((await ended(await shop.deploy())).state, 'succeeded')
  const [before] = await shop.containers()
  const stood = await traces(shop.name)

  await shop.commit(sleeper('two', '    command: [sh, -c, "echo my key is $$KEY; exit 4"]\n'))
  const failed = await ended(await shop.deploy())

  assert.equal(failed.state, 'failed')
  assert.match(failed.failure ?? '', /web ended with exit code 4.*my key is •••/)
  assert.ok(!failed.log.includes('canary'), 'secrets are not in the log')
  const after = await shop.containers()
  assert.equal(after.length, 1)
  const inspected = await inspectContainer(app.deps.docker, after[0]?.Id ?? '')
  assert.ok(inspected.Config.Env?.includes('EDITION=one'), 'the first version runs again')
  assert.equal(after[0]?.ImageID, before?.ImageID)
  assert.deepEqual(await traces(shop.name), stood)
  assert.ok(!existsSync(app.deps.places.checkout(shop.name, 2)))
  const versions = endpoints.versions.answer.parse(await ask('GET', `/projects/${shop.name}/versions`))
  assert.deepEqual(
    versions.map(({ number, state }) => [Number(number), state]),
    [
      [2, 'failed'],
      [1, 'on'],
    ],
  )

  // Deleting leaves nothing at all.
  assert.equal((await ended(await ask('DELETE', `/projects/${shop.name}`))).state, 'succeeded')
  assert.deepEqual(await traces(shop.name), [])
  assert.ok(!existsSync(app.deps.places.mirror(shop.name)) && !existsSync(app.deps.places.project(shop.name)))
})

test('cancelling ends the build that runs, and takes back what was done', async () => {
  const slow = await project()
  await slow.commit({
    ...sleeper('one'),
    Dockerfile: 'FROM keelson/node:24\nRUN echo now sleeping && sleep 600\n',
  })
  const started = readDeploy(await slow.deploy())
  await eventually(
    'the build sleeps',
    async () => {
      const events = endpoints.deployEvents.answer.parse(await ask('GET', `/deploys/${started.id}/events`))
      return events.some((event) => 'line' in event && event.line.includes('now sleeping'))
    },
    { seconds: 90 },
  )
  const since = Date.now()
  await ask('POST', `/deploys/${started.id}/cancel`)
  const cancelled = await ended(started)
  assert.equal(cancelled.state, 'cancelled')
  assert.ok(Date.now() - since < 60_000, 'long before the sleep ends')
  assert.deepEqual(await traces(slow.name), [])
})

test('an unchanged service is left alone, and its image is not built again', async () => {
  const calm = await project()
  await calm.commit({ ...sleeper('one'), '.dockerignore': '*.md' })
  await ended(await calm.deploy())
  const [first] = await calm.containers()
  await calm.commit({ 'README.md': 'Only words changed.' })

  const again = await ended(await calm.deploy())

  assert.equal(again.state, 'succeeded')
  assert.match(again.log, /web.*: unchanged/)
  const all = await calm.containers()
  assert.deepEqual(
    all.map(({ Id }) => Id),
    [first?.Id],
  )
})

test('what a repository asks of the machine is refused before anything is built', async () => {
  const hostile = await project()
  await hostile.commit(sleeper('one', '    privileged: true\n    pid: host\n'))
  const refused = await ended(await hostile.deploy())
  assert.match(refused.failure ?? '', /privileged.*pid: host.*administrator/)
  assert.deepEqual(
    refused.stages.map(({ name, state }) => `${name} ${state}`),
    ['fetch done', 'load failed'],
  )
})
