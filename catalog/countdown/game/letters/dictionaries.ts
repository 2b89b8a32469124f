import { transcode } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Dictionary } from './dictionary.ts'
import type { Language } from './piles.ts'

const packages: Record<Language, string> = {
  en: 'an-array-of-english-words',
  es: 'an-array-of-spanish-words',
}
const loaded = new Map<Language, Promise<Dictionary>>()

/** The dictionary of a language; read once a process, in less than half a second. */
export function dictionary(language: Language): Promise<Dictionary> {
  const known = loaded.get(language) ?? read(language)
  loaded.set(language, known)
  return known
}

async function read(language: Language): Promise<Dictionary> {
  const list = await readFile(fileURLToPath(import.meta.resolve(packages[language])))
  return new Dictionary(transcode(list, 'utf8', 'latin1'))
}
