import type { Build, Project, Service } from '@keelson/compose'
import type { Query } from '../docker/docker.ts'
import { imageName, LABEL, VERSION } from '../labels.ts'
import type { Note } from './events.ts'

/** Which content an image was built from; see `fingerprint.ts`. */
export const BUILD_LABEL = 'io.keelson.build'

export type BuilderChoice = 'buildkit' | 'classic'

/**
 * The builder that can do what a service asks for.
 * @throws Error naming the keys that no builder of this engine can serve together.
 */
export function chooseBuilder(
  build: Build,
  engine: { oldBuildKit: boolean; buildKit: boolean },
  wish?: BuilderChoice,
): BuilderChoice {
  const classicOnly: string[] = []
  if (build.network && !['default', 'none', 'host'].includes(build.network)) classicOnly.push('network')
  if (engine.oldBuildKit && build.shm_size) classicOnly.push('shm_size')
  if (engine.oldBuildKit && build.ulimits) classicOnly.push('ulimits')
  const buildKitOnly: string[] = []
  if (build.secrets?.length) buildKitOnly.push('secrets')
  if (build.ssh?.length) buildKitOnly.push('ssh')
  const keys = (names: string[]) => names.map((name) => `build.${name}`).join(' and ')
  if (classicOnly.length > 0 && buildKitOnly.length > 0) {
    throw new Error(
      `${keys(classicOnly)} needs this engine's classic builder, ${keys(buildKitOnly)} needs BuildKit. Leave out one of them.`,
    )
  }
  const choice = classicOnly.length > 0 || !engine.buildKit ? 'classic' : (wish ?? 'buildkit')
  if (choice === 'classic' && buildKitOnly.length > 0) {
    throw new Error(
      `${keys(buildKitOnly)} needs BuildKit, which this engine lacks or which was switched off.`,
    )
  }
  return choice
}

/** Refuses what the Engine API cannot do, and warns of what changes nothing in the image. */
export function checkSupported(build: Build, note: Note): void {
  const refuse = (key: string, why: string) => {
    throw new Error(`build.${key} is not possible through the Docker Engine API: ${why}`)
  }
  if (build.privileged) refuse('privileged', 'build steps cannot be privileged. Remove the key.')
  if (build.isolation && build.isolation !== 'default') {
    refuse('isolation', 'it exists on Windows engines only. Remove the key.')
  }
  const entitlements = (build.entitlements ?? []).filter((one) => one !== 'network.host')
  if (entitlements.length > 0) refuse('entitlements', `${entitlements.join(', ')} cannot be granted.`)
  const warn = (message: string) => note({ kind: 'warning', message })
  for (const target of build.cache_to ?? []) {
    if (!/^type=inline\b/.test(target))
      warn(`build.cache_to ${target} is left out: the engine only exports type=inline.`)
  }
  for (const from of build.cache_from ?? []) {
    if (cacheImage(from) === undefined)
      warn(`build.cache_from ${from} is left out: the engine only reads images.`)
  }
  if (build.provenance && build.provenance !== 'false')
    warn('build.provenance is left out: the engine cannot attach it.')
  if (build.sbom && build.sbom !== 'false') warn('build.sbom is left out: the engine cannot attach it.')
  if (build.no_cache_filter?.length) warn('build.no_cache_filter: all stages are built without cache.')
}

/** The arguments as the builder gets them: without those that have no value. */
export function buildArguments(build: Build): Record<string, string> {
  const args: Record<string, string> = {}
  for (const [name, value] of Object.entries(build.args ?? {})) if (value !== null) args[name] = value
  if (build.cache_to?.some((target) => /^type=inline\b/.test(target))) args.BUILDKIT_INLINE_CACHE = '1'
  return args
}

/** The one platform to build for, or `undefined` for the engine's own. */
export function buildPlatform(service: Service, own: string): string | undefined {
  const platforms = service.build?.platforms ?? []
  if (service.platform) {
    if (platforms.length > 0 && !platforms.includes(service.platform)) {
      throw new Error(
        `platform ${service.platform} is not among build.platforms (${platforms.join(', ')}). Add it there.`,
      )
    }
    return service.platform
  }
  if (platforms.length <= 1) return platforms[0]
  if (platforms.includes(own)) return own
  throw new Error(
    `build.platforms names ${platforms.join(', ')}; this engine keeps one platform an image and is ${own}. Name that one, or set platform.`,
  )
}

/** Everything that names the finished image: the service's image first, then `build.tags`. */
export const buildTags = (project: Pick<Project, 'name'>, name: string, service: Service): string[] => [
  ...new Set([imageName(project, name, service), ...(service.build?.tags ?? [])]),
]

/** The query of `POST /build`, apart from the session. */
export function buildQuery(
  project: Pick<Project, 'name'>,
  name: string,
  service: Service & { build: Build },
  extra: {
    builder: BuilderChoice
    fingerprint: string | undefined
    dockerfile: string
    noCache: boolean
    pull: boolean
    platform: string | undefined
  },
): Query {
  const { build } = service
  const labels: Record<string, string> = {
    ...build.labels,
    [LABEL.project]: project.name,
    [LABEL.service]: name,
    [LABEL.version]: VERSION,
    [LABEL.builder]: extra.builder,
    ...(extra.fingerprint ? { [BUILD_LABEL]: extra.fingerprint } : {}),
  }
  const cacheFrom = (build.cache_from ?? []).flatMap((from) => cacheImage(from) ?? [])
  const ulimits = Object.entries(build.ulimits ?? {}).map(([Name, limit]) => {
    const both = typeof limit === 'object' ? limit : { soft: limit, hard: limit }
    return { Name, Soft: both.soft, Hard: both.hard }
  })
  return {
    version: extra.builder === 'buildkit' ? '2' : '1',
    t: buildTags(project, name, service),
    dockerfile: extra.dockerfile,
    buildargs: JSON.stringify(buildArguments(build)),
    labels: JSON.stringify(labels),
    cachefrom: JSON.stringify(cacheFrom),
    target: build.target,
    nocache: extra.noCache,
    pull: extra.pull ? '1' : undefined,
    platform: extra.platform,
    networkmode: build.network ?? 'default',
    extrahosts: build.extra_hosts?.map((host) => host.replace('=', ':')),
    shmsize: build.shm_size ? String(build.shm_size) : undefined,
    ulimits: ulimits.length > 0 ? JSON.stringify(ulimits) : undefined,
    rm: true,
    forcerm: true,
  }
}

/** `name:tag` and `type=registry,ref=name:tag` are images; other caches are not for this API. */
function cacheImage(from: string): string | undefined {
  if (!from.includes('=')) return from
  const parts = new Map(from.split(',').map((part) => part.split('=', 2) as [string, string | undefined]))
  return parts.get('type') === 'registry' ? parts.get('ref') : undefined
}
