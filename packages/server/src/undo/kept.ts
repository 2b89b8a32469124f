import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { Tables } from '../storage/tables.ts'

/** Tables whose rows can be taken away and put back. */
type Table = 'variables' | 'domains' | 'access_rules' | 'certificates' | 'certificate_orders'
export type KeptRow = { table: Table; row: Readonly<Record<string, unknown>> }

/** Rows as they are in the database, in the order in which they must go back. */
export const keep = <T extends Table>(
  table: T,
  row: Readonly<Record<keyof Tables[T], unknown>>,
): KeptRow => ({
  table,
  row,
})

/** As text that `read` understands. */
export const write = (rows: readonly KeptRow[]): string => JSON.stringify(rows)

/** Rows as they go into the database: bytes are bytes again, and what is JSON there is text. */
export function read(text: string): KeptRow[] {
  // Written by `write` alone, and sealed in between.
  const rows = JSON.parse(text) as KeptRow[]
  return rows.map(({ table, row }) => ({
    table,
    row: Object.fromEntries(Object.entries(row).map(([name, value]) => [name, column(value)])),
  }))
}

function column(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('type' in value && value.type === 'Buffer' && 'data' in value && Array.isArray(value.data))
    return Buffer.from(value.data)
  return JSON.stringify(value)
}

/** Puts the rows back, all or none; what somebody put there since stays. Gives how many came back. */
export function putBack(database: Database, rows: readonly KeptRow[]): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    let count = 0
    for (const { table, row } of rows) {
      const { numInsertedOrUpdatedRows: inserted } = await transaction
        .insertInto(table)
        // The row was read from this very table.
        .values(row as never)
        .onConflict((conflict) =>
          // How often a host was asked for stays counted when it goes; its certificate is its own again.
          table === 'certificate_orders'
            ? conflict.column('host').doUpdateSet({ certificate_id: sql`excluded.certificate_id` })
            : conflict.doNothing(),
        )
        .executeTakeFirstOrThrow()
      count += Number(inserted ?? 0)
    }
    return count
  })
}
