import { generateKeyPairSync } from 'node:crypto'
import type { AuthorityAccount } from './authority.ts'

/** Where proofs are put for the authority to find, under the host's own address. */
export type Proofs = {
  put: (token: string, answer: string) => Promise<void>
  remove: (token: string) => Promise<void>
}
export type Issue = (
  host: string,
  authority: AuthorityAccount,
  proofs: Proofs,
) => Promise<{ chain: string; key: string }>

/** A private key in PEM: P-256, which every client of today takes. */
export function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/**
 * Asks the authority for a certificate of one host, proving by HTTP that the host is ours (RFC 8555, HTTP-01).
 *
 * @throws Error with the authority's own words
 */
export const issueByAcme: Issue = async (host, authority, proofs) => {
  // Read when it is needed: most of the time nobody asks, and it is not small.
  const { default: acme } = await import('acme-client')
  const { directoryUrl, accountKey, email, externalKeyId, externalKey } = authority
  const client = new acme.Client({
    directoryUrl,
    accountKey,
    ...(externalKeyId !== null &&
      externalKey !== null && { externalAccountBinding: { kid: externalKeyId, hmacKey: externalKey } }),
    backoffMin: 1000,
    backoffMax: 10_000,
  })
  const key = newKey()
  const [, csr] = await acme.crypto.createCsr({ commonName: host, altNames: [host] }, key)
  const chain = await client.auto({
    csr,
    email,
    termsOfServiceAgreed: true,
    challengePriority: ['http-01'],
    // Whether the host leads here was looked at before.
    skipChallengeVerification: true,
    challengeCreateFn: (_, challenge, answer) => proofs.put(challenge.token, answer),
    challengeRemoveFn: (_, challenge) => proofs.remove(challenge.token),
  })
  return { chain, key }
}
