/** An image reference, taken apart: `registry/repository:tag@digest`. */
export type Reference = {
  /** `docker.io` when none is written. */
  registry: string
  /** With `library/` in front for Docker's own images. */
  repository: string
  tag: string | undefined
  digest: string | undefined
}

const REFERENCE =
  /^(?<name>[^@]*?)(?::(?<tag>[\w][\w.-]{0,127}))?(?:@(?<digest>[a-z0-9+._-]+:[0-9a-fA-F]{32,}))?$/
const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/
const HOST = /^(?:\[[0-9a-fA-F:]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::\d+)?$/

/** Takes a reference apart as Docker does. @throws Error when it is none. */
export function parseReference(text: string): Reference {
  const { name = '', tag, digest } = REFERENCE.exec(text)?.groups ?? {}
  const slash = name.indexOf('/')
  const first = slash < 0 ? '' : name.slice(0, slash)
  const hasHost = first === 'localhost' || /[.:A-Z]/.test(first)
  const registry = hasHost ? first : 'docker.io'
  const path = hasHost ? name.slice(slash + 1) : name
  if (!PATH.test(path) || !HOST.test(registry)) {
    throw new Error(
      `"${text}" is not an image reference. Write it as registry/name:tag, with the name in lower case.`,
    )
  }
  const official = (registry === 'docker.io' || registry === 'index.docker.io') && !path.includes('/')
  return {
    registry: registry === 'index.docker.io' ? 'docker.io' : registry,
    repository: official ? `library/${path}` : path,
    tag,
    digest,
  }
}

/** The shortest usual spelling, with `:latest` where neither tag nor digest is given, as `docker images` shows it. */
export function familiarName(text: string): string {
  const { registry, repository, tag, digest } = parseReference(text)
  const path = registry === 'docker.io' ? repository.replace(/^library\//, '') : `${registry}/${repository}`
  const suffix = `${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`
  return path + (suffix || ':latest')
}

/** Repository and tag, as the engine's tag and push calls take them. */
export function splitTag(text: string): { repo: string; tag: string } {
  const { registry, repository, tag } = parseReference(text)
  return {
    repo: registry === 'docker.io' ? repository.replace(/^library\//, '') : `${registry}/${repository}`,
    tag: tag ?? 'latest',
  }
}
