import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { BuildMemory } from '@keelson/engine'
import type { Surroundings } from '../command.ts'

/** As many builds as are worth knowing; the oldest are forgotten. */
const KEPT = 1000

/**
 * What images were built from, in a file of the user's cache. An image's own label would say it too, and be on every
 * container of the image. Where there is no home to write to, nothing is remembered and every build asks the builder.
 */
export function buildMemory({ env }: Pick<Surroundings, 'env'>): BuildMemory {
  const home = env.HOME && existsSync(env.HOME) ? join(env.HOME, '.cache') : undefined
  const folder = env.XDG_CACHE_HOME || home
  const file = folder && join(folder, 'keelson', 'builds.json')
  const read = (): Record<string, string> => (file ? readHashes(file) : {})
  return {
    recall: (image) => read()[image],
    keep(image, fingerprint) {
      if (!file) return
      const { [image]: _, ...others } = read()
      const kept = [...Object.entries(others), [image, fingerprint]].slice(-KEPT)
      try {
        mkdirSync(dirname(file), { recursive: true })
        // Whole or not at all: another build may be reading it.
        const draft = `${file}.${process.pid}`
        writeFileSync(draft, JSON.stringify(Object.fromEntries(kept)), { mode: 0o600 })
        renameSync(draft, file)
      } catch {
        // A cache that cannot be written only costs a question to the builder.
      }
    },
  }
}

function readHashes(file: string): Record<string, string> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const entries = Object.entries(value ?? {}).filter(([, hash]) => typeof hash === 'string')
    return Object.fromEntries(entries)
  } catch {
    // Absent, or not ours to read.
    return {}
  }
}
