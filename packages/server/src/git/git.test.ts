import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { generateKeyPair, type KeyPair } from '../keys/ssh-key.ts'
import { checkOut, readRefs, resolveRef, updateMirror } from './repository.ts'
import { type Credentials, type GitSession, withGit } from './session.ts'
import { parseRemote } from './url.ts'

const execute = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'keelson-git-test-'))
let key: KeyPair
let port: number
let sshd: ReturnType<typeof spawn>
let known = ''

before(async () => {
  key = await generateKeyPair('test')
  port = await freePort()
  await execute('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'host')])
  writeFileSync(join(folder, 'keys'), `${key.publicKey}\n`, { mode: 0o600 })
  const config = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${join(folder, 'keys')}`,
    `PidFile ${join(folder, 'pid')}`,
    'PasswordAuthentication no',
    'StrictModes no',
    'UsePAM no',
  ]
  writeFileSync(join(folder, 'sshd_config'), config.join('\n'))
  mkdirSync('/run/sshd', { recursive: true })
  sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await new Promise<void>((resolve, reject) => {
    sshd.stderr?.on('data', (chunk) => /listening/.test(String(chunk)) && resolve())
    sshd.once('exit', () => reject(new Error('sshd ended')))
  })
})
after(() => {
  sshd.kill()
  rmSync(folder, { recursive: true, force: true })
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** A bare repository with these files in one commit, tagged v1. Gives its path. */
async function repository(name: string, fill: (work: string) => void | Promise<void>): Promise<string> {
  const bare = join(folder, 'group', 'subgroup', `${name}.git`)
  const work = join(folder, 'work', name)
  mkdirSync(dirname(bare), { recursive: true })
  await execute('git', ['init', '-q', '--bare', '-b', 'main', bare])
  await execute('git', ['init', '-q', '-b', 'main', work])
  await fill(work)
  const git = (...args: string[]) =>
    execute('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.test', ...args], { cwd: work })
  await git('add', '-A')
  await git('commit', '-qm', 'First')
  await git('tag', '-a', 'v1', '-m', 'one')
  await git('push', '-q', '--tags', bare, 'main')
  return bare
}
const ssh = (path: string, at = port) => `ssh://${userInfo().username}@127.0.0.1:${at}${path}`
const file = (work: string, name: string, text: string) => {
  mkdirSync(dirname(join(work, name)), { recursive: true })
  writeFileSync(join(work, name), text)
}

const contact = <T>(
  url: string,
  use: (session: GitSession) => Promise<T>,
  credentials: Partial<Credentials> = {},
) =>
  withGit(
    parseRemote(url, { allowLocal: true }),
    {
      publicKey: key.publicKey,
      privateKeys: [key.privateKey],
      knownHosts: known,
      ...credentials,
    },
    undefined,
    async (session) => {
      try {
        return await use(session)
      } finally {
        known = await session.knownHosts()
      }
    },
  )
const refusedWith = (code: string, says: RegExp) => (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === code && says.test(error.message)

test('while a key is changed, either of the two is enough', async () => {
  const bare = await repository('two-keys', (work) => file(work, 'a.txt', 'a'))
  const next = await generateKeyPair('not known to the server yet')
  const refs = await contact(ssh(bare), readRefs, { privateKeys: [next.privateKey, key.privateKey] })
  assert.deepEqual(
    refs.branches.map(({ name }) => name),
    ['main'],
  )
  await assert.rejects(
    contact(ssh(bare), readRefs, { publicKey: next.publicKey, privateKeys: [next.privateKey] }),
    refusedWith('git-no-access', /not known to the server yet/),
  )
})

test('refs are read and a commit is checked out over ssh, with submodules, without .git', async () => {
  const inner = await repository('inner', (work) => file(work, 'inner.txt', 'inside'))
  const outer = await repository('outer', async (work) => {
    file(work, 'compose.yaml', 'services: {}\n')
    await execute('git', ['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner, 'sub'], {
      cwd: work,
    })
    const modules = join(work, '.gitmodules')
    writeFileSync(modules, readFileSync(modules, 'utf8').replace(inner, '../inner.git'))
  })
  const mirror = join(folder, 'mirror.git')
  const checkout = join(folder, 'checkout')
  await contact(ssh(outer), async (session) => {
    const refs = await readRefs(session)
    assert.equal(refs.defaultBranch, 'main')
    assert.deepEqual(
      [refs.branches.map((ref) => ref.name), refs.tags.map((ref) => ref.name)],
      [['main'], ['v1']],
    )
    assert.equal(refs.tags[0]?.commit, refs.branches[0]?.commit, 'a tag is shown with its commit')
    await updateMirror(session, mirror, () => {})
    const commit = await resolveRef(session, mirror, 'v1')
    assert.deepEqual([commit.author, commit.message], ['Ada', 'First'])
    assert.equal((await resolveRef(session, mirror, commit.commit.slice(0, 8))).commit, commit.commit)
    await assert.rejects(resolveRef(session, mirror, 'nowhere'), refusedWith('git-unknown-ref', /nowhere/))
    await checkOut(session, mirror, commit.commit, checkout, () => {})
  })
  assert.equal(readFileSync(join(checkout, 'sub/inner.txt'), 'utf8'), 'inside')
  assert.deepEqual(readdirSync(checkout).sort(), ['.gitmodules', 'compose.yaml', 'sub'])
  assert.ok(!existsSync(join(checkout, 'sub/.git')))
})

test('each thing that stands in the way has its own words', async () => {
  const path = await repository('words', (work) => file(work, 'a', 'a'))
  const stranger = await generateKeyPair('stranger')
  await assert.rejects(
    contact(ssh(path), readRefs, { publicKey: stranger.publicKey, privateKeys: [stranger.privateKey] }),
    refusedWith('git-no-access', /deploy key.*ssh-ed25519/),
  )
  await assert.rejects(contact(ssh('/nowhere.git'), readRefs), refusedWith('git-not-found', /no repository/))
  await assert.rejects(
    contact(ssh(path, await freePort()), readRefs),
    refusedWith('git-unreachable', /reached/),
  )
  await assert.rejects(
    contact('ssh://git@no-such-host.invalid/x.git', readRefs),
    refusedWith('git-unknown-host', /no-such-host\.invalid/),
  )
})

test('the first host key is pinned; another one is refused', async () => {
  const path = await repository('pinned', (work) => file(work, 'a', 'a'))
  await contact(ssh(path), readRefs)
  assert.match(known, new RegExp(`\\[127\\.0\\.0\\.1\\]:${port} ssh-ed25519 `))
  const other = (await generateKeyPair('other')).publicKey.split(' ').slice(0, 2).join(' ')
  const knownHosts = `[127.0.0.1]:${port} ${other}\n`
  await assert.rejects(
    contact(ssh(path), readRefs, { knownHosts }).finally(() => {
      known = ''
    }),
    refusedWith('git-host-key-changed', /pinned/),
  )
})

test('a repository cannot make git reach into the machine or run anything', async () => {
  const secret = await repository('secret', (work) => file(work, 'secret.txt', 'of another project'))
  const marker = join(folder, 'ran')
  const hostile = await repository('hostile', (work) => {
    symlinkSync('/etc/passwd', join(work, 'link'))
    file(work, '.gitmodules', `[submodule "x"]\n\tpath = x\n\turl = ${secret}\n\tupdate = !touch ${marker}\n`)
    file(work, 'hooks/post-checkout', `#!/bin/sh\ntouch ${marker}\n`)
  })
  // A submodule that names a repository of this machine: the entry of the tree is made by hand.
  const work = join(folder, 'work', 'hostile')
  const { stdout } = await execute('git', ['rev-parse', 'HEAD'], { cwd: secret })
  await execute('git', ['update-index', '--add', '--cacheinfo', `160000,${stdout.trim()},x`], { cwd: work })
  await execute('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x'], { cwd: work })
  await execute('git', ['push', '-q', hostile, 'main'], { cwd: work })

  const checkout = join(folder, 'hostile-checkout')
  await assert.rejects(
    contact(ssh(hostile), async (session) => {
      const mirror = join(folder, 'hostile-mirror.git')
      await updateMirror(session, mirror, () => {})
      const { commit } = await resolveRef(session, mirror, 'main')
      await checkOut(session, mirror, commit, checkout, () => {})
    }),
    (error: Error) => error.name === 'Refusal',
  )
  assert.ok(!existsSync(join(checkout, 'x', 'secret.txt')), 'nothing of the other repository came along')
  assert.ok(!existsSync(marker), 'nothing ran')
})

test('a token travels in no argument and leaves no file', async () => {
  let seen = ''
  const server = createServer((socket) => {
    socket.on('data', (chunk) => {
      seen += chunk
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/x.git`
  try {
    await assert.rejects(contact(url, readRefs, { token: 'canary-token' }), (error: Error) => {
      assert.ok(!error.message.includes('canary'))
      return error.name === 'Refusal'
    })
  } finally {
    server.close()
  }
  assert.match(seen, new RegExp(Buffer.from('oauth2:canary-token').toString('base64')))
})
