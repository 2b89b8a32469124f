import assert from 'node:assert/strict'
import { test } from 'node:test'
import { selfSigned } from '@keelson/catalog-testing'
import fc from 'fast-check'
import { type Candidate, certificateFor, certificatesFor, fits } from './choose.ts'
import { inspect } from './inspect.ts'
import { attemptsPerHour, nextAttempt, renewalAt, warnsAt } from './schedule.ts'

const now = new Date()
const candidate = (id: string, names: string[], more: Partial<Candidate> = {}): Candidate => ({
  id,
  kind: 'automatic',
  names,
  startsAt: new Date(now.getTime() - 1000),
  expiresAt: new Date(now.getTime() + 90_000_000),
  ...more,
})

test('a wildcard stands for one label; an exact name wins, unless it has ended or the wildcard was uploaded', () => {
  assert.ok(fits('*.example.org', 'shop.example.org'))
  assert.ok(!fits('*.example.org', 'example.org'))
  assert.ok(!fits('*.example.org', 'a.shop.example.org'))
  const wild = candidate('wild', ['*.example.org'])
  const exact = candidate('exact', ['shop.example.org'])
  const ended = candidate('exact', ['shop.example.org'], { expiresAt: new Date(now.getTime() - 1) })
  const chosen = (...all: Candidate[]) => certificateFor('shop.example.org', all, now)?.id
  assert.equal(chosen(wild, exact), 'exact')
  assert.equal(chosen(wild, ended), 'wild')
  assert.equal(chosen({ ...wild, kind: 'uploaded' }, exact), 'wild')
  assert.equal(chosen(ended), 'exact', 'better than none')
  assert.equal(certificateFor('other.test', [wild, exact], now), undefined)
})

test('what is uploaded goes before what was obtained, then what holds longer', () => {
  const names = ['shop.example.org']
  const long = { expiresAt: new Date(now.getTime() + 900_000_000) }
  const chosen = (...all: Candidate[]) => certificateFor('shop.example.org', all, now)?.id
  assert.equal(chosen(candidate('a', names, long), candidate('u', names, { kind: 'uploaded' })), 'u')
  assert.equal(chosen(candidate('a', names), candidate('b', names, long)), 'b')
})

test('the balancer answers every host with the certificate that was chosen for it', () => {
  const hosts = ['a.x', 'b.x', 'c.a.x']
  const name = fc.constantFrom('a.x', 'b.x', '*.x', '*.a.x')
  const one = fc.record({
    names: fc.uniqueArray(name, { minLength: 1 }),
    kind: fc.constantFrom('automatic' as const, 'uploaded' as const),
    expiresAt: fc.constantFrom(-1000, 1000, 2000).map((ms) => new Date(now.getTime() + ms)),
  })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 5 }), (given) => {
      const all = given.map((more, index) => candidate(`c${index}`, more.names, more))
      const held = certificatesFor(all, now, ({ id }) => id)
      for (const host of hosts) {
        // As HAProxy: the exact name, else the wildcard.
        const served =
          held.find(({ names }) => names.includes(host)) ??
          held.find(({ names }) => names.some((name) => fits(name, host)))
        assert.equal(served?.id, certificateFor(host, all, now)?.id, host)
      }
    }),
  )
})

test('renewal is at two thirds of a life; what nothing renews is told of in time', () => {
  const life = { startsAt: new Date('2026-01-01'), expiresAt: new Date('2026-04-01') }
  assert.equal(renewalAt(life).toISOString().slice(0, 10), '2026-03-02')
  assert.equal(warnsAt(life).toISOString().slice(0, 10), '2026-03-23')
  const years = { startsAt: new Date('2026-01-01'), expiresAt: new Date('2028-01-01') }
  assert.equal(warnsAt(years).toISOString().slice(0, 10), '2027-12-18')
})

test('after failures longer and longer pauses; impatience skips the pause, never the number an hour', () => {
  const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
  const minutes = (date: Date) => Math.round((date.getTime() - now.getTime()) / 60_000)
  assert.equal(nextAttempt(undefined, undefined).getTime(), 0)
  const waits = [1, 2, 3, 4, 5, 6, 20].map((failures) =>
    nextAttempt({ attempts: [now], failures }, undefined),
  )
  assert.deepEqual(waits.map(minutes), [1, 5, 30, 120, 360, 1440, 1440])
  assert.equal(nextAttempt({ attempts: [now], failures: 3 }, undefined, true).getTime(), now.getTime())
  const many = Array.from({ length: attemptsPerHour }, (_, index) => at(-index))
  const oldest = 1 - attemptsPerHour
  assert.equal(minutes(nextAttempt({ attempts: many, failures: 1 }, undefined, true)), 60 + oldest)
  const present = { startsAt: at(-10), expiresAt: at(20) }
  assert.equal(minutes(nextAttempt({ attempts: [at(-10)], failures: 0 }, present)), 10)
})

test('a certificate is read, brought into one form, and matched with its key', async () => {
  const { certificate, key } = await selfSigned(['shop.example.org', '*.example.org'])
  const chain = `some words before\r\n${certificate.replaceAll('\n', '\r\n')}`
  // Made a moment ago: later than this file was loaded.
  const read = inspect({ chain, key }, new Date())
  assert.ok(read.ok)
  assert.deepEqual(read.certificate.names, ['shop.example.org', '*.example.org'])
  assert.match(read.certificate.chain, /^-----BEGIN CERTIFICATE-----\n[^\r]+-----END CERTIFICATE-----\n$/)
  assert.match(read.certificate.key, /^-----BEGIN PRIVATE KEY-----\n/)
})

test('what is wrong with a certificate is said, with what to do', async () => {
  const [shop, other] = await Promise.all([
    selfSigned(['shop.example.org']),
    selfSigned(['other.example.org']),
  ])
  const locked = '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n'
  const later = new Date(now.getTime() + 100 * 86_400_000)
  const cases: [{ chain: string; key: string; at?: Date }, string, RegExp][] = [
    [{ chain: 'nonsense', key: shop.key }, 'chain', /no certificate in PEM/],
    [{ chain: shop.certificate, key: 'nonsense' }, 'key', /no private key in PEM/],
    [{ chain: shop.certificate, key: locked }, 'key', /passphrase.*openssl pkey/],
    [
      { chain: shop.certificate, key: other.key },
      'key',
      /does not belong to the certificate of shop.example.org/,
    ],
    [
      { chain: other.certificate + shop.certificate, key: shop.key },
      'chain',
      /belongs to certificate 2 of the chain, shop.example.org. Put that one first/,
    ],
    [
      { chain: shop.certificate + other.certificate, key: shop.key },
      'chain',
      /Certificate 2 of the chain, other.example.org, did not issue/,
    ],
    [{ chain: shop.certificate, key: shop.key, at: later }, 'chain', /expired on \d{4}-/],
    [{ chain: shop.certificate, key: shop.key, at: new Date(0) }, 'chain', /not valid before/],
  ]
  // Made a moment ago: later than this file was loaded.
  for (const [{ at = new Date(), ...given }, field, words] of cases) {
    const read = inspect(given, at)
    assert.ok(!read.ok, String(words))
    assert.equal(read.problem.field, field)
    assert.match(read.problem.detail, words)
  }
})
