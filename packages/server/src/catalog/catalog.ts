import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CatalogAppName } from '@keelson/protocol'
import { parse } from 'yaml'
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
      const file = join(folder, name, 'compose.yaml')
      if (!existsSync(file)) return []
      const header = Header.safeParse(parse(readFileSync(file, 'utf8')))
      return header.success ? [{ name, ...header.data['x-keelson'].catalog }] : []
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
