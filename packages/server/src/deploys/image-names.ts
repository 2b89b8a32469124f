import { createHash } from 'node:crypto'

/**
 * Images that an installation builds for a service; all versions share the repository. Service names may hold what
 * repositories may not: then a piece of the name's hash keeps two of them apart.
 */
export function imageRepository(installation: string, project: string, service: string): string {
  const slug = service
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  const apart = slug === service ? '' : `-${createHash('sha256').update(service).digest('hex').slice(0, 6)}`
  return `keelson-${installation}/${project}-${slug}${apart}`
}

export const versionTag = (version: number) => `v${version}`
