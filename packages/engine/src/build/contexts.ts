import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Build, Project } from '@keelson/compose'
import type { Docker } from '../docker/docker.ts'
import { importImage, removeImage } from '../docker/images.ts'
import { imageName } from '../labels.ts'
import { type Entry, hashContext, insideRoot, listContext, packContext } from './context.ts'
import { fetchRepository, parseGitAddress } from './git.ts'
import { parseIgnore } from './ignore.ts'

/** An additional context: an image that exists, or files that become one for the time of the build. */
export type NamedContext =
  | { kind: 'image'; image: string }
  | { kind: 'files'; entries: Entry[]; hash: string }

type Options = { root: string | undefined; signal: AbortSignal | undefined }

/**
 * Reads `additional_contexts`. Call `dispose` when done.
 * @throws Error on kinds that the Engine API cannot take.
 */
export async function readNamedContexts(
  build: Build,
  project: Pick<Project, 'name' | 'services'>,
  options: Options,
): Promise<{ contexts: Map<string, NamedContext>; dispose: () => Promise<void> }> {
  const contexts = new Map<string, NamedContext>()
  const folders: string[] = []
  const dispose = async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  }
  try {
    for (const [name, value] of Object.entries(build.additional_contexts ?? {})) {
      const git = parseGitAddress(value)
      if (value.startsWith('service:')) {
        const other = value.slice('service:'.length)
        const service = project.services[other]
        if (!service) throw new Error(`build.additional_contexts ${name}: there is no service ${other}.`)
        contexts.set(name, { kind: 'image', image: imageName(project, other, service) })
      } else if (value.startsWith('docker-image://')) {
        contexts.set(name, { kind: 'image', image: value.slice('docker-image://'.length) })
      } else if (git) {
        const { folder } = await fetchRepository(git, options)
        folders.push(folder)
        contexts.set(name, await readFiles(join(folder, git.folder), { ...options, root: folder }))
      } else if (/^[a-z][a-z0-9+-]*:/.test(value)) {
        throw new Error(
          `build.additional_contexts ${name}: ${value} cannot be used through the Docker Engine API. Use a folder, a git address, docker-image:// or service:.`,
        )
      } else contexts.set(name, await readFiles(value, options))
    }
  } catch (error) {
    await dispose()
    throw error
  }
  return { contexts, dispose }
}

async function readFiles(path: string, { root, signal }: Options): Promise<NamedContext> {
  const folder = await insideRoot(path, root, 'The additional context')
  const text = await readFile(join(folder, '.dockerignore'), 'utf8').catch(() => undefined)
  const entries = await listContext(folder, text === undefined ? undefined : parseIgnore(text), signal)
  return { kind: 'files', entries, hash: await hashContext(entries, { signal }) }
}

/** A name for files that become an image for the time of one build. */
export const temporaryImage = () => ({ repo: 'keelson-build-files', tag: randomBytes(8).toString('hex') })

/** Makes an image of files, which Dockerfiles can copy from on every builder. Remove it with the given function. */
export async function importFiles(
  docker: Docker,
  { repo, tag }: { repo: string; tag: string },
  entries: Entry[],
  signal: AbortSignal | undefined,
): Promise<() => Promise<void>> {
  // The label lets what a killed process left behind be found.
  const changes = ['LABEL io.keelson.temporary=build']
  await importImage(docker, packContext(entries), { repo, tag, changes, signal })
  return async () => {
    await removeImage(docker, `${repo}:${tag}`, { force: true })
  }
}
