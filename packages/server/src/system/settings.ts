import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { Email, Password } from '@keelson/protocol'
import { z } from 'zod'

const Port = z.coerce.number().int().min(1).max(65_535)
const Domain = z
  .string()
  .max(200)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'KEELSON_DOMAIN is a host name in lower case.')

export type Settings = {
  home: string
  port: number
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

function read<T>(name: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new Error(`${name}: ${result.error.issues[0]?.message ?? 'not valid'}`)
}
