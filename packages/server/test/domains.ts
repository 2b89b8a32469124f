import type { Candidate } from '../src/certificates/choose.ts'
import type { DomainRow } from '../src/domains/store.ts'

/** A domain of the shop's service `web` in production, as it is stored: added in 2026, not looked up yet. */
export const domainRow = (host: string, more: Partial<DomainRow> = {}): DomainRow => ({
  host,
  project_id: 'p1',
  environment: 'production',
  service: 'web',
  redirect: true,
  hsts: 300,
  dns: null,
  checked_at: null,
  created_at: new Date('2026-06-01'),
  ...more,
})

/** A certificate for one name, good from the beginning of 2026 on. */
export const certificate = (name: string, expires = '2027-01-01'): Candidate => ({
  id: name,
  kind: 'automatic',
  names: [name],
  startsAt: new Date('2026-01-01'),
  expiresAt: new Date(expires),
})
