import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Package } from './debian/control.ts'
import type { Machine } from './machine/machine.ts'
import { base } from './recipes/base.ts'
import type { Recipe } from './recipes/recipe.ts'

/** Goes up when the same recipe begins to give other files. */
const format = 1

/**
 * Says whether an image on the engine is the one that would be built now: a digest of the
 * recipes, their files, the versions of all packages and this machine's settings.
 */
export function contentDigest(recipe: Recipe, packages: Package[], machine: Machine): string {
  const files = [base, recipe].flatMap(({ files = [] }) =>
    files.flatMap(({ from }) =>
      from ? [readFileSync(path.join(import.meta.dirname, '../files', from), 'utf8')] : [],
    ),
  )
  const versions = packages.map(({ name, version, sha256 }) => `${name} ${version} ${sha256}`).sort()
  const parts = JSON.stringify({ format, base, recipe, files, versions, machine })
  return createHash('sha256').update(parts).digest('hex').slice(0, 32)
}
