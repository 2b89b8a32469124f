import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'

/** A certificate as it may be kept: in one form, checked. */
export type Inspected = {
  names: string[]
  issuer: string
  serial: string
  fingerprint: string
  startsAt: Date
  expiresAt: Date
  /** PEM, the certificate itself first. */
  chain: string
  /** PEM, PKCS #8. */
  key: string
}
export type CertificateProblem = { field: 'chain' | 'key'; detail: string }

const block = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g
const hostName = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+$/

/** Reads what somebody brought. Gives the first thing that is wrong with it, in words. */
export function inspect(
  { chain, key }: { chain: string; key: string },
  now: Date,
): { ok: true; certificate: Inspected } | { ok: false; problem: CertificateProblem } {
  const wrong = (field: CertificateProblem['field'], detail: string) =>
    ({ ok: false, problem: { field, detail } }) as const
  const certificates = readChain(chain)
  const [leaf] = certificates ?? []
  if (!certificates || !leaf) {
    return wrong('chain', 'This is no certificate in PEM: it begins with -----BEGIN CERTIFICATE-----.')
  }
  const readKey = readPrivateKey(key)
  if ('problem' in readKey) return wrong('key', readKey.problem)

  if (!leaf.checkPrivateKey(readKey.key)) {
    const other = certificates.findIndex((one) => one.checkPrivateKey(readKey.key))
    if (other > 0) {
      return wrong(
        'chain',
        `The key belongs to certificate ${other + 1} of the chain, ${subjectOf(certificates[other])}. Put that one first.`,
      )
    }
    return wrong('key', `The key does not belong to the certificate of ${subjectOf(leaf)}.`)
  }
  const names = namesOf(leaf)
  if (names.length === 0) {
    return wrong('chain', 'The certificate names no host (it has no DNS entry among its alternative names).')
  }
  const [startsAt, expiresAt] = [new Date(leaf.validFrom), new Date(leaf.validTo)]
  if (expiresAt <= now) return wrong('chain', `The certificate expired on ${day(expiresAt)}.`)
  if (startsAt > now) return wrong('chain', `The certificate is not valid before ${day(startsAt)}.`)
  for (const [index, certificate] of certificates.entries()) {
    const next = certificates[index + 1]
    if (next && !certificate.checkIssued(next)) {
      const detail = `Certificate ${index + 2} of the chain, ${subjectOf(next)}, did not issue the one before it, ${subjectOf(certificate)}. Each comes right before the one that issued it.`
      return wrong('chain', detail)
    }
  }
  const text = certificates.map(String).join('')
  const weak = tooWeak(text, readKey.key)
  if (weak) return wrong('chain', `TLS of today does not take this certificate: ${weak}.`)
  return {
    ok: true,
    certificate: {
      names,
      issuer: issuerOf(leaf),
      serial: leaf.serialNumber,
      fingerprint: leaf.fingerprint256,
      startsAt,
      expiresAt,
      chain: text,
      key: readKey.key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
  }
}

function readChain(text: string): X509Certificate[] | undefined {
  try {
    return [...text.matchAll(block)]
      .filter(([, kind]) => kind === 'CERTIFICATE')
      .map(([pem]) => new X509Certificate(pem))
  } catch {
    return undefined
  }
}

function readPrivateKey(text: string): { key: KeyObject } | { problem: string } {
  if (/ENCRYPTED/.test(text)) {
    return { problem: 'The key is locked with a passphrase. Unlock it first: openssl pkey -in key.pem' }
  }
  const [pem] = [...text.matchAll(block)].find(([, kind = '']) => kind.endsWith('PRIVATE KEY')) ?? []
  try {
    if (pem) return { key: createPrivateKey(pem) }
  } catch {
    // Said below.
  }
  return {
    problem: 'This is no private key in PEM: it begins with -----BEGIN PRIVATE KEY-----, or RSA or EC.',
  }
}

/** What OpenSSL has against it at the level that the balancer's runs at; it would not start with it. */
function tooWeak(cert: string, key: KeyObject): string | undefined {
  try {
    const pem = key.export({ type: 'pkcs8', format: 'pem' })
    createSecureContext({ cert, key: pem, ciphers: 'DEFAULT@SECLEVEL=2' })
    return undefined
  } catch (error) {
    return error instanceof Error && 'reason' in error ? String(error.reason) : 'it is not understood'
  }
}

const namesOf = ({ subjectAltName = '' }: X509Certificate): string[] =>
  subjectAltName
    .split(', ')
    .flatMap((entry) => (entry.startsWith('DNS:') ? [entry.slice(4).toLowerCase()] : []))
    .filter((name) => hostName.test(name))

const field = (text: string, key: string) =>
  text
    .split('\n')
    .find((line) => line.startsWith(`${key}=`))
    ?.slice(key.length + 1)

const issuerOf = ({ issuer }: X509Certificate) => field(issuer, 'O') ?? field(issuer, 'CN') ?? 'unknown'
const subjectOf = (certificate: X509Certificate | undefined) =>
  (certificate && (namesOf(certificate)[0] ?? field(certificate.subject, 'CN'))) ?? 'without a name'
const day = (date: Date) => date.toISOString().slice(0, 10)
