import type { Database } from '../storage/database.ts'
import { type KeptRow, keep } from '../undo/kept.ts'

/** What was obtained for a host, as rows that can go back. */
export async function keptCertificate(database: Database, host: string): Promise<KeptRow[]> {
  const order = await database
    .selectFrom('certificate_orders')
    .selectAll()
    .where('host', '=', host)
    .executeTakeFirst()
  if (!order?.certificate_id) return []
  const certificate = await database
    .selectFrom('certificates')
    .selectAll()
    .where('id', '=', order.certificate_id)
    .executeTakeFirst()
  return certificate ? [keep('certificates', certificate), keep('certificate_orders', order)] : []
}
