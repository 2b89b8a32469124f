import { type EnvironmentRoute, environmentRoutes } from '../environments/hosts.ts'
import { findEnvironment } from '../environments/store.ts'
import { Refusal } from '../http/refusal.ts'
import type { ProjectRow } from '../projects/store.ts'
import type { Database } from '../storage/database.ts'
import type { Outline } from '../storage/tables.ts'
import { findVersion } from '../versions/store.ts'

type Place = { domain: string; url: string; port: number; secure: boolean }

/**
 * The service that a domain shall lead to: the main one when none is named.
 * @throws Refusal when there is no such environment or service, or the service listens on no TCP port
 */
export async function requireTarget(
  database: Database,
  project: ProjectRow,
  wanted: { environment: string; service: string | undefined },
): Promise<{ service: string; outline: Outline | undefined }> {
  const environment = await findEnvironment(database, project.id, wanted.environment)
  if (!environment) {
    const detail = `There is no environment "${wanted.environment}".`
    throw new Refusal('not-found', { detail, field: 'environment' })
  }
  const shown = environment.version ?? environment.last_version
  const version = shown === null ? undefined : await findVersion(database, project.id, shown)
  const routes = version?.outline.routes
  const service = wanted.service ?? routes?.find(({ main }) => main)?.service
  if (service === undefined) {
    const detail = routes
      ? `v${version?.number} has no service that listens on a TCP port.`
      : `Nothing was ever on in "${wanted.environment}", so there is no main service yet. Name the service.`
    throw new Refusal('wrong-state', { detail, field: 'service' })
  }
  if (routes && !routes.some((route) => route.service === service)) {
    const names = [...new Set(routes.map((route) => route.service))].join(', ') || 'none'
    const detail = `v${version?.number} has no service "${service}" that listens on a TCP port. It has: ${names}.`
    throw new Refusal('invalid-input', { detail, field: 'service' })
  }
  return { service, outline: version?.outline }
}

/**
 * Names at and below the installation's own domain are given by Keelson. Only the one that leads to this very service
 * anyway may be taken, to have a certificate.
 * @throws Refusal
 */
export function requireOwnName(
  host: string,
  installation: Place,
  at: { project: string; environment: string; service: string; outline: Outline | undefined },
): void {
  const { domain } = installation
  const isOurs = host === domain || host.endsWith(`.${domain}`) || host === new URL(installation.url).hostname
  if (!isOurs) return
  const given: EnvironmentRoute[] = at.outline
    ? environmentRoutes(at.outline, { ...installation, project: at.project, environment: at.environment })
    : []
  if (given.some((route) => route.host === host && route.service === at.service)) return
  throw new Refusal('name-taken', {
    detail: `Names below ${domain} are given by Keelson. Use one of your own domains.`,
    field: 'host',
  })
}
