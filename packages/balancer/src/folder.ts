import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { certificateFolder, isPrivate, renderCertificates } from './certificates.ts'
import type { BalancerConfig } from './config.ts'
import { renderMaps } from './maps.ts'
import { pageFiles } from './pages.ts'
import { render } from './render.ts'

/** The user of the haproxy image. */
const imageUser = 99
const isRoot = () => process.getuid?.() === 0

/** The files of the shared folder, by their path in it. */
export function filesOf(config: BalancerConfig): Record<string, string> {
  const pages = Object.entries(pageFiles()).map(([name, text]) => [`pages/${name}`, text])
  return {
    ...Object.fromEntries(pages),
    ...renderMaps(config),
    ...renderCertificates(config),
    'haproxy.cfg': render(config),
  }
}

/**
 * Makes the folder that the container mounts, before its first start. A whole configuration that is
 * there already stays: the balancer may be running on it.
 *
 * @returns the `user:group` that the container must run as, so that both sides can use folder and sockets
 */
export async function prepareFolder(folder: string, config: BalancerConfig): Promise<string> {
  const folders = [folder, path.join(folder, 'pages'), path.join(folder, certificateFolder)]
  for (const place of folders) await mkdir(place, { recursive: true, mode: 0o750 })
  const files = filesOf(config)
  const present = await readFiles(folder, Object.keys(files))
  if (Object.values(present).includes(undefined)) await writeFiles(folder, files)
  if (!isRoot()) return `${process.getuid?.()}:${process.getgid?.()}`
  for (const place of folders) await chown(place, imageUser, imageUser)
  return `${imageUser}:${imageUser}`
}

/** What is in the folder now, for these names; undefined where there is no file. */
export async function readFiles(
  folder: string,
  names: string[],
): Promise<Record<string, string | undefined>> {
  const texts = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      return [name, text] as const
    }),
  )
  return Object.fromEntries(texts)
}

/** Each file appears whole or not at all; `undefined` removes it. Unchanged ones are not touched. */
export async function writeFiles(folder: string, files: Record<string, string | undefined>): Promise<void> {
  const present = await readFiles(folder, Object.keys(files))
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name)
    if (text === present[name]) continue
    if (text === undefined) {
      await rm(file, { force: true })
      continue
    }
    await writeFile(`${file}.new`, text, { mode: isPrivate(name) ? 0o600 : 0o644 })
    if (isPrivate(name) && isRoot()) await chown(`${file}.new`, imageUser, imageUser)
    await rename(`${file}.new`, file)
  }
}

/** Removes the private keys that are in no configuration any more. */
export async function removeOldCertificates(folder: string, files: Record<string, unknown>): Promise<void> {
  const place = path.join(folder, certificateFolder)
  const present = await readdir(place).catch(() => [])
  const old = present.filter((name) => !(`${certificateFolder}/${name}` in files))
  await Promise.all(old.map((name) => rm(path.join(place, name), { force: true })))
}
