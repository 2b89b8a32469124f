import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

/** Every file that an entry reaches through its imports, and every package it names. */
function reach(entry: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>()
  const packages = new Set<string>()
  const waiting = [entry]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue
    files.add(file)
    const text = readFileSync(file, 'utf8')
    for (const [, name = ''] of text.matchAll(/(?:from|import) '([^']+)'/g)) {
      if (name.startsWith('.')) waiting.push(resolve(dirname(file), name))
      else packages.add(name)
    }
  }
  return { files, packages }
}

const source = (name: string) => fileURLToPath(new URL(`../src/${name}`, import.meta.url))

test('the main entry imports nothing of Node and no package: it runs in a browser', () => {
  const { files, packages } = reach(source('index.ts'))
  assert.ok(files.size > 40)
  assert.deepEqual([...packages], [])
})

test('the library reads no clock, no process and no network', () => {
  for (const file of reach(source('index.ts')).files) {
    const text = readFileSync(file, 'utf8')
    assert.doesNotMatch(
      text,
      /\b(?:Date\.now|performance\.now|process\.|fetch\(|globalThis|Math\.random)/,
      file,
    )
  }
})
