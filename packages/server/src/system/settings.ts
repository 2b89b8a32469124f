import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { Email, Password } from '@keelson/protocol'
import { z } from 'zod'

const Port = z.coerce.number().int().min(1).max(65_535)
const Domain = z
  .string()
  .max(200)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'KEELSON_DOMAIN is a host name in lower case.')
const Address = z.union([z.ipv4(), z.ipv6()], { error: 'IP addresses, with commas between them.' })
/** An address, with a port where it is not 53. */
const DnsServer = z
  .string()
  .max(60)
  .regex(
    /^([0-9.]+|\[[0-9a-f:]+\])(:\d{1,5})?$|^[0-9a-f:]+$/,
    'IP addresses of DNS servers, with commas between them.',
  )

export type Settings = {
  home: string
  port: number
  /** Where HTTPS is spoken; null: nowhere. */
  httpsPort: number | null
  /** Asked where domains lead; the machine's own when empty. */
  dnsServers: string[]
  /** Under which the world finds this machine; found out when empty. */
  addresses: string[]
  domain: string
  /** Of the dashboard, without trailing slash. */
  url: string
  databaseUrl: string | undefined
  administrator: { email: string; password: string } | undefined
}

/** Reads the environment. @throws Error in words when something in it cannot be used. */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const given = (name: string) => environment[name]?.trim() || undefined
  const port = read('KEELSON_PORT', Port, given('KEELSON_PORT') ?? 8000)
  const domain = read('KEELSON_DOMAIN', Domain, given('KEELSON_DOMAIN') ?? 'localhost')
  const [email, password] = [given('KEELSON_ADMIN_EMAIL'), environment.KEELSON_ADMIN_PASSWORD || undefined]
  if ((email === undefined) !== (password === undefined)) {
    throw new Error('Set both KEELSON_ADMIN_EMAIL and KEELSON_ADMIN_PASSWORD, or neither.')
  }
  return {
    home: resolve(given('KEELSON_HOME') ?? join(homedir(), '.keelson')),
    port,
    httpsPort: readHttpsPort(given('KEELSON_HTTPS_PORT'), port),
    dnsServers: readList('KEELSON_DNS_SERVERS', DnsServer, given('KEELSON_DNS_SERVERS')),
    addresses: readList('KEELSON_ADDRESSES', Address, given('KEELSON_ADDRESSES')),
    domain,
    url: given('KEELSON_URL')?.replace(/\/+$/, '') ?? `http://${domain}${port === 80 ? '' : `:${port}`}`,
    databaseUrl: given('DATABASE_URL'),
    administrator:
      email === undefined || password === undefined
        ? undefined
        : {
            email: read('KEELSON_ADMIN_EMAIL', Email, email),
            password: read('KEELSON_ADMIN_PASSWORD', Password, password),
          },
  }
}

/** On a machine that serves the world on port 80, HTTPS is where the world looks for it. */
function readHttpsPort(given: string | undefined, port: number): number | null {
  if (given === 'off') return null
  if (given === undefined) return port === 80 ? 443 : null
  const httpsPort = read('KEELSON_HTTPS_PORT', Port, given)
  if (httpsPort === port) throw new Error('KEELSON_HTTPS_PORT and KEELSON_PORT are two ports.')
  return httpsPort
}

const readList = <T>(name: string, schema: z.ZodType<T>, given: string | undefined): T[] =>
  (given?.split(',') ?? []).map((part) => read(name, schema, part.trim()))

function read<T>(name: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new Error(`${name}: ${result.error.issues[0]?.message ?? 'not valid'}`)
}
