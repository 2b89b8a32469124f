import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Refs } from '@keelson/protocol'
import { Refusal } from '../http/refusal.ts'
import type { GitSession } from './session.ts'

export type Commit = { commit: string; author: string; message: string; committedAt: Date | null }

/** Branches and tags of a remote, read now. A tag is shown with the commit it leads to. */
export async function readRefs({ git, remote }: GitSession): Promise<Refs> {
  const { stdout } = await git(['ls-remote', '--symref', '--end-of-options', remote.url])
  const found = new Map<string, string>()
  let defaultBranch: string | null = null
  for (const line of stdout.split('\n')) {
    const [value = '', name = ''] = line.split('\t')
    if (value.startsWith('ref: refs/heads/') && name === 'HEAD')
      defaultBranch = value.slice('ref: refs/heads/'.length)
    else if (/^[0-9a-f]{40,64}$/.test(value)) found.set(name, value)
  }
  const below = (prefix: string) =>
    [...found]
      .filter(([name]) => name.startsWith(prefix) && !name.endsWith('^{}'))
      .map(([name, commit]) => ({
        name: name.slice(prefix.length),
        commit: found.get(`${name}^{}`) ?? commit,
      }))
  return { defaultBranch, branches: below('refs/heads/'), tags: below('refs/tags/') }
}

/** Brings branches and tags of the remote into a bare mirror, made when it is not there. */
export async function updateMirror(
  { git, remote }: GitSession,
  mirror: string,
  onLine: (line: string) => void,
) {
  if (!existsSync(join(mirror, 'HEAD'))) {
    await rm(mirror, { recursive: true, force: true })
    await mkdir(dirname(mirror), { recursive: true })
    await git(['init', '--quiet', '--bare', '--template=', mirror])
  }
  const refspecs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']
  const options = ['--prune', '--no-tags', '--force', '--no-write-fetch-head', '--progress']
  await git(['--git-dir', mirror, 'fetch', ...options, '--end-of-options', remote.url, ...refspecs], {
    onLine: (line) => {
      if (
        !/^(remote: )?(Counting|Compressing|Enumerating|Receiving|Resolving).*%/.test(line) ||
        line.includes('100%')
      )
        onLine(line)
    },
  })
}

/** The commit that a branch, tag or (abbreviated) commit names, looked for in this order. */
export async function resolveRef(session: GitSession, mirror: string, ref: string): Promise<Commit> {
  const isCommit = /^[0-9a-f]{7,64}$/.test(ref)
  const names = [`refs/heads/${ref}`, `refs/tags/${ref}`, ...(isCommit ? [ref] : [])]
  for (const name of names) {
    const commit = await peel(session, mirror, name)
    if (commit) return describeCommit(session, mirror, commit)
  }
  // A commit that no branch or tag leads to any more can often still be asked for.
  if (/^[0-9a-f]{40}$/.test(ref)) {
    const { remote, git } = session
    await git(
      [
        '--git-dir',
        mirror,
        'fetch',
        '--no-tags',
        '--no-write-fetch-head',
        '--end-of-options',
        remote.url,
        ref,
      ],
      {
        accept: [1, 128],
      },
    )
    const commit = await peel(session, mirror, ref)
    if (commit) return describeCommit(session, mirror, commit)
  }
  throw new Refusal('git-unknown-ref', {
    detail: `There is no branch, tag or commit "${ref}" in ${session.remote.url}.`,
    field: 'ref',
  })
}

async function peel({ git }: GitSession, mirror: string, name: string): Promise<string | undefined> {
  const { stdout } = await git(
    ['--git-dir', mirror, 'rev-parse', '--quiet', '--verify', '--end-of-options', `${name}^{commit}`],
    { accept: [1, 128] },
  )
  const text = stdout.trim()
  return /^[0-9a-f]{40,64}$/.test(text) ? text : undefined
}

async function describeCommit({ git }: GitSession, mirror: string, commit: string): Promise<Commit> {
  const { stdout } = await git([
    '--git-dir',
    mirror,
    'log',
    '-1',
    '--no-show-signature',
    '--format=%an%x00%cI%x00%s',
    commit,
  ])
  const [author = '', date = '', message = ''] = stdout.trim().split('\0')
  const committedAt = new Date(date)
  return { commit, author, message, committedAt: Number.isNaN(committedAt.getTime()) ? null : committedAt }
}

/**
 * A commit's files in a new folder, submodules and LFS files included, without any `.git`: the same commit gives the
 * same build context every time.
 */
export async function checkOut(
  session: GitSession,
  mirror: string,
  commit: string,
  folder: string,
  onLine: (line: string) => void,
) {
  const { git, remote } = session
  await rm(folder, { recursive: true, force: true })
  await mkdir(dirname(folder), { recursive: true })
  await git([
    'clone',
    '--quiet',
    '--shared',
    '--no-checkout',
    '--template=',
    '--end-of-options',
    mirror,
    folder,
  ])
  await git(['remote', 'set-url', 'origin', remote.url], { cwd: folder })
  await git(['checkout', '--quiet', '--detach', commit], { cwd: folder })
  const nested = await checkOutSubmodules(session, folder, onLine)
  await fetchLargeFiles(session, folder, onLine)
  for (const path of ['', ...nested]) await rm(join(folder, path, '.git'), { recursive: true, force: true })
}

async function checkOutSubmodules(
  { git }: GitSession,
  folder: string,
  onLine: (line: string) => void,
): Promise<string[]> {
  if (!existsSync(join(folder, '.gitmodules'))) return []
  await git(['submodule', 'update', '--init', '--recursive', '--quiet'], { cwd: folder, onLine })
  const { stdout } = await git(['submodule', '--quiet', 'foreach', '--recursive', 'echo "$displaypath"'], {
    cwd: folder,
  })
  return stdout.split('\n').filter(Boolean)
}

async function fetchLargeFiles(
  { git }: GitSession,
  folder: string,
  onLine: (line: string) => void,
): Promise<void> {
  const attributes = await readFile(join(folder, '.gitattributes'), 'utf8').catch(() => '')
  if (!/\bfilter=lfs\b/.test(attributes)) return
  const { code } = await git(['lfs', 'version'], { accept: [1, 127] })
  if (code !== 0) {
    onLine(
      'warning: this repository keeps large files in Git LFS, and git-lfs is not installed on the server: they stay pointers.',
    )
    return
  }
  await git(['lfs', 'install', '--local', '--skip-repo'], { cwd: folder })
  await git(['lfs', 'pull'], { cwd: folder, onLine })
}
