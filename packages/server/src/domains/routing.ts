import type { BalancerConfig } from '@keelson/balancer'
import { ruleFor } from '../access-rules/rules.ts'
import { listMaintenance, listRules, type StoredMaintenance, type StoredRule } from '../access-rules/store.ts'
import { type Candidate, certificateFor, certificatesFor } from '../certificates/choose.ts'
import { listCertificates, listChallenges, pemOf, type StoredCertificate } from '../certificates/store.ts'
import type { Context } from '../context.ts'
import type { Routable, RoutableAccess } from '../environments/balancer-config.ts'
import type { EnvironmentRow } from '../environments/store.ts'
import type { Database } from '../storage/database.ts'
import { reachAnswer, reachToken } from './dns.ts'
import { type DomainRow, listDomains } from './store.ts'

/** What users said about their routes, as it is stored. */
export type RouteRules = {
  domains: DomainRow[]
  rules: StoredRule[]
  maintenance: StoredMaintenance[]
  certificates: StoredCertificate[]
  challenges: { token: string; answer: string }[]
}

export async function readRouteRules({ database }: Pick<Context, 'database'>): Promise<RouteRules> {
  const [domains, rules, maintenance, certificates, challenges] = await Promise.all([
    listDomains(database),
    listRules(database),
    listMaintenance(database),
    listCertificates(database),
    listChallenges(database),
  ])
  return { domains, rules, maintenance, certificates, challenges }
}

/** Has somebody set a domain, an access rule or maintenance for this very environment? */
export async function hasOwnRules(
  database: Database,
  { project_id: projectId, name }: Pick<EnvironmentRow, 'project_id' | 'name'>,
): Promise<boolean> {
  const [domains, rules, maintenance] = await Promise.all([
    listDomains(database, projectId),
    listRules(database, projectId),
    listMaintenance(database, projectId),
  ])
  return [...domains, ...rules, ...maintenance].some(({ environment }) => environment === name)
}

/** The part that an environment has in it. Nobody is sent to https under a host that has no certificate. Pure. */
export function rulesOfEnvironment(
  all: Omit<RouteRules, 'certificates'> & { certificates: Candidate[] },
  at: { projectId: string; environment: string; services: string[] },
  now: Date,
): Pick<Routable, 'domains' | 'access' | 'maintenance'> {
  const isHere = (row: { project_id: string; environment: string }) =>
    row.project_id === at.projectId && row.environment === at.environment
  const access = new Map<string, RoutableAccess>()
  for (const service of at.services) {
    const rule = ruleFor(all.rules, { ...at, service })
    if (!rule) continue
    const { users, networks, limit } = rule
    access.set(service, { users, networks, ...(limit && { limit }) })
  }
  const closed = all.maintenance.find(
    (one) => one.projectId === at.projectId && one.environment === at.environment,
  )
  return {
    domains: all.domains.filter(isHere).map(({ host, service, redirect, hsts }) => {
      const certificate = certificateFor(host, all.certificates, now)
      const secure = certificate !== undefined && certificate.expiresAt > now
      return { host, service, redirect: redirect && secure, hsts }
    }),
    access,
    ...(closed && { maintenance: closed.networks }),
  }
}

/** Certificates and proofs for the balancer. One whose key does not open any more is left out, and said. */
export function balancerSecrets(
  { certificates, challenges }: RouteRules,
  { sealing, log, installation }: Pick<Context, 'sealing' | 'log' | 'installation'>,
  now: Date,
): Required<Pick<BalancerConfig, 'certificates' | 'challenges'>> {
  const opened = certificates.flatMap((certificate) => {
    try {
      return [{ ...certificate, pem: pemOf(sealing, certificate) }]
    } catch (error) {
      log.warn(
        `certificate of ${certificate.names.join(', ')}: ${error instanceof Error ? error.message : error}`,
      )
      return []
    }
  })
  return {
    certificates: certificatesFor(opened, now, ({ pem }) => pem),
    challenges: [...challenges, { token: reachToken, answer: reachAnswer(installation.id) }],
  }
}
