import { type Candidate, certificateFor } from '../certificates/choose.ts'
import { listCertificates } from '../certificates/store.ts'
import type { Context, Installation } from '../context.ts'
import type { EnvironmentRoute } from '../environments/hosts.ts'
import { type DomainRow, listDomains } from './store.ts'
import { domainUrl, leadsHere } from './view.ts'

/** Where visitors reach a service under a host name of the user's own. */
export type OwnAddress = {
  projectId: string
  environment: string
  service: string
  host: string
  url: string
}

/** The domains that lead here, the best first: those with https, then those that were there first. Pure. */
export function ownAddresses(
  domains: DomainRow[],
  certificates: Candidate[],
  installation: Pick<Installation, 'httpPort' | 'httpsPort'>,
  now: Date,
): OwnAddress[] {
  const certified = (host: string) => {
    const certificate = certificateFor(host, certificates, now)
    return certificate !== undefined && certificate.expiresAt > now
  }
  return domains
    .filter(leadsHere)
    .toSorted(
      (a, b) =>
        Number(certified(b.host)) - Number(certified(a.host)) ||
        a.created_at.getTime() - b.created_at.getTime(),
    )
    .map(({ project_id: projectId, environment, service, host }) => {
      return { projectId, environment, service, host, url: domainUrl(host, certified(host), installation) }
    })
}

/** Of all projects, or of one. */
export async function readOwnAddresses(
  { database, installation }: Pick<Context, 'database' | 'installation'>,
  projectId?: string,
): Promise<OwnAddress[]> {
  const domains = await listDomains(database, projectId)
  const certificates = domains.length > 0 ? await listCertificates(database) : []
  return ownAddresses(domains, certificates, installation, new Date())
}

/**
 * The addresses of an environment with its own names among them: those come first, and the main service's first one is
 * the environment's. A given name for which somebody got a certificate keeps its place. Pure.
 */
export function withOwnAddresses(given: EnvironmentRoute[], own: OwnAddress[]): EnvironmentRoute[] {
  const named = own.flatMap(({ service, host, url }): EnvironmentRoute[] => {
    const target = given.find((route) => route.service === service)
    return target && !given.some((route) => route.host === host) ? [{ ...target, host, url }] : []
  })
  const urls = new Map(own.map(({ host, url }) => [host, url]))
  const all = [...named, ...given.map((route) => ({ ...route, url: urls.get(route.host) ?? route.url }))]
  const main = given.find((route) => route.main)?.service
  const first = all.find(({ service }) => service === main)
  return all.map((route) => ({ ...route, main: route === first }))
}
