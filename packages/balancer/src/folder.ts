import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { BalancerConfig } from './config.ts'
import { pageFiles } from './pages.ts'
import { render, renderHosts } from './render.ts'

/** The user of the haproxy image. */
const imageUser = 99

/** The files of the shared folder, by their path in it. */
export function filesOf(config: BalancerConfig): Record<string, string> {
  const pages = Object.entries(pageFiles()).map(([name, text]) => [`pages/${name}`, text])
  return { ...Object.fromEntries(pages), 'hosts.map': renderHosts(config), 'haproxy.cfg': render(config) }
}

/**
 * Makes the folder that the container mounts, before its first start. A whole configuration that is
 * there already stays: the balancer may be running on it.
 *
 * @returns the `user:group` that the container must run as, so that both sides can use folder and sockets
 */
export async function prepareFolder(folder: string, config: BalancerConfig): Promise<string> {
  const isRoot = process.getuid?.() === 0
  await mkdir(path.join(folder, 'pages'), { recursive: true, mode: 0o750 })
  const files = filesOf(config)
  const present = await readFiles(folder, Object.keys(files))
  if (Object.values(present).includes(undefined)) await writeFiles(folder, files)
  if (!isRoot) return `${process.getuid?.()}:${process.getgid?.()}`
  for (const place of [folder, path.join(folder, 'pages')]) await chown(place, imageUser, imageUser)
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
    await writeFile(`${file}.new`, text, { mode: 0o644 })
    await rename(`${file}.new`, file)
  }
}
