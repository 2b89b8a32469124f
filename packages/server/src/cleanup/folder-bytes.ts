import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

const blockBytes = 512

/** What a folder takes on the disk, in bytes. Links are not followed; what goes away meanwhile counts nothing. */
export async function folderBytes(path: string): Promise<number> {
  const stat = await lstat(path).catch(() => undefined)
  if (!stat) return 0
  let bytes = stat.blocks * blockBytes
  if (!stat.isDirectory()) return bytes
  for (const name of await readdir(path).catch(() => [])) bytes += await folderBytes(join(path, name))
  return bytes
}
