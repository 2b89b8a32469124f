import { z } from 'zod'
import type { Sealing } from '../keys/sealing.ts'
import type { Database } from '../storage/database.ts'

/** The certificate authority, and our account there. */
export type AuthorityAccount = {
  directoryUrl: string
  email: string
  externalKeyId: string | null
  externalKey: string | null
  /** PEM; ours alone, made when the authority was set. */
  accountKey: string
}

const setting = 'certificate-authority'
const Stored = z.object({
  directoryUrl: z.string(),
  email: z.string(),
  externalKeyId: z.string().nullable(),
  /** Base64 of what is sealed. */
  externalKey: z.string().nullable(),
  accountKey: z.string(),
})

export async function findAuthority(
  database: Database,
  sealing: Sealing,
): Promise<AuthorityAccount | undefined> {
  const row = await database
    .selectFrom('settings')
    .select('value')
    .where('key', '=', setting)
    .executeTakeFirst()
  if (!row) return undefined
  const { externalKey, accountKey, ...rest } = Stored.parse(JSON.parse(row.value))
  const open = (text: string, what: string) => sealing.open(Buffer.from(text, 'base64'), `${setting} ${what}`)
  return {
    ...rest,
    externalKey: externalKey === null ? null : open(externalKey, 'external key'),
    accountKey: open(accountKey, 'account key'),
  }
}

export async function saveAuthority(
  database: Database,
  sealing: Sealing,
  authority: AuthorityAccount,
): Promise<void> {
  const seal = (text: string, what: string) => sealing.seal(text, `${setting} ${what}`).toString('base64')
  const { externalKey } = authority
  const stored: z.infer<typeof Stored> = {
    ...authority,
    externalKey: externalKey === null ? null : seal(externalKey, 'external key'),
    accountKey: seal(authority.accountKey, 'account key'),
  }
  const value = JSON.stringify(stored)
  await database
    .insertInto('settings')
    .values({ key: setting, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}

export const removeAuthority = (database: Database) =>
  database.deleteFrom('settings').where('key', '=', setting).execute()
