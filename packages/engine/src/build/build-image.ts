import type { Build, Project, Service } from '@keelson/compose'
import type { Docker } from '../docker/docker.ts'
import { isAbort } from '../docker/error.ts'
import { findImage, tagImage } from '../docker/images.ts'
import { imageName } from '../labels.ts'
import type { CredentialSource } from '../registry/credentials.ts'
import { splitTag } from '../registry/reference.ts'
import { pullImage } from '../registry/transfer.ts'
import { importFiles, type NamedContext, readNamedContexts, temporaryImage } from './contexts.ts'
import { baseImages, parseDockerfile } from './dockerfile.ts'
import { ImageError, type Note } from './events.ts'
import { fingerprint, imageIdentity } from './fingerprint.ts'
import { settleSyntax } from './frontend.ts'
import {
  BUILD_LABEL,
  type BuilderChoice,
  buildArguments,
  buildPlatform,
  buildQuery,
  buildTags,
  checkSupported,
  chooseBuilder,
} from './options.ts'
import { needsNewBuilder, withNamedContexts, withoutHeredocs } from './rewrite.ts'
import { BuildFailure, runBuild } from './run-build.ts'
import { buildSecrets, type Environment, sshAgents } from './secrets.ts'
import { type Source, withSource } from './source.ts'

export type BuildOptions = {
  noCache?: boolean | undefined
  /** Look for newer base images first. */
  pullBases?: boolean | undefined
  builder?: BuilderChoice | undefined
  /** Values of build secrets and SSH_AUTH_SOCK; the process's own environment when absent. */
  environment?: Environment | undefined
  credentials?: CredentialSource | undefined
  /** Contexts, Dockerfiles and secret files must lie below it. */
  root?: string | undefined
  /** Where it is kept what images were built from; on the images, as a label, when absent. */
  memory?: BuildMemory | undefined
  signal?: AbortSignal | undefined
}

/** What images, by their ids, were built from. */
export type BuildMemory = {
  recall: (image: string) => string | undefined
  keep: (image: string, fingerprint: string) => void
}

export type Built = { image: string; id: string; built: boolean; because: string }

/**
 * Builds the image of one service, unless the image of that name was built from the same content.
 * @throws ImageError with the log's end and the Dockerfile's line; AbortError on cancel.
 */
export async function buildImage(
  docker: Docker,
  project: Project,
  name: string,
  note: Note,
  options: BuildOptions = {},
): Promise<Built> {
  const service = project.services[name]
  if (!service?.build) throw new Error(`The service ${name} has no build section.`)
  const image = imageName(project, name, service)
  try {
    return await build(docker, project, name, { ...service, build: service.build }, note, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    if (isAbort(error)) throw error
    const failure =
      error instanceof BuildFailure ? error.failure : { step: undefined, line: undefined, log: [] }
    const words = error instanceof Error ? error.message : String(error)
    const at = failure.line === undefined ? '' : ` at line ${failure.line} of the Dockerfile`
    throw new ImageError({ service: name, image, ...failure }, `The build of ${name} failed${at}: ${words}`, {
      cause: error,
    })
  }
}

async function build(
  docker: Docker,
  project: Project,
  name: string,
  service: Service & { build: Build },
  note: Note,
  options: BuildOptions,
): Promise<Built> {
  const { signal, root, memory, environment = process.env } = options
  checkSupported(service.build, note)
  const engine = await builderTraits(docker, signal)
  const wish = options.builder ?? (environment.DOCKER_BUILDKIT === '0' ? 'classic' : undefined)
  const builder = chooseBuilder(service.build, engine, wish)
  const platform = buildPlatform(service, engine.platform)
  const secrets = await buildSecrets(service.build, project, environment, root)
  const ssh = await sshAgents(service.build, environment, root)
  const image = imageName(project, name, service)
  const noCache = Boolean(options.noCache || service.build.no_cache || service.build.no_cache_filter?.length)
  const pull = Boolean(options.pullBases || service.build.pull)

  return withSource(service.build, { root, signal, note }, async (source) => {
    const named = await readNamedContexts(service.build, project, { root, signal })
    try {
      const names = new Set(named.contexts.keys())
      const bases =
        source.kind === 'folder'
          ? baseImages(parseDockerfile(source.dockerfile), buildArguments(service.build), names)
          : []
      const query = (print: string | undefined, pullNow: boolean) =>
        buildQuery(project, name, service, {
          builder,
          fingerprint: memory ? undefined : print,
          dockerfile: service.build.dockerfile ?? 'Dockerfile',
          noCache,
          pull: pullNow,
          platform,
        })
      const print =
        pull || source.kind === 'remote'
          ? undefined
          : await contentOf(docker, source, bases, named.contexts, query(undefined, false), options)
      const existing = await findImage(docker, image, { signal })
      const tags = buildTags(project, name, service)
      const before =
        existing && (memory ? memory.recall(existing.Id) : existing.Config?.Labels?.[BUILD_LABEL])
      if (existing && print && !noCache && before === print) {
        for (const tag of tags) if (tag !== image) await tagAs(docker, image, tag, signal)
        return {
          image,
          id: existing.Id,
          built: false,
          because: 'context, Dockerfile, options and base images are unchanged',
        }
      }
      const because = !existing
        ? 'the image does not exist'
        : noCache
          ? 'the cache is not to be used'
          : print && before
            ? 'context, Dockerfile, options or base images changed'
            : 'it is not known what the image was built from'
      note({ kind: 'status', state: 'building', because })

      const adapted = await adapt(docker, source, named.contexts, {
        ...options,
        note,
        builder,
        args: buildArguments(service.build),
        oldFrontend: builder === 'classic' || engine.oldBuildKit,
      })
      try {
        // A build that uses local images only must not ask a registry for them: newer bases are pulled before it.
        const pullHere = pull && adapted.usesLocalImages
        if (pullHere) for (const base of bases) await pullImage(docker, base, { ...options, note, platform })
        const built = await runBuild(docker, {
          builder,
          source,
          dockerfile: adapted.dockerfile,
          query: query(print, pull && !pullHere),
          bases,
          secrets,
          ssh,
          credentials: options.credentials,
          note,
          signal,
        })
        const id = (await findImage(docker, image, { signal }))?.Id ?? built
        if (print) memory?.keep(id, print)
        return { image, id, built: true, because }
      } finally {
        await adapted.dispose()
      }
    } finally {
      await named.dispose()
    }
  })
}

async function builderTraits(docker: Docker, signal: AbortSignal | undefined) {
  const version = await docker.json<{ Os: string; Arch: string; Components?: { Name: string }[] }>(
    'GET',
    '/version',
    {
      signal,
    },
  )
  const podman = version.Components?.some((one) => one.Name.startsWith('Podman')) ?? false
  return {
    buildKit: version.Os === 'linux' && !podman,
    // Docker 23 brought heredocs, --link, and limits for build steps.
    oldBuildKit: !(await docker.atLeast('1.42')),
    platform: `${version.Os}/${version.Arch}`,
  }
}

/** The fingerprint, or `undefined` when a base image cannot be told apart from its older self. */
async function contentOf(
  docker: Docker,
  source: Source & { kind: 'folder' },
  bases: string[],
  contexts: Map<string, NamedContext>,
  query: Record<string, unknown>,
  options: BuildOptions,
): Promise<string | undefined> {
  const identify = async (image: string) => [image, await imageIdentity(docker, image, options)] as const
  const fromContexts = [...contexts].map(async ([name, context]) =>
    context.kind === 'files'
      ? ([name, context.hash] as const)
      : ([name, (await identify(context.image))[1]] as const),
  )
  const known = await Promise.all([...bases.map(identify), ...fromContexts])
  if (known.some(([, identity]) => identity === undefined)) return undefined
  const entries = known.map(([key, identity = '']) => [key, identity] as const)
  const { t: _, nocache: __, cachefrom: ___, ...relevant } = query
  return fingerprint({
    context: source.hash,
    dockerfile: source.dockerfile,
    query: relevant,
    bases: Object.fromEntries(entries.slice(0, bases.length)),
    contexts: Object.fromEntries(entries.slice(bases.length)),
  })
}

/** Makes the Dockerfile fit the builder: syntax line, heredocs, additional contexts. */
async function adapt(
  docker: Docker,
  source: Source,
  contexts: Map<string, NamedContext>,
  options: BuildOptions & {
    note: Note
    builder: BuilderChoice
    oldFrontend: boolean
    args: Record<string, string>
  },
) {
  const removals: (() => Promise<void>)[] = []
  const dispose = async () => {
    for (const remove of removals) await remove()
  }
  if (source.kind === 'remote') {
    if (contexts.size > 0)
      throw new Error('build.additional_contexts does not go with an archive as build.context.')
    return { dockerfile: undefined, usesLocalImages: false, dispose }
  }
  const parsed = parseDockerfile(source.dockerfile)
  let { text, external } =
    options.builder === 'classic'
      ? { text: source.dockerfile, external: false }
      : await settleSyntax(docker, parsed, source.dockerfile, options)
  try {
    if (!external && options.oldFrontend && needsNewBuilder(parsed)) {
      const temporary = temporaryImage()
      const without = withoutHeredocs(text, options.args, `${temporary.repo}:${temporary.tag}`)
      if (without.files.length > 0) {
        removals.push(await importFiles(docker, temporary, without.files, options.signal))
      }
      text = without.text
    }
    const images = new Map<string, string>()
    for (const [name, context] of contexts) {
      if (context.kind === 'image') images.set(name, context.image)
      else {
        const temporary = temporaryImage()
        removals.push(await importFiles(docker, temporary, context.entries, options.signal))
        images.set(name, `${temporary.repo}:${temporary.tag}`)
      }
    }
    if (images.size > 0) text = withNamedContexts(text, images)
    return { dockerfile: text, usesLocalImages: removals.length > 0 || images.size > 0, dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function tagAs(docker: Docker, image: string, tag: string, signal: AbortSignal | undefined) {
  const target = splitTag(tag)
  await tagImage(docker, image, target.repo, target.tag, { signal })
}
