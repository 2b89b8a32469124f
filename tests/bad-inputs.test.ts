import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { docker, inventory } from './harness/engine.ts'
import { type GitServer, startGitServer } from './harness/git-server.ts'
import { type Platform, startPlatform } from './harness/platform.ts'
import { freePort } from './harness/ports.ts'

const run = (program: string, ...args: string[]) => promisify(execFile)(program, args)

let platform: Platform
let server: GitServer
let label: string

before(async () => {
  ;[platform, server] = await Promise.all([startPlatform(), startGitServer()])
  const installation = await platform.call('installation')
  server.accept(installation.publicKey)
  label = `io.keelson.installation=${installation.id}`
})
after(async () => {
  server.close()
  await platform.close()
})

const dockerfile = 'FROM keelson/node:24\nCMD ["sleep", "1000"]\n'

/** Deploys these files and expects a refusal that reads like `says`, with nothing left on the engine. */
async function refuses(
  name: string,
  files: Record<string, string>,
  says: RegExp,
  deploy: string[] = [],
): Promise<void> {
  const before = await inventory(label)
  const repository = await server.repository(name)
  await repository.commit(files)
  await platform.must(['projects', 'create', name, '--git', repository.url])

  const ran = await platform.keelson(['deploy', name, '--wait', ...deploy])

  const text = ran.stdout + ran.stderr
  assert.notEqual(ran.code, 0, text)
  assert.match(text, says)
  assert.doesNotMatch(text, /\n\s+at .*\(?.*:\d+:\d+\)?\n/, 'no stack trace')
  assert.deepEqual(await inventory(label), before, 'nothing is left behind')
}

const cases: [string, Record<string, string>, RegExp, string[]?][] = [
  ['no-compose-file', { 'README.md': 'nothing here' }, /compose\.yaml/],
  ['broken-yaml', { 'compose.yaml': 'services:\n  web:\n    image: "a\n' }, /compose\.yaml:\d+:\d+/],
  [
    'unknown-key',
    { 'compose.yaml': 'services:\n  web:\n    image: keelson/redis:7\n    prots: ["80:80"]\n' },
    /compose\.yaml:4:5[\s\S]*prots[\s\S]*ports/,
  ],
  ['unknown-ref', { 'compose.yaml': 'services: {}\n' }, /nowhere/, ['--ref', 'nowhere']],
  [
    'failing-build',
    {
      'compose.yaml': 'services:\n  web:\n    build: .\n',
      Dockerfile: 'FROM keelson/node:24\nRUN echo about to fail && node -e "process.exit(7)"\n',
    },
    /about to fail[\s\S]*7/,
  ],
  [
    'container-exits',
    {
      'compose.yaml': 'services:\n  web:\n    build: .\n    command: [sh, -c, "echo the reason; exit 3"]\n',
      Dockerfile: dockerfile,
    },
    /web[\s\S]*(exit|code)[\s\S]*3/,
  ],
  [
    'unhealthy',
    {
      'compose.yaml':
        'services:\n  web:\n    build: .\n    stop_grace_period: 0s\n    healthcheck: {test: [CMD, "false"], interval: 200ms, retries: 2}\n',
      Dockerfile: dockerfile,
    },
    /web[\s\S]*unhealthy/,
  ],
  [
    'privileged',
    {
      'compose.yaml': 'services:\n  web:\n    image: keelson/redis:7\n    privileged: true\n',
    },
    /privileged/,
  ],
  [
    'engine-socket',
    {
      'compose.yaml':
        'services:\n  web:\n    image: keelson/redis:7\n    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]\n',
    },
    /docker\.sock/,
  ],
]

test('what cannot be deployed is refused with what, where and what to do, and leaves nothing', async (t) => {
  for (const [name, files, says, deploy] of cases) {
    await t.test(name, () => refuses(name, files, says, deploy))
  }
})

test('a port that somebody holds is named with the service that wants it', async () => {
  const port = await freePort()
  const holder = createServer().listen(port)
  try {
    await refuses(
      'port-in-use',
      {
        'compose.yaml': `services:\n  web:\n    build: .\n    ports: ["${port}:80"]\n    stop_grace_period: 0s\n`,
        Dockerfile: dockerfile,
      },
      new RegExp(`${port}`),
    )
  } finally {
    holder.close()
  }
})

test('a repository that is not there, and one that cannot be reached, are told apart', async () => {
  const repository = await server.repository('here')
  const missing = await platform.keelson([
    'projects',
    'create',
    'missing',
    '--git',
    repository.url.replace('here.git', 'gone.git'),
  ])
  const deploy = missing.code === 0 ? await platform.keelson(['deploy', 'missing', '--wait']) : missing
  assert.notEqual(deploy.code, 0)
  assert.match(deploy.stdout + deploy.stderr, /not (found|there|exist)|no such|does not appear/i)
  const unreachable = await platform.keelson([
    'projects',
    'create',
    'unreachable',
    '--git',
    `ssh://git@127.0.0.1:${await freePort()}/x/y.git`,
  ])
  const second =
    unreachable.code === 0 ? await platform.keelson(['deploy', 'unreachable', '--wait']) : unreachable
  assert.notEqual(second.code, 0)
  assert.match(second.stdout + second.stderr, /reach|refused|connect/i)
})

test('a data folder that cannot be written to is said, and what runs keeps running', async () => {
  const repository = await server.repository('steady')
  await repository.commit({
    'compose.yaml': 'services:\n  web:\n    build: .\n    stop_grace_period: 0s\n',
    Dockerfile: dockerfile,
  })
  await platform.must(['projects', 'create', 'steady', '--git', repository.url])
  await platform.must(['deploy', 'steady', '--wait'])
  const web = `${await platform.composeProject('steady')}-web-1`
  const container = await docker('inspect', '--format', '{{.Id}}', web)
  await repository.commit({
    'compose.yaml': 'services:\n  web:\n    build: .\n    environment: {A: b}\n',
    Dockerfile: dockerfile,
  })

  // Root writes to read-only modes; a read-only mount refuses it too.
  const folder = join(platform.home, 'checkouts')
  mkdirSync(folder, { recursive: true })
  await run('mount', '--bind', folder, folder)
  await run('mount', '-o', 'remount,ro,bind', folder)
  try {
    const ran = await platform.keelson(['deploy', 'steady', '--wait'])
    assert.notEqual(ran.code, 0)
    assert.match(ran.stdout + ran.stderr, /read-only/i)
  } finally {
    await run('umount', folder)
  }
  assert.equal(await docker('inspect', '--format', '{{.Id}}', web), container)
  await platform.must(['deploy', 'steady', '--wait'])
})
