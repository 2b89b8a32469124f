import { isIP } from 'node:net'
import type { Context } from '../context.ts'
import { listDomains } from '../domains/store.ts'
import { leadsHere } from '../domains/view.ts'
import type { WantedHost } from './keeper.ts'

/** Every host that shall have a certificate; undefined where no HTTPS is spoken. */
export async function wantedHosts({
  database,
  installation,
}: Pick<Context, 'database' | 'installation'>): Promise<WantedHost[] | undefined> {
  if (installation.httpsPort === null) return undefined
  const domains = await listDomains(database)
  return [
    ...ownHosts(installation).map((host) => ({ host, ready: true })),
    ...domains.map((domain) => ({ host: domain.host, ready: leadsHere(domain) })),
  ]
}

/** The hosts of the dashboard that the world could know. */
export function ownHosts({ domain, url }: { domain: string; url: string }): string[] {
  const hosts = new Set([domain, new URL(url).hostname])
  return [...hosts].filter(
    (host) => host.includes('.') && !isIP(host) && !host.startsWith('[') && !host.endsWith('.localhost'),
  )
}
