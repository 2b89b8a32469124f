import { createHash } from 'node:crypto'
import type { Database } from '../storage/database.ts'

/** The pinned keys as a known_hosts file. */
export async function knownHosts(database: Database): Promise<string> {
  const rows = await database.selectFrom('host_keys').selectAll().orderBy('host').orderBy('type').execute()
  return rows.map(({ host, type, key }) => `${host} ${type} ${key}\n`).join('')
}

/** Pins what a contact saw for the first time; a host that is pinned already stays as it was. */
export async function pinHostKeys(database: Database, seen: string): Promise<void> {
  const rows = seen.split('\n').flatMap((line) => {
    const [host, type, key] = line.trim().split(/\s+/)
    if (!host || !type || !key || host.startsWith('#')) return []
    return [{ host, type, key, fingerprint: fingerprintOf(key) }]
  })
  if (!rows.length) return
  await database
    .insertInto('host_keys')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** As `ssh-keygen -l` shows it. */
export const fingerprintOf = (key: string) =>
  `SHA256:${createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace(/=+$/, '')}`
