import { z } from 'zod'
import { Password } from './access.ts'
import { ServiceName } from './ids.ts'

export const NetworkText = z
  .union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], {
    error: 'A network is written like 203.0.113.0/24, 2001:db8::/32, or as one address.',
  })
  .and(z.string().max(60))

const UserName = z
  .string()
  .regex(/^[A-Za-z0-9._@-]{1,64}$/, 'A name holds up to 64 letters, digits and . _ @ -')

export const RequestLimit = z.object({
  requests: z.number().int().min(1).max(1_000_000),
  seconds: z.number().int().min(1).max(86_400),
})

/** What a visitor of a service's host names has to be, and how often one may ask. */
export const AccessRule = z.object({
  service: ServiceName,
  /** Asked for name and password; nobody is when empty. */
  users: z.array(z.string()),
  /** Only these may come; everybody when empty. */
  networks: z.array(z.string()),
  /** For each address (of IPv6: each /64). */
  limit: RequestLimit.nullable(),
  /** The rule of production, which a preview without one of its own obeys too. */
  inherited: z.boolean(),
})
export type AccessRule = z.infer<typeof AccessRule>

export const SetAccessRule = z.object({
  /** One without a password keeps the one that it has. */
  users: z.array(z.object({ name: UserName, password: Password.max(200).optional() })).max(100),
  networks: z.array(NetworkText).max(500),
  limit: RequestLimit.nullable(),
})

export const Maintenance = z.object({
  on: z.boolean(),
  /** These get through all the same. */
  networks: z.array(z.string()),
  since: z.iso.datetime().nullable(),
})
export type Maintenance = z.infer<typeof Maintenance>
export const SetMaintenance = z.object({
  on: z.boolean(),
  networks: z.array(NetworkText).max(500).default([]),
})

export const EnvironmentAccess = z.object({ rules: z.array(AccessRule), maintenance: Maintenance })
export type EnvironmentAccess = z.infer<typeof EnvironmentAccess>
