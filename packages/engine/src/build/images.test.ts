import assert from 'node:assert/strict'
import { createReadStream, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startRegistry } from '@keelson/catalog-testing'
import { findImage, removeImage, tagImage } from '../docker/images.ts'
import { run } from '../process.ts'
import { ImageError } from './events.ts'
import { buildFixture } from './fixture.ts'
import { buildImages, ensureImages } from './images.ts'
import { pullImages } from './pull.ts'
import { pushImages } from './push.ts'

const fixture = await buildFixture()
const { docker, base, folder, project, home } = fixture
after(() => fixture.dispose())

const registry = await startRegistry()
after(() => registry.close())
const given = { given: { [registry.host]: registry.known }, folder: home }

/** A name in the registry, removed from the engine at the end. */
const named = (name: string) => {
  const image = `${registry.host}/${name}`
  fixture.images.add(image)
  return image
}
const gone = (image: string) => removeImage(docker, image, { force: true }).then(() => undefined)

describe('a private registry', () => {
  test('push and pull with credentials; without, the refusal is told', async () => {
    const image = named('team/app:1')
    const tag = named('team/app:also')
    const services = project({
      app: {
        image,
        build: { context: folder({}), dockerfile_inline: `FROM ${base}\nRUN touch /app`, tags: [tag] },
      },
      other: { image: base },
    })
    await buildImages(docker, services)
    await assert.rejects(pushImages(docker, services, { credentials: { folder: home } }), (error) => {
      assert.ok(error instanceof ImageError)
      assert.equal(error.service, 'app')
      assert.match(error.message, /team\/app:1 could not be pushed: .*(auth|denied|credentials)/)
      return true
    })
    const { events, onEvent } = fixture.recorder()
    await pushImages(docker, services, { credentials: given, onEvent })
    assert.deepEqual(
      events
        .flatMap((event) => (event.kind === 'status' && event.state === 'pushed' ? [event.image] : []))
        .sort(),
      [image, tag].sort(),
    )
    assert.ok(events.some((event) => event.kind === 'layer' && event.done))

    const id = (await findImage(docker, image))?.Id
    await gone(image)
    await gone(tag)
    const pulling = project({ a: { image }, b: { image }, c: { image: tag } })
    await assert.rejects(
      ensureImages(docker, pulling, { credentials: { folder: home } }),
      /team\/app:\w+ of service \w could not be pulled: .*(auth|denied|credentials)/,
    )
    // Docker's own file serves as well as credentials that were passed in.
    const { username, password } = registry.known
    const auth = Buffer.from(`${username}:${password}`).toString('base64')
    writeFileSync(join(home, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }))
    const seen = fixture.recorder()
    const got = await ensureImages(docker, pulling, { credentials: { folder: home }, onEvent: seen.onEvent })
    assert.deepEqual([...got.keys()], ['a', 'b', 'c'])
    for (const one of got.values()) assert.deepEqual([one.id, one.built], [id, false])
    const pulled = seen.events.filter((event) => event.kind === 'status' && event.state === 'pulling')
    assert.equal(pulled.length, 2, 'an image that two services share is pulled once')
  })

  for (const builder of ['buildkit', 'classic'] as const) {
    test(`${builder}: a private base image, and looking for a newer one`, async () => {
      const image = named(`private-${builder}:1`)
      await tagImage(docker, base, `${registry.host}/private-${builder}`, '1')
      const owner = project({ x: { image, build: { context: home, dockerfile_inline: `FROM ${base}` } } })
      await pushImages(docker, owner, { credentials: given })
      await gone(image)
      const build = { context: folder({}), dockerfile_inline: `FROM ${image}\nRUN touch /${builder}` }
      const services = project({ [`from-private-${builder}`]: { build } })
      const unknown = buildImages(docker, services, { builder, credentials: { folder: folder({}) } })
      await assert.rejects(unknown, /auth|denied|credentials/)
      await buildImages(docker, services, { builder, credentials: given, pullBases: true })
      const again = await buildImages(docker, services, { builder, credentials: given, pullBases: true })
      assert.equal([...again.values()][0]?.built, true, 'newer base images are looked for by the builder')
    })
  }
})

describe('pull policies', () => {
  test('image and build: pulled first, built when that fails; present ones stay', async () => {
    const image = named('never-pushed:1')
    const build = { context: folder({}), dockerfile_inline: `FROM ${base}\nRUN touch /fallback` }
    const services = project({ app: { image, build } })
    const { events, onEvent } = fixture.recorder()
    const first = await ensureImages(docker, services, { credentials: given, onEvent })
    assert.equal(first.get('app')?.built, true)
    assert.ok(events.some((event) => event.kind === 'warning' && /It is built instead/.test(event.message)))
    const second = await ensureImages(docker, services, { credentials: given })
    assert.equal(second.get('app')?.built, false)
    const third = await ensureImages(docker, services, { build: true, credentials: given })
    assert.deepEqual([third.get('app')?.built, third.get('app')?.id], [false, first.get('app')?.id])
  })

  test('pull of what can be built fails at the end, or only warns; never and missing are obeyed', async () => {
    const build = { context: folder({}), dockerfile_inline: `FROM ${base}` }
    const services = project({
      a: { image: named('not-there:1'), build },
      b: { image: `${fixture.name}:absent`, pull_policy: 'never' },
      c: { image: base, pull_policy: 'missing' },
    })
    const { events, onEvent } = fixture.recorder()
    await assert.rejects(pullImages(docker, services, { credentials: given }), /It can be built instead/)
    await pullImages(docker, services, { credentials: given, onEvent, ignoreFailures: true })
    assert.ok(
      events.some((event) => event.kind === 'warning' && /It can be built instead/.test(event.message)),
    )
    assert.deepEqual(
      events.flatMap((event) =>
        event.kind === 'status' && event.state === 'present' ? [event.service] : [],
      ),
      ['b', 'c'],
    )
    await assert.rejects(ensureImages(docker, services, { services: ['b'] }), /pull policy is never/)
  })
})

test('builds wait for the images they start from, not for depends_on', async () => {
  const parent = `${fixture.name}-parent`
  const services = project({
    child: { build: { context: folder({}), dockerfile_inline: `FROM ${parent}\nRUN cat /parent` } },
    parent: {
      build: { context: folder({ parent: '' }), dockerfile_inline: `FROM ${base}\nCOPY parent /parent` },
      depends_on: { child: { condition: 'service_started', required: true } },
    },
  })
  const result = await ensureImages(docker, services)
  assert.deepEqual(
    [...result.values()].map((one) => one.built),
    [true, true],
  )
})

test('a service runs the image that another one builds, and is not pulled', async () => {
  const image = `${fixture.name}-shared:1`
  const build = { context: folder({}), dockerfile_inline: `FROM ${base}\nRUN touch /shared` }
  const services = project({ runs: { image }, builds: { image, build, pull_policy: 'build' } })
  const { events, onEvent } = fixture.recorder()
  const result = await ensureImages(docker, services, { onEvent })
  assert.deepEqual([...result.keys()], ['runs', 'builds'])
  assert.equal(result.get('runs')?.id, result.get('builds')?.id)
  assert.ok(events.every((event) => event.service === 'builds'))
})

test('the first failure cancels the other builds', async () => {
  const { events, onEvent } = fixture.recorder()
  const failing = buildImages(
    docker,
    project({
      slow: { build: { context: folder({}), dockerfile_inline: `FROM ${base}\nRUN sleep 600` } },
      broken: { build: { context: folder({}), dockerfile_inline: `FROM ${base}\nRUN false` } },
    }),
    { onEvent },
  )
  await assert.rejects(failing, /The build of broken failed at line 2/)
  const failed = events.flatMap((event) =>
    event.kind === 'status' && event.state === 'failed' ? [event.service] : [],
  )
  assert.deepEqual(failed, ['broken'])
})

describe('contexts from elsewhere', () => {
  let server: Server
  let origin = ''
  const web = join(home, 'web')
  before(async () => {
    mkdirSync(web)
    // A plain file server; git and the engine fetch from it.
    server = createServer((request, response) => {
      const path = join(web, normalize(decodeURIComponent(new URL(request.url ?? '/', origin).pathname)))
      if (!existsSync(path)) response.writeHead(404).end()
      else
        createReadStream(path)
          .on('error', () => response.destroy())
          .pipe(response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => void server.close())

  test('a git repository, at a tag and a folder; other protocols are refused', async () => {
    const work = folder({
      'app/Dockerfile': `FROM ${base}\nCOPY . /s/\nRUN test "$(cat /s/f)" = one && test ! -e /s/.git`,
      'app/f': 'one',
      other: '',
    })
    const git = async (...args: string[]) => {
      const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com']
      const { code, stderr } = await run(['git', '-C', work, ...identity, ...args])
      assert.equal(code, 0, stderr)
    }
    await git('init', '--quiet', '--initial-branch=main')
    await git('add', '.')
    await git('commit', '--quiet', '-m', 'one')
    await git('tag', 'v1')
    writeFileSync(join(work, 'app/f'), 'two')
    await git('commit', '--quiet', '-am', 'two')
    await git('clone', '--quiet', '--bare', work, join(web, 'repo.git'))
    await git('--git-dir', join(web, 'repo.git'), 'update-server-info')
    const services = (context: string) => project({ git: { build: { context } } })
    const first = await buildImages(docker, services(`${origin}/repo.git#v1:app`))
    assert.equal(first.get('git')?.built, true)
    const again = await buildImages(docker, services(`${origin}/repo.git#v1:app`))
    assert.equal(again.get('git')?.built, false)
    await assert.rejects(buildImages(docker, services(`${origin}/repo.git#main:app`)), /failed at line 3/)
    await assert.rejects(buildImages(docker, services(`${origin}/repo.git#none`)), /git could not fetch/)
    await assert.rejects(buildImages(docker, services(`${origin}/repo.git#v1:..`)), /leads out of/)
    await assert.rejects(buildImages(docker, services('ext::sh -c touch% /tmp/x')), /does not exist/)
    await assert.rejects(
      buildImages(docker, services(`${origin}/repo.git#--upload-pack=x`)),
      /not the name of/,
    )
  })

  for (const builder of ['buildkit', 'classic'] as const) {
    test(`${builder}: an archive on the web`, async () => {
      const context = folder({ Dockerfile: `FROM ${base}\nCOPY f /f\nRUN cat /f`, f: builder })
      const { code } = await run(['tar', '-cf', join(web, `${builder}.tar`), '-C', context, '.'])
      assert.equal(code, 0)
      const services = project({ [`tar-${builder}`]: { build: { context: `${origin}/${builder}.tar` } } })
      await buildImages(docker, services, { builder })
    })
  }
})
