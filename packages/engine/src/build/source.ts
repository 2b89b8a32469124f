import { access, readFile, rm } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import type { Build } from '@keelson/compose'
import { type Entry, hashContext, insideRoot, listContext } from './context.ts'
import type { Note } from './events.ts'
import { fetchRepository, parseGitAddress } from './git.ts'
import { type Ignore, parseIgnore } from './ignore.ts'

/** What a build starts from, on this side: nothing has reached the engine yet. */
export type Source =
  | {
      kind: 'folder'
      /** Names the context for the engine's own store of it. */
      place: string
      entries: Entry[]
      digests: Map<string, Buffer>
      hash: string
      dockerfile: string
      /** The Dockerfile's path in the context, or `undefined` when it lies elsewhere or is left out of it. */
      dockerfilePath: string | undefined
    }
  /** An archive that the engine fetches by itself. */
  | { kind: 'remote'; url: string }

export type SourceOptions = {
  /** Everything local must lie below it; links may not lead out. */
  root?: string | undefined
  signal?: AbortSignal | undefined
  note: Note
}

const GIT_TIME = 0n

/** Reads a build's context and Dockerfile. `use` runs with it; temporary folders are gone afterwards. */
export async function withSource<T>(
  build: Build,
  options: SourceOptions,
  use: (source: Source) => Promise<T>,
): Promise<T> {
  const context = build.context ?? '.'
  const git = parseGitAddress(context)
  if (git) {
    const step = `git fetch ${context.replace(/\/\/[^/@]*@/, '//')}`
    const { folder } = await fetchRepository(git, {
      signal: options.signal,
      onLine: (line) => options.note({ kind: 'log', step, line }),
    })
    try {
      const inner = await insideRoot(join(folder, git.folder), folder, 'The folder of the repository')
      const source = await readFolder({ ...build, context: inner }, { ...options, root: folder }, context)
      // Every fetch gives new times to the same content.
      for (const entry of source.entries) entry.mtime = GIT_TIME
      return await use(source)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  if (/^https?:\/\//.test(context)) {
    if (build.dockerfile_inline) {
      throw new Error(
        'build.dockerfile_inline does not go with an archive as build.context. Use a folder or git.',
      )
    }
    return use({ kind: 'remote', url: context })
  }
  return use(await readFolder(build, options, context))
}

async function readFolder(
  build: Build,
  { root, signal }: SourceOptions,
  place: string,
): Promise<Source & { kind: 'folder' }> {
  const folder = await insideRoot(build.context ?? '.', root, 'The build context')
  const file = build.dockerfile_inline === undefined ? await findDockerfile(build, folder, root) : undefined
  const dockerfile = build.dockerfile_inline ?? (await readFile(file?.real ?? '', 'utf8'))
  const ignore = await readIgnore(folder, file?.path, root)
  const entries = await listContext(folder, ignore, signal)
  const digests = new Map<string, Buffer>()
  const hash = await hashContext(entries, { digests, signal })
  const inContext =
    file && entries.some((entry) => entry.path === file.inContext) ? file.inContext : undefined
  return { kind: 'folder', place, entries, digests, hash, dockerfile, dockerfilePath: inContext }
}

async function findDockerfile(build: Build, folder: string, root: string | undefined) {
  const name = build.dockerfile ?? 'Dockerfile'
  const path = isAbsolute(name) ? name : join(folder, name)
  const inside = !relative(folder, path).startsWith(`..${sep}`)
  // A Dockerfile in the context may be a link, but not to somewhere else; one elsewhere was named as such.
  const real = await insideRoot(path, inside ? folder : root, 'The Dockerfile')
  return { path, real, inContext: inside ? relative(folder, path).split(sep).join('/') : undefined }
}

async function readIgnore(
  folder: string,
  dockerfile: string | undefined,
  root: string | undefined,
): Promise<Ignore | undefined> {
  const own = dockerfile && join(dockerfile, '..', `${basename(dockerfile)}.dockerignore`)
  for (const path of [own, join(folder, '.dockerignore')]) {
    if (path === undefined || !(await exists(path))) continue
    // A link to somewhere else would show lines of that file in error messages.
    const text = await readFile(await insideRoot(path, root ?? dirname(path), 'The ignore file'), 'utf8')
    return parseIgnore(text)
  }
  return undefined
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
