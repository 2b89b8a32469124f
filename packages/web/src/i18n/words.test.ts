import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { doings, reasons } from '@keelson/engine'
import { canaryEnds, type Endpoint, endpoints, refusals, takeovers } from '@keelson/protocol'
import { parse } from 'vue/compiler-sfc'
import { en } from './en.ts'
import { es } from './es.ts'

function keys(messages: object, before = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [before + key] : keys(value, `${before}${key}.`),
  )
}
const value = (messages: object, key: string) =>
  key
    .split('.')
    .reduce<unknown>(
      (at, part) =>
        at && typeof at === 'object' ? Object.entries(at).find(([name]) => name === part)?.[1] : undefined,
      messages,
    )
const holesOf = (text: unknown) => [...new Set(String(text).match(/\{(\w+)\}/g))].toSorted()
const folder = new URL('..', import.meta.url).pathname
const sources = new Map<string, string>()
for await (const name of glob('**/*.{vue,ts}', { cwd: folder })) {
  if (!name.startsWith('recorded/') && !name.endsWith('.test.ts'))
    sources.set(name, await readFile(folder + name, 'utf8'))
}

test('both languages have the same keys, none empty, with the same values put in', () => {
  assert.deepEqual(keys(es).toSorted(), keys(en).toSorted())
  for (const key of keys(en)) {
    assert.notEqual(String(value(es, key)).trim(), '')
    assert.deepEqual(holesOf(value(es, key)), holesOf(value(en, key)), key)
    assert.equal(String(value(es, key)).split(' | ').length, String(value(en, key)).split(' | ').length, key)
  }
})

test('every key that is used exists, and every key that exists is used', () => {
  const all = [...sources.values()].join('\n')
  const known = new Set(keys(en))
  const used = [...all.matchAll(/\b(?:t|te)\(\s*'([\w.-]+)'|keypath="([\w.-]+)"/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  )
  assert.deepEqual(
    used.filter((key) => !known.has(key)),
    [],
  )
  const codes = [...Object.keys(refusals), 'unreachable', 'unexpected-answer', 'unexpected']
  const said = [...all.matchAll(/say\('(\w+)'/g)].map((match) => `project.effects.${match[1]}`)
  assert.deepEqual(
    said.filter((key) => !known.has(key)),
    [],
  )
  // `state.${…}` uses whatever begins with it.
  const families = [...all.matchAll(/\b(?:t|te)\(\s*`([\w.]+)\$/g)].map((match) => match[1] ?? '')
  const direct = new Set([
    ...used,
    ...said,
    ...codes.flatMap((code) => [`problem.${code}.title`, `problem.${code}.advice`]),
  ])
  const unused = [...known].filter(
    (key) =>
      !direct.has(key) &&
      !families.some((family) => family !== 'problem.' && key.startsWith(family)) &&
      !all.includes(`'${key}'`),
  )
  assert.deepEqual(unused, [])
})

test('everything that can be done to a server can be said of whoever did it', () => {
  const acts = Object.entries<Endpoint>(endpoints).filter(
    ([, { method, looks, noted }]) => noted === true || (method !== 'GET' && looks !== true),
  )
  assert.deepEqual(
    [...acts.map(([name]) => name), 'openTerminal', 'closeTerminal'].filter(
      (name) => !(name in en.activity.did),
    ),
    [],
  )
})

test('every step of a plan, every reason and every word on a take-over can be said, with the same values put in', () => {
  const said = Object.entries({ ...doings, ...reasons, ...takeovers, ...canaryEnds })
  assert.deepEqual(
    said.map(([code]) => `plan.${code}`).toSorted(),
    keys(en)
      .filter((key) => key.startsWith('plan.'))
      .toSorted(),
  )
  for (const [code, text] of said) assert.deepEqual(holesOf(value(en, `plan.${code}`)), holesOf(text), code)
})

test('no template holds words of its own', () => {
  const found: string[] = []
  const spoken = new Set([
    'title',
    'aria-label',
    'placeholder',
    'alt',
    'label',
    'hint',
    'text',
    'description',
  ])
  type Node = {
    type: number
    content?: unknown
    children?: unknown[]
    props?: unknown[]
    loc: { source: string }
    name?: string
    value?: { content: string }
  }
  const walk = (file: string, node: Node) => {
    if (node.type === 2 && /\p{L}/u.test(String(node.content)))
      found.push(`${file}: ${String(node.content).trim()}`)
    for (const prop of (node.props ?? []) as Node[]) {
      if (prop.type === 6 && spoken.has(prop.name ?? '') && /\p{L}/u.test(prop.value?.content ?? ''))
        found.push(`${file}: ${prop.loc.source}`)
    }
    for (const child of (node.children ?? []) as Node[]) if (typeof child === 'object') walk(file, child)
  }
  for (const [file, source] of sources) {
    const root = file.endsWith('.vue') ? parse(source).descriptor.template?.ast : null
    if (root) walk(file, root as Node)
  }
  assert.deepEqual(found, [])
})
