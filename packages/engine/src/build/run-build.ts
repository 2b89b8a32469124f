import { createHash } from 'node:crypto'
import type { Docker, Query } from '../docker/docker.ts'
import { jsonLines } from '../docker/streams.ts'
import { type CredentialSource, configHeader, credentialsFor } from '../registry/credentials.ts'
import { parseReference } from '../registry/reference.ts'
import { overlay, packContext, virtualFile } from './context.ts'
import type { Note } from './events.ts'
import type { BuilderChoice } from './options.ts'
import { type BuildLine, type Failure, type Follower, followBuildKit, followClassic } from './progress.ts'
import { openSession } from './session.ts'
import type { Source } from './source.ts'

export type BuildCall = {
  builder: BuilderChoice
  source: Source
  /** The Dockerfile as the builder shall read it; `undefined` with a remote archive. */
  dockerfile: string | undefined
  query: Query
  bases: string[]
  secrets: Map<string, Buffer>
  ssh: Map<string, string>
  credentials: CredentialSource | undefined
  note: Note
  signal: AbortSignal | undefined
}

/** The builder's refusal, with where it happened. */
export class BuildFailure extends Error {
  readonly failure: Failure
  constructor(message: string, failure: Failure) {
    super(message)
    this.failure = failure
  }
}

/** Builds and gives the image's id. Aborting kills the running step. @throws BuildFailure */
export function runBuild(docker: Docker, call: BuildCall): Promise<string> {
  return call.builder === 'buildkit' ? runBuildKit(docker, call) : runClassic(docker, call)
}

const DOCKERFILE = 'Dockerfile'

async function runBuildKit(docker: Docker, call: BuildCall): Promise<string> {
  const { source, signal, note } = call
  const folders =
    source.kind === 'remote'
      ? {}
      : {
          context: { entries: source.entries, digests: source.digests },
          dockerfile: virtualFolder(DOCKERFILE, Buffer.from(call.dockerfile ?? source.dockerfile)),
        }
  const session = await openSession(
    docker,
    {
      folders,
      secrets: call.secrets,
      ssh: call.ssh,
      credentials: (registry) => credentialsFor(registry, { ...call.credentials, signal }),
      sharedKey: source.kind === 'remote' ? source.url : source.place,
    },
    signal,
  )
  try {
    const response = await docker.stream('POST', '/build', {
      query: {
        ...call.query,
        ...(source.kind === 'folder' ? { dockerfile: DOCKERFILE } : {}),
        session: session.id,
        buildid: session.id,
        remote: source.kind === 'remote' ? source.url : 'client-session',
      },
      signal,
    })
    return await follow(jsonLines<BuildLine>(response), followBuildKit(call.dockerfile, note))
  } finally {
    session.close()
  }
}

function virtualFolder(name: string, content: Buffer) {
  const digest = createHash('sha256').update(content).digest()
  return { entries: [virtualFile(name, content)], digests: new Map([[name, digest]]) }
}

async function runClassic(docker: Docker, call: BuildCall): Promise<string> {
  const { source, signal, note } = call
  const registries = call.bases.map((image) => parseReference(image).registry)
  const headers = await configHeader(registries, { ...call.credentials, signal })
  const packed =
    source.kind === 'folder' ? packClassic(source, call.dockerfile ?? source.dockerfile) : undefined
  const response = await docker.stream('POST', '/build', {
    query: {
      ...call.query,
      ...(packed ? { dockerfile: packed.dockerfile } : {}),
      ...(source.kind === 'remote' ? { remote: source.url } : {}),
    },
    headers,
    ...(packed ? { body: packed.archive } : {}),
    signal,
  })
  return follow(jsonLines<BuildLine>(response), followClassic(call.dockerfile, note))
}

/**
 * The classic builder wants the Dockerfile inside the context. Where it is not, or reads differently, it
 * travels under another name, with a `.dockerignore` that makes the engine take both out before it copies.
 */
function packClassic(source: Source & { kind: 'folder' }, dockerfile: string) {
  if (source.dockerfilePath !== undefined && dockerfile === source.dockerfile) {
    return { dockerfile: source.dockerfilePath, archive: packContext(source.entries) }
  }
  const name = '.keelson.Dockerfile'
  const kept = source.entries.some((entry) => entry.path === '.dockerignore')
  const ignore = `${name}\n${kept ? '' : '.dockerignore\n'}`
  const entries = overlay(source.entries, [
    virtualFile(name, Buffer.from(dockerfile)),
    virtualFile('.dockerignore', Buffer.from(ignore)),
  ])
  return { dockerfile: name, archive: packContext(entries) }
}

/** What BuildKit puts before the reason, which says nothing to a user. */
const WRAPPING = /^failed to solve(?: with frontend [\w.]+)?: (?:failed to create LLB definition: )?/

async function follow(lines: AsyncGenerator<BuildLine>, follower: Follower): Promise<string> {
  for await (const line of lines) {
    if (line.error !== undefined) {
      const words = (line.errorDetail?.message ?? line.error).replace(WRAPPING, '')
      throw new BuildFailure(words, { ...follower.failure(), exitCode: line.errorDetail?.code || undefined })
    }
    follower.read(line)
  }
  const id = follower.imageId()
  if (!id) throw new BuildFailure('The builder ended without an image.', follower.failure())
  return id
}
