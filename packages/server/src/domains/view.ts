import type { Domain, DomainCheck, HostCertificate } from '@keelson/protocol'
import type { z } from 'zod'
import { certificateFor } from '../certificates/choose.ts'
import { nextAttempt, warnsAt } from '../certificates/schedule.ts'
import type { Order, StoredCertificate } from '../certificates/store.ts'
import { urlOf } from '../environments/hosts.ts'
import type { DomainRow } from './store.ts'

/** What is known of certificates, read once for all hosts. */
export type Certificates = {
  certificates: StoredCertificate[]
  orders: Order[]
  hasAuthority: boolean
  httpsPort: number | null
}

/** Would a certificate authority find the host here? Behind a router we cannot always see it ourselves. */
export const leadsHere = ({ dns }: Pick<DomainRow, 'dns'>): boolean =>
  dns?.state === 'right' || dns?.state === 'unreachable'

/** How visitors come to a domain: by https where it has a certificate that holds. */
export const domainUrl = (
  host: string,
  certified: boolean,
  { httpPort, httpsPort }: { httpPort: number; httpsPort: number | null },
): string =>
  certified && httpsPort !== null
    ? urlOf({ secure: true, port: httpsPort }, host)
    : urlOf({ secure: false, port: httpPort }, host)

/** How it stands with the certificate of a host. Pure. */
export function hostCertificate(
  host: string,
  ready: boolean,
  { certificates, orders, hasAuthority, httpsPort }: Certificates,
  now: Date,
): HostCertificate {
  const certificate = certificateFor(host, certificates, now)
  const order = orders.find((one) => one.host === host)
  const holds = certificate !== undefined && certificate.expiresAt > now
  const busy = order?.claimedUntil != null && order.claimedUntil > now
  const failing = order !== undefined && order.failures > 0
  const asked = hasAuthority && certificate?.kind !== 'uploaded'
  const present = certificates.find(({ id }) => id === order?.certificate)

  const state = ((): HostCertificate['state'] => {
    if (httpsPort === null) return 'off'
    if (holds) {
      const renewed = certificate.kind === 'automatic' && hasAuthority && !failing
      return !renewed && now >= warnsAt(certificate) ? 'expiring' : 'valid'
    }
    if (!hasAuthority) return certificate ? 'expired' : 'none'
    if (!ready) return 'waiting'
    return failing && !busy ? 'failed' : 'pending'
  })()
  return {
    state,
    kind: certificate?.kind ?? null,
    issuer: certificate?.issuer ?? null,
    expiresAt: certificate?.expiresAt.toISOString() ?? null,
    problem: asked && failing && state !== 'off' ? order.problem : null,
    nextAttemptAt:
      asked && failing && ready && !busy && state !== 'off'
        ? nextAttempt(order, present).toISOString()
        : null,
  }
}

export function showDomain(
  row: DomainRow,
  project: string,
  known: Certificates & { httpPort: number },
  now: Date,
): z.input<typeof Domain> {
  const certificate = hostCertificate(row.host, leadsHere(row), known, now)
  const secure = certificate.state === 'valid' || certificate.state === 'expiring'
  return {
    host: row.host,
    project,
    environment: row.environment,
    service: row.service,
    redirect: row.redirect,
    hsts: row.hsts,
    url: domainUrl(row.host, secure, known),
    dns: showCheck(row),
    certificate,
  }
}

const showCheck = ({ dns, checked_at }: DomainRow): DomainCheck =>
  dns
    ? { ...dns, checkedAt: checked_at?.toISOString() ?? null }
    : { state: 'unchecked', found: [], wrong: [], expected: [], checkedAt: null }
