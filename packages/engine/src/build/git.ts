import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../process.ts'

/** A repository as a build context: `ADDRESS#REF:FOLDER`. */
export type GitAddress = { url: string; ref: string; folder: string }

/** Reads an address as Docker does, or `undefined` when it is none. */
export function parseGitAddress(text: string): GitAddress | undefined {
  const hash = text.indexOf('#')
  const address = hash < 0 ? text : text.slice(0, hash)
  const isGit =
    /^(git|ssh):\/\/[^-]/.test(address) ||
    /^https?:\/\/.+\.git$/.test(address) ||
    /^[\w.]+@[\w.-]+:[^-]/.test(address) ||
    /^github\.com\/./.test(address)
  if (!isGit) return undefined
  const [ref = '', folder = ''] = (hash < 0 ? '' : text.slice(hash + 1)).split(':')
  return { url: address.startsWith('github.com/') ? `https://${address}` : address, ref, folder }
}

const PROTOCOLS = ['https', 'http', 'ssh', 'git'].flatMap((name) => ['-c', `protocol.${name}.allow=always`])
const OPTIONS = [
  '-c',
  'protocol.allow=never',
  ...PROTOCOLS,
  '-c',
  'core.symlinks=true',
  '-c',
  'core.hooksPath=/dev/null',
]
const MINUTES = 60_000

/**
 * Fetches one commit, with its submodules, into a new temporary folder that the caller removes.
 * Only network protocols are allowed, and nothing asks for a password.
 * @throws Error with git's own words when that fails.
 */
export async function fetchRepository(
  address: GitAddress,
  options: { signal?: AbortSignal | undefined; onLine?: (line: string) => void } = {},
): Promise<{ folder: string; commit: string }> {
  if (address.ref.startsWith('-'))
    throw new Error(`"${address.ref}" is not the name of a branch, tag or commit.`)
  const folder = await mkdtemp(join(tmpdir(), 'keelson-git-'))
  const git = async (...args: string[]) => {
    const done = await run(['git', '-C', folder, ...OPTIONS, ...args], {
      ...options,
      timeout: 10 * MINUTES,
      environment: {
        ...process.env,
        GIT_TERMINAL_PROMPT: '0',
        GIT_SSH_COMMAND: process.env.GIT_SSH_COMMAND ?? 'ssh -o BatchMode=yes',
      },
    })
    return { ...done, ok: done.code === 0 }
  }
  const must = async (...args: string[]) => {
    const { ok, stdout, stderr } = await git(...args)
    if (!ok) throw new Error(`git could not fetch ${withoutPassword(address.url)}: ${lastWords(stderr)}`)
    return stdout.trim()
  }
  try {
    await must('init', '--quiet')
    await must('remote', 'add', 'origin', '--', address.url)
    const shallow = await git('fetch', '--quiet', '--depth=1', 'origin', '--', address.ref || 'HEAD')
    // Plain web servers and old ones give neither shallow copies nor commits by their id.
    if (shallow.ok) await must('checkout', '--quiet', '--detach', 'FETCH_HEAD')
    else {
      await must(
        'fetch',
        '--quiet',
        'origin',
        '+refs/heads/*:refs/remotes/origin/*',
        '+refs/tags/*:refs/tags/*',
      )
      const branch = `refs/remotes/origin/${address.ref}`
      const isBranch = address.ref !== '' && (await git('rev-parse', '--verify', '--quiet', branch)).ok
      if (address.ref === '') await must('fetch', '--quiet', 'origin', 'HEAD')
      const commit = address.ref === '' ? 'FETCH_HEAD' : isBranch ? branch : address.ref
      await must('checkout', '--quiet', '--detach', commit)
    }
    await must('submodule', 'update', '--quiet', '--init', '--recursive', '--depth=1')
    const commit = await must('rev-parse', 'HEAD')
    await rm(join(folder, '.git'), { recursive: true, force: true })
    return { folder, commit }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

const lastWords = (stderr: string) => stderr.trim().split('\n').slice(-3).join(' ') || 'no reason was given.'
const withoutPassword = (url: string) => url.replace(/\/\/[^/@]*@/, '//')
