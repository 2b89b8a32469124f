import { z } from 'zod'
import { EnvironmentName, ProjectName, ServiceName } from './ids.ts'

/** Takes what people type: capitals, a dot at the end, letters beyond ASCII. Gives what travels in DNS. */
function inAscii(text: string): string {
  const plain = text.trim().replace(/\.$/, '')
  if (!/^[^\s/?#@:\\%]+$/.test(plain) || !URL.canParse(`http://${plain}`)) return text
  return new URL(`http://${plain}`).hostname
}

/** The full name of a host, such as shop.example.org. */
export const HostName = z
  .string()
  .max(253)
  .overwrite(inAscii)
  .regex(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'A domain is a full host name, such as shop.example.org: no address, port or path.',
  )
  .brand('HostName')
export type HostName = z.infer<typeof HostName>

/** Seconds that browsers remember to come by https only. A year is usual; 0 takes it back. */
const Hsts = z.number().int().min(0).max(63_072_000)

/**
 * Where DNS leads. `right`: here. `elsewhere`: to `wrong`. `missing`: nowhere. `unreachable`: to an expected address,
 * which does not answer from here; a firewall, or a router that does not send its own network back.
 */
export const DomainCheck = z.object({
  state: z.enum(['unchecked', 'right', 'elsewhere', 'missing', 'unreachable']),
  found: z.array(z.string()),
  wrong: z.array(z.string()),
  expected: z.array(z.string()),
  checkedAt: z.iso.datetime().nullable(),
})
export type DomainCheck = z.infer<typeof DomainCheck>

/**
 * `off`: this installation serves no HTTPS. `none`: there is no certificate authority and no certificate that fits.
 * `waiting`: for DNS to lead here. `pending`: being asked for. `expiring`: soon, and nothing renews it.
 */
export const HostCertificate = z.object({
  state: z.enum(['off', 'none', 'waiting', 'pending', 'failed', 'valid', 'expiring', 'expired']),
  kind: z.enum(['automatic', 'uploaded']).nullable(),
  issuer: z.string().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  /** What the certificate authority said last, when it refused. */
  problem: z.string().nullable(),
  nextAttemptAt: z.iso.datetime().nullable(),
})
export type HostCertificate = z.infer<typeof HostCertificate>

/** A host name of your own that leads to a service of an environment. */
export const Domain = z.object({
  host: HostName,
  project: ProjectName,
  environment: EnvironmentName,
  service: ServiceName,
  /** Whoever comes by http is sent to https, once there is a certificate. */
  redirect: z.boolean(),
  hsts: Hsts,
  url: z.url(),
  dns: DomainCheck,
  certificate: HostCertificate,
})
export type Domain = z.infer<typeof Domain>

export const NewDomain = z.object({
  host: HostName,
  environment: EnvironmentName.default(EnvironmentName.parse('production')),
  /** The main service when absent. */
  service: ServiceName.optional(),
  redirect: z.boolean().default(true),
  hsts: Hsts.default(0),
})
/** What is absent stays. */
export const DomainChanges = z.object({
  environment: EnvironmentName.optional(),
  service: ServiceName.optional(),
  redirect: z.boolean().optional(),
  hsts: Hsts.optional(),
})
