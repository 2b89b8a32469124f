import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import {
  connect,
  containerLogs,
  createContainer,
  createExec,
  createVolume,
  demultiplex,
  findImage,
  inspectContainer,
  inspectExec,
  jsonLines,
  killContainer,
  removeContainer,
  removeImage,
  removeVolume,
  startContainer,
  startExec,
  waitContainer,
} from '@keelson/engine'
import type { Entry } from './archive/entry.ts'
import { writeTar } from './archive/tar-write.ts'
import { ensureBaseImages } from './ensure.ts'
import type { ImageProgress } from './progress.ts'
import { removeBaseImages } from './remove.ts'

const docker = connect()
const run = randomBytes(4).toString('hex')
const made: string[] = []
let count = 0

type Settings = { env?: string[]; command?: string[]; user?: string; archive?: Buffer }

async function start(image: string, { env = [], command, user }: Settings = {}): Promise<string> {
  const body = {
    Image: image,
    Env: env,
    ...(command ? { Cmd: command } : {}),
    ...(user ? { User: user } : {}),
  }
  const { Id } = await createContainer(docker, `images-${run}-${count++}`, body)
  made.push(Id)
  await startContainer(docker, Id)
  return Id
}

async function inside(id: string, ...command: string[]): Promise<{ code: number | null; output: string }> {
  const exec = await createExec(docker, id, { Cmd: command, AttachStdout: true, AttachStderr: true })
  let output = ''
  for await (const piece of demultiplex(await startExec(docker, exec), false)) output += piece.data.toString()
  return { code: (await inspectExec(docker, exec)).ExitCode, output: output.trim() }
}

/** The command's output, once it has succeeded. */
async function answer(id: string, ...command: string[]): Promise<string> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const { code, output } = await inside(id, ...command)
    if (code === 0) return output
    assert.ok(Date.now() < deadline, `${command.join(' ')}: ${output}`)
    assert.ok((await inspectContainer(docker, id)).State.Running, `it stopped: ${await logs(id)}`)
    await delay(100)
  }
}

async function logs(id: string): Promise<string> {
  let text = ''
  for await (const piece of demultiplex(await containerLogs(docker, id), false)) text += piece.data.toString()
  return text
}

describe('base images', { concurrency: true }, () => {
  before(() => ensureBaseImages(docker))
  after(async () => {
    await Promise.all(made.map((id) => removeContainer(docker, id, { force: true, volumes: true })))
    docker.close()
  })

  test('a second time nothing is done', async () => {
    const seen: ImageProgress[] = []
    await ensureBaseImages(docker, { onProgress: (progress) => seen.push(progress) })
    assert.deepEqual(new Set(seen.map(({ state }) => state)), new Set(['current']))
    assert.equal(seen.length, 6)
  })

  test('all share their first layer', async () => {
    const layers = await Promise.all(
      ['node:24', 'redis:7', 'postgres:15', 'haproxy:2.6', 'rabbitmq:3', 'nats:2'].map(async (name) => {
        const image: { RootFS: { Layers: string[] } } = await docker.json(
          'GET',
          `/images/keelson/${name}/json`,
        )
        return image.RootFS.Layers[0]
      }),
    )
    assert.equal(new Set(layers).size, 1)
  })

  test('node: npm ci works in a build', async () => {
    const lock = {
      name: 'tiny',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': { name: 'tiny', version: '1.0.0', dependencies: { ms: '2.1.3' } },
        'node_modules/ms': {
          version: '2.1.3',
          integrity:
            'sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==',
        },
      },
    }
    const context = {
      Dockerfile: `FROM keelson/node:24
        WORKDIR /app
        COPY . .
        RUN npm ci
        USER node
        CMD ["node", "-p", "require('ms')('1m') + ' ' + process.getuid()"]`,
      'package.json': JSON.stringify({ name: 'tiny', version: '1.0.0', dependencies: { ms: '2.1.3' } }),
      'package-lock.json': JSON.stringify(lock),
    }
    const entries = Object.entries(context).map(
      ([path, text]): Entry => ({
        kind: 'file',
        path,
        mode: 0o644,
        uid: 0,
        gid: 0,
        mtime: 0,
        content: Buffer.from(text),
      }),
    )
    const image = `images-test-${run}`
    const body = Buffer.concat(writeTar(entries))
    const query = { t: image, forcerm: true, nocache: true }
    for await (const line of jsonLines<{ error?: string }>(
      await docker.stream('POST', '/build', { query, body }),
    )) {
      assert.equal(line.error, undefined)
    }
    try {
      const id = await start(image)
      assert.equal((await waitContainer(docker, id)).StatusCode, 0)
      assert.equal((await logs(id)).trim(), '60000 1000')
      await removeContainer(docker, id)
    } finally {
      await removeImage(docker, image)
    }
  })

  test('redis: answers, keeps its data in /data, is not root', async () => {
    const id = await start('keelson/redis:7', { command: ['redis-server', '--appendonly', 'yes'] })
    assert.equal(await answer(id, 'redis-cli', 'set', 'a', '1'), 'OK')
    assert.match(await answer(id, 'ls', '/data'), /appendonlydir/)
    assert.equal(await answer(id, 'id', '-un'), 'redis')
  })

  test('postgres: makes user and database, and survives kill -9', async () => {
    const env = ['POSTGRES_USER=shop', 'POSTGRES_PASSWORD=it is "quoted"', 'POSTGRES_DB=orders']
    const id = await start('keelson/postgres:15', { env, command: ['postgres', '-c', 'shared_buffers=8MB'] })
    const sql = (text: string) =>
      answer(id, 'psql', '-qAt', '-h', '/var/run/postgresql', '-U', 'shop', 'orders', '-c', text)
    await answer(id, 'pg_isready', '-h', '127.0.0.1')
    await sql('create table t (n int); insert into t values (1)')
    assert.equal(await sql('show shared_buffers'), '8MB')
    await killContainer(docker, id)
    await waitContainer(docker, id)
    await startContainer(docker, id)
    await answer(id, 'pg_isready', '-h', '127.0.0.1')
    assert.equal(await sql('select n from t'), '1')
    assert.equal(await answer(id, 'id', '-un'), 'postgres')
    // From the container itself everyone is let in, as in the official image; not so from elsewhere.
    const address = await answer(id, 'hostname', '-i')
    const login = (password: string) => `postgresql://shop:${encodeURIComponent(password)}@${address}/orders`
    assert.equal(await answer(id, 'psql', login('it is "quoted"'), '-qAtc', 'select 2'), '2')
    assert.match(
      (await inside(id, 'psql', login('wrong'), '-c', '')).output,
      /password authentication failed/,
    )
  })

  test('postgres: without a password it does not start, and says what to do', async () => {
    const id = await start('keelson/postgres:15')
    assert.equal((await waitContainer(docker, id)).StatusCode, 1)
    assert.match(await logs(id), /Set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE/)
  })

  test('haproxy: master and worker, not root, stops on its signal', async () => {
    const conf =
      'defaults\n timeout client 1s\n timeout server 1s\n timeout connect 1s\nlisten a\n bind :80\n mode http\n'
    const script = `printf '${conf.replaceAll('\n', '\\n')}' > /tmp/a.cfg; exec haproxy -W -db -f /tmp/a.cfg`
    const id = await start('keelson/haproxy:2.6', { command: ['sh', '-c', script] })
    await answer(id, 'nc', '127.0.0.1', '80')
    assert.equal(await answer(id, 'id', '-un'), 'haproxy')
    await killContainer(docker, id, { killSignal: 'SIGUSR1' })
    await waitContainer(docker, id)
  })

  test('rabbitmq: takes the user it is given', async () => {
    const id = await start('keelson/rabbitmq:3', {
      env: ['RABBITMQ_DEFAULT_USER=me', 'RABBITMQ_DEFAULT_PASS=mine'],
    })
    await answer(id, 'nc', '127.0.0.1', '5672')
    assert.match(await answer(id, 'rabbitmqctl', '-q', 'authenticate_user', 'me', 'mine'), /Success/)
    assert.equal(await answer(id, 'id', '-un'), 'rabbitmq')
  })

  test('nats: answers', async () => {
    const id = await start('keelson/nats:2')
    assert.match(await answer(id, 'wget', '-qO-', 'http://127.0.0.1:8222/healthz'), /ok/)
    assert.equal(await answer(id, 'id', '-un'), 'nats')
  })

  test('as long as an installation has an object on the engine, the images stay', async () => {
    const name = `images-test-${run}`
    await createVolume(docker, { Name: name, Labels: { 'io.keelson.installation': run } })
    try {
      assert.deepEqual(await removeBaseImages(docker), [])
    } finally {
      await removeVolume(docker, name)
    }
    assert.ok(await findImage(docker, 'keelson/redis:7'))
  })

  test('labels say which they are', async () => {
    const image = await findImage(docker, 'keelson/redis:7')
    assert.equal(image?.Config?.Labels?.['io.keelson.base'], 'redis')
  })
})
