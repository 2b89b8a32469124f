import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Sealing } from '../keys/sealing.ts'
import type { Database } from '../storage/database.ts'
import type { Tables } from '../storage/tables.ts'
import type { Inspected } from './inspect.ts'

export type StoredCertificate = {
  id: string
  kind: 'automatic' | 'uploaded'
  names: string[]
  chain: string
  keySealed: Buffer
  issuer: string
  serial: string
  fingerprint: string
  startsAt: Date
  expiresAt: Date
}
export type Order = {
  host: string
  certificate: string | null
  attempts: Date[]
  failures: number
  problem: string | null
  claimedUntil: Date | null
}

const purpose = (id: string) => `certificate ${id}`

export async function listCertificates(database: Database): Promise<StoredCertificate[]> {
  const rows = await database.selectFrom('certificates').selectAll().orderBy('created_at').execute()
  return rows.map(read)
}

const read = (row: Selectable<Tables['certificates']>): StoredCertificate => ({
  id: row.id,
  kind: row.kind,
  names: row.names,
  chain: row.chain,
  keySealed: row.key_sealed,
  issuer: row.issuer,
  serial: row.serial,
  fingerprint: row.fingerprint,
  startsAt: row.starts_at,
  expiresAt: row.expires_at,
})

/** Certificate, those that vouch for it, and the private key: what the balancer needs. */
export const pemOf = (sealing: Sealing, { id, chain, keySealed }: StoredCertificate): string =>
  chain + sealing.open(keySealed, purpose(id))

export async function insertCertificate(
  database: Database,
  sealing: Sealing,
  kind: StoredCertificate['kind'],
  { names, key, startsAt, expiresAt, ...rest }: Inspected,
): Promise<StoredCertificate> {
  const id = randomUUID()
  const row = await database
    .insertInto('certificates')
    .values({
      id,
      kind,
      names: JSON.stringify(names),
      key_sealed: sealing.seal(key, purpose(id)),
      starts_at: startsAt,
      expires_at: expiresAt,
      ...rest,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return read(row)
}

export async function deleteCertificate(database: Database, id: string): Promise<boolean> {
  const result = await database.deleteFrom('certificates').where('id', '=', id).executeTakeFirst()
  return result.numDeletedRows > 0n
}

export async function listOrders(database: Database): Promise<Order[]> {
  const rows = await database.selectFrom('certificate_orders').selectAll().execute()
  return rows.map((row) => ({
    host: row.host,
    certificate: row.certificate_id,
    attempts: row.attempts.map((at) => new Date(at)),
    failures: row.failures,
    problem: row.problem,
    claimedUntil: row.claimed_until,
  }))
}

/** Takes a host's order for so many seconds, and counts the attempt; false when somebody else has it. */
export async function claimOrder(
  database: Database,
  host: string,
  attempts: Date[],
  seconds: number,
): Promise<boolean> {
  const until = sql<Date>`now() + ${seconds} * interval '1 second'`
  const values = { attempts: JSON.stringify(attempts), claimed_until: until }
  const result = await database
    .insertInto('certificate_orders')
    .values({ host, problem: null, certificate_id: null, ...values })
    .onConflict((conflict) =>
      conflict
        .column('host')
        .doUpdateSet(values)
        .where(({ eb, or }) =>
          or([
            eb('certificate_orders.claimed_until', 'is', null),
            eb('certificate_orders.claimed_until', '<', sql<Date>`now()`),
          ]),
        ),
    )
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** The attempt succeeded: the new certificate takes the place of the one before. */
export async function fulfilOrder(database: Database, host: string, certificate: string): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const before = await transaction
      .selectFrom('certificate_orders')
      .select('certificate_id')
      .where('host', '=', host)
      .executeTakeFirst()
    await transaction
      .updateTable('certificate_orders')
      .set({ certificate_id: certificate, failures: 0, problem: null, claimed_until: null })
      .where('host', '=', host)
      .execute()
    if (before?.certificate_id) await deleteCertificate(transaction, before.certificate_id)
  })
}

export const failOrder = (database: Database, host: string, problem: string) =>
  database
    .updateTable('certificate_orders')
    .set(({ eb }) => ({ failures: eb('failures', '+', 1), problem, claimed_until: null }))
    .where('host', '=', host)
    .execute()

/** The host is gone, and so is what was obtained for it. Attempts stay counted: the authority counts them too. */
export async function forgetHost(database: Database, host: string): Promise<void> {
  const order = await database
    .selectFrom('certificate_orders')
    .select('certificate_id')
    .where('host', '=', host)
    .executeTakeFirst()
  if (order?.certificate_id) await deleteCertificate(database, order.certificate_id)
  await database
    .updateTable('certificate_orders')
    .set({ failures: 0, problem: null })
    .where('host', '=', host)
    .execute()
}

export const addChallenge = (database: Database, token: string, answer: string) =>
  database
    .insertInto('acme_challenges')
    .values({ token, answer })
    .onConflict((conflict) => conflict.column('token').doUpdateSet({ answer }))
    .execute()

export const removeChallenge = (database: Database, token: string) =>
  database.deleteFrom('acme_challenges').where('token', '=', token).execute()

/** Those that an interrupted attempt left behind do not live for ever. */
export async function listChallenges(database: Database): Promise<{ token: string; answer: string }[]> {
  return database
    .selectFrom('acme_challenges')
    .select(['token', 'answer'])
    .where('created_at', '>', sql<Date>`now() - interval '1 hour'`)
    .execute()
}

export const removeOldChallenges = (database: Database) =>
  database
    .deleteFrom('acme_challenges')
    .where('created_at', '<', sql<Date>`now() - interval '1 hour'`)
    .execute()
