import { createHash } from 'node:crypto'

/**
 * Where an environment is reached. The main service has the environment's own host name, each service with a TCP
 * port one of its own. Names hold no "--", so a host name is read back without doubt.
 */
export function hostName(domain: string, project: string, environment: string, service?: string): string {
  const parts = [
    ...(service === undefined ? [] : [service]),
    ...(environment === 'production' ? [] : [environment]),
    project,
  ]
  return `${shortened(parts.map(asLabel).join('--'))}.${domain}`
}

/** A label of a host name has at most 63 characters; a longer one keeps its beginning and a piece of its hash. */
const shortened = (label: string) =>
  label.length <= 63
    ? label
    : `${label.slice(0, 54)}-${createHash('sha256').update(label).digest('hex').slice(0, 8)}`

/** Compose service names may hold what host names may not. */
const asLabel = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/^-|-$/g, '')

/** The URL of a host name beside the dashboard: same scheme, same port. */
export const urlOf = (dashboard: { secure: boolean; port: number }, host: string) => {
  const scheme = dashboard.secure ? 'https' : 'http'
  const usual = dashboard.secure ? 443 : 80
  return `${scheme}://${host}${dashboard.port === usual ? '' : `:${dashboard.port}`}`
}

export type EnvironmentRoute = { service: string; url: string; main: boolean; host: string; port: number }

/** Every address of an environment that runs this outline. The main service is reached under both of its names. */
export function environmentRoutes(
  outline: { routes: { service: string; port: number; main: boolean }[] },
  at: { domain: string; project: string; environment: string; secure: boolean; port: number },
): EnvironmentRoute[] {
  return outline.routes.flatMap(({ service, port, main }) => {
    const hosts = [
      ...(main ? [hostName(at.domain, at.project, at.environment)] : []),
      hostName(at.domain, at.project, at.environment, service),
    ]
    return hosts.map((host, index) => ({
      service,
      port,
      host,
      url: urlOf(at, host),
      main: main && index === 0,
    }))
  })
}
