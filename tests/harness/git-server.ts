import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { eventually } from './eventually.ts'
import { freePort } from './ports.ts'

const run = promisify(execFile)

/** A real sshd on loopback that serves git repositories to the keys it is told to accept. */
export type GitServer = Awaited<ReturnType<typeof startGitServer>>

export async function startGitServer() {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-git-'))
  const port = await freePort()
  const keys = join(folder, 'authorized_keys')
  writeFileSync(keys, '', { mode: 0o600 })
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'host')])
  writeFileSync(
    join(folder, 'sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(folder, 'host')}`,
      `AuthorizedKeysFile ${keys}`,
      `PidFile ${join(folder, 'pid')}`,
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'StrictModes no',
      'UsePAM no',
    ].join('\n'),
  )
  mkdirSync('/run/sshd', { recursive: true })
  const sshd: ChildProcess = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: 'ignore',
  })
  await eventually('sshd listens', 10_000, () => listens(port))

  const git = (cwd: string, ...args: string[]) =>
    run('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.test', ...args], { cwd })

  return {
    /** Accepts this public key from now on. */
    accept: (publicKey: string) => writeFileSync(keys, `${publicKey}\n`, { mode: 0o600 }),

    /** A new empty repository below a group and a subgroup, as GitLab has them. */
    async repository(name: string) {
      const bare = join(folder, 'group', 'subgroup', `${name}.git`)
      const work = join(folder, 'work', name)
      mkdirSync(dirname(bare), { recursive: true })
      await run('git', ['init', '-q', '--bare', '-b', 'main', bare])
      await run('git', ['init', '-q', '-b', 'main', work])

      return {
        url: `ssh://${userInfo().username}@127.0.0.1:${port}${bare}`,
        work,
        /** Replaces the content by these files (path → text), or by a copy of a folder; commits, tags and pushes. */
        async commit(content: Record<string, string> | { folder: string }, tag?: string): Promise<string> {
          await git(work, 'rm', '-rqf', '--ignore-unmatch', '.')
          if ('folder' in content && typeof content.folder === 'string') {
            cpSync(content.folder, work, { recursive: true })
          } else {
            for (const [path, text] of Object.entries(content)) {
              mkdirSync(dirname(join(work, path)), { recursive: true })
              writeFileSync(join(work, path), text)
            }
          }
          await git(work, 'add', '-A')
          await git(work, 'commit', '-q', '--allow-empty', '-m', tag ? `Release ${tag}` : 'Work in progress')
          if (tag) await git(work, 'tag', tag)
          await git(work, 'push', '-q', '--tags', bare, 'HEAD:main')
          return (await git(work, 'rev-parse', 'HEAD')).stdout.trim()
        },
      }
    },

    close() {
      sshd.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
