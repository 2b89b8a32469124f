import { createHash } from 'node:crypto'
import { cp, readdir, readFile, rm } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** What building or installing leaves behind is no part of an application. */
const left = new Set(['node_modules', 'dist', '.git', 'coverage'])

/** Copies an application's folder; gives the hash of its content, which stands where a commit would. */
export async function copyApp(from: string, to: string): Promise<string> {
  await rm(to, { recursive: true, force: true })
  await cp(from, to, {
    recursive: true,
    filter: (path) =>
      !relative(from, path)
        .split(sep)
        .some((part) => left.has(part)),
  })
  return contentHash(to)
}

async function contentHash(folder: string): Promise<string> {
  const hash = createHash('sha1')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.sort()) {
    const content = await readFile(file)
    hash.update(`${relative(folder, file)}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}
