import { z } from 'zod'
import { Email } from './access.ts'

export const CertificateId = z.uuid().brand('CertificateId')
export type CertificateId = z.infer<typeof CertificateId>

/** A certificate that the balancer can answer with; its private key never comes back. */
export const Certificate = z.object({
  id: CertificateId,
  kind: z.enum(['automatic', 'uploaded']),
  /** Host names, also `*.example.org`. */
  names: z.array(z.string()),
  issuer: z.string(),
  serial: z.string(),
  /** SHA-256, as browsers show it. */
  fingerprint: z.string(),
  startsAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  state: z.enum(['valid', 'expiring', 'expired']),
  /** Hosts that are answered with it now. */
  serves: z.array(z.string()),
})
export type Certificate = z.infer<typeof Certificate>

/** PEM: the certificate, then those that vouch for it, each for the one before; and its private key. */
export const NewCertificate = z.object({
  chain: z.string().min(1, 'The certificate is empty.').max(100_000),
  key: z.string().min(1, 'The private key is empty.').max(20_000),
})

/** Who gives out certificates (ACME), and for whom. */
export const Authority = z.object({
  directoryUrl: z.url({ protocol: /^https$/, error: 'The directory of an authority is an https address.' }),
  email: Email,
  /** The key id of an account there, where the authority asks for one. */
  externalKeyId: z.string().max(500).nullable(),
})
export type Authority = z.infer<typeof Authority>

export const SetAuthority = Authority.extend({
  externalKeyId: z.string().max(500).nullable().default(null),
  /** The secret that belongs to the key id, in base64url. Never returned; absent: stays. */
  externalKey: z
    .string()
    .regex(/^[A-Za-z0-9_-]+={0,2}$/, 'The key of the external account is base64url.')
    .max(1000)
    .optional(),
  /** Of the authority's terms of service. */
  termsAgreed: z.literal(true, { error: 'Agree to the terms of the certificate authority.' }),
})

export const CertificateSettings = z.object({
  authority: Authority.nullable(),
  /** Where HTTPS is spoken; null: nowhere. */
  httpsPort: z.number().int().nullable(),
  /** Hosts of the installation itself, and how it stands with their certificate. */
  problems: z.array(z.object({ host: z.string(), problem: z.string() })),
})
export type CertificateSettings = z.infer<typeof CertificateSettings>
