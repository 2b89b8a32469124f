import assert from 'node:assert/strict'
import { test } from 'node:test'
import { certificate, domainRow } from '../../test/domains.ts'
import type { Candidate } from '../certificates/choose.ts'
import { environmentRoutes } from '../environments/hosts.ts'
import type { StoredDns } from '../storage/tables.ts'
import { ownAddresses, withOwnAddresses } from './addresses.ts'
import type { DomainRow } from './store.ts'

const now = new Date('2026-06-01')
const dns = (state: StoredDns['state']): StoredDns => ({ state, found: [], wrong: [], expected: [] })
const domain = (host: string, added: string, more: Partial<DomainRow> = {}) =>
  domainRow(host, { dns: dns('right'), checked_at: now, created_at: new Date(added), ...more })
const outline = {
  routes: [
    { service: 'api', port: 4000, main: false },
    { service: 'web', port: 3000, main: true },
  ],
}
const at = { domain: 'localhost', project: 'shop', environment: 'production', secure: false, port: 8000 }

/** Addresses of the shop with these domains, as lines; the environment's own is marked. */
function addresses(domains: DomainRow[], certificates: Candidate[], httpsPort: number | null = 443) {
  const own = ownAddresses(domains, certificates, { httpPort: 8000, httpsPort }, now)
  return withOwnAddresses(environmentRoutes(outline, at), own).map(
    ({ url, service, main }) => `${main ? '* ' : ''}${url} ${service}`,
  )
}
const given = [
  'http://api--shop.localhost:8000 api',
  'http://shop.localhost:8000 web',
  'http://web--shop.localhost:8000 web',
]

test('a domain that leads here is the project’s own address: with https before without, the first before later ones', () => {
  const domains = [
    domain('api.example.org', '2026-01-01', { service: 'api' }),
    domain('old.example.org', '2026-01-02'),
    domain('shop.example.org', '2026-01-04'),
    domain('www.example.org', '2026-01-03', { dns: dns('unreachable') }),
  ]
  const certificates = [certificate('shop.example.org'), certificate('www.example.org')]
  assert.deepEqual(addresses(domains, certificates), [
    '* https://www.example.org web',
    'https://shop.example.org web',
    'http://api.example.org:8000 api',
    'http://old.example.org:8000 web',
    ...given,
  ])
})

test('one that leads elsewhere, or to a service that is not there, is no address', () => {
  const domains = [
    domain('a.example.org', '2026-01-01', { dns: dns('elsewhere') }),
    domain('b.example.org', '2026-01-01', { dns: null }),
    domain('c.example.org', '2026-01-01', { service: 'gone' }),
  ]
  const plain = given.map((line) => (line.includes('//shop.') ? `* ${line}` : line))
  assert.deepEqual(addresses(domains, []), plain)
})

test('without a certificate that holds, or where no HTTPS is spoken, it is reached by http', () => {
  const [shop] = addresses([domain('a.org', '2026-01-01')], [certificate('a.org', '2026-05-01')])
  assert.equal(shop, '* http://a.org:8000 web')
  assert.equal(
    addresses([domain('a.org', '2026-01-01')], [certificate('a.org')], null)[0],
    '* http://a.org:8000 web',
  )
})

test('a given name with a certificate keeps its place, and is reached by https', () => {
  const host = 'web--shop.localhost'
  assert.deepEqual(addresses([domain(host, '2026-01-01')], [certificate(host)]), [
    given[0],
    `* ${given[1]}`,
    `https://${host} web`,
  ])
})
