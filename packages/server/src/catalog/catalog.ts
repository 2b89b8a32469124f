import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadFromDisk } from '@keelson/compose/node'
import { CatalogAppName } from '@keelson/protocol'
import { z } from 'zod'

const Header = z.object({
  'x-keelson': z.object({
    catalog: z.object({
      title: z.record(z.string(), z.string()),
      summary: z.record(z.string(), z.string()),
    }),
  }),
})

export type CatalogEntry = { name: string; title: Record<string, string>; summary: Record<string, string> }

/** The applications in a folder: each subfolder whose compose.yaml says `x-keelson.catalog`. */
export function readCatalog(folder: string): CatalogEntry[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && CatalogAppName.safeParse(entry.name).success)
    .flatMap(({ name }) => {
      const home = join(folder, name)
      if (!existsSync(join(home, 'compose.yaml'))) return []
      const loaded = loadFromDisk({ workingDirectory: home, root: home, environment: {} })
      const header = Header.safeParse(loaded.ok ? loaded.project : undefined)
      return header.success ? [{ name, ...header.data['x-keelson'].catalog }] : []
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
