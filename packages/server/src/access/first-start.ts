import type { Database } from '../storage/database.ts'
import { hashPassword } from './passwords.ts'
import { hashSecret, randomSecret, sameText } from './secrets.ts'
import * as store from './store.ts'

const key = 'setup-token'

/** Makes the one-time token of the set-up link; gives undefined when there is an administrator already. */
export async function makeSetupToken(database: Database): Promise<string | undefined> {
  if (await store.hasUsers(database)) return undefined
  const token = randomSecret('setup')
  await database
    .insertInto('settings')
    .values({ key, value: hashSecret(token) })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: hashSecret(token) }))
    .execute()
  return token
}

export async function isSetupToken(database: Database, token: string): Promise<boolean> {
  const row = await database.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return sameText(hashSecret(token), row?.value ?? '')
}

export const forgetSetupToken = (database: Database) =>
  database.deleteFrom('settings').where('key', '=', key).execute()

/** The administrator of KEELSON_ADMIN_EMAIL and KEELSON_ADMIN_PASSWORD: made when nobody is there yet. */
export async function ensureAdministrator(
  database: Database,
  email: string,
  password: string,
): Promise<void> {
  if (await store.hasUsers(database)) return
  await store.createFirstUser(database, email, await hashPassword(password))
}
