import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  canonical,
  type Json,
  type Loaded,
  type LoadRequest,
  load,
  memoryResources,
  printJson,
  printYaml,
} from '@keelson/compose'
import { diskResources } from '@keelson/compose/node'
import fc from 'fast-check'
import { serviceFile } from './arbitrary.ts'

function loadTexts(texts: Record<string, string>, more: Partial<LoadRequest> = {}): Loaded {
  const [first = '', ...rest] = Object.keys(texts).map((name) => `/project/${name}`)
  return load({
    files: [first, ...rest],
    projectDirectory: '/project',
    environment: { HOME: '/home/user', SET: 'value', EMPTY: '' },
    resources: memoryResources(texts, '/project'),
    ...more,
  })
}

function projectOf(loaded: Loaded): Json {
  assert.ok(loaded.ok, loaded.ok ? '' : JSON.stringify(loaded.problems))
  return canonical(loaded.project)
}

test('loading is deterministic', () => {
  fc.assert(
    fc.property(serviceFile, (file) => {
      const text = JSON.stringify(file)
      assert.deepEqual(loadTexts({ 'a.yaml': text }), loadTexts({ 'a.yaml': text }))
    }),
    { numRuns: 60 },
  )
})

test('canonical output, JSON and YAML, loads to itself', () => {
  fc.assert(
    fc.property(serviceFile, (file) => {
      const loaded = loadTexts({ 'a.yaml': JSON.stringify(file) })
      if (!loaded.ok) return
      const once = canonical(loaded.project)
      assert.deepEqual(projectOf(loadTexts({ 'b.yaml': printJson(loaded.project) })), once)
      assert.deepEqual(projectOf(loadTexts({ 'c.yaml': printYaml(loaded.project) })), once)
    }),
    { numRuns: 150 },
  )
})

test('merging is associative: a file laid over the merge of two equals the merge of all three', () => {
  fc.assert(
    fc.property(serviceFile, serviceFile, serviceFile, (one, two, three) => {
      const texts = { 'one.yaml': one, 'two.yaml': two, 'three.yaml': three }
      const files = Object.fromEntries(
        Object.entries(texts).map(([name, file]) => [name, JSON.stringify(file)]),
      )
      const all = loadTexts(files)
      const pair = loadTexts({ 'one.yaml': files['one.yaml'] ?? '', 'two.yaml': files['two.yaml'] ?? '' })
      if (!all.ok || !pair.ok) return
      const merged = loadTexts({
        'merged.yaml': printJson(pair.project),
        'three.yaml': files['three.yaml'] ?? '',
      })
      assert.deepEqual(projectOf(merged), canonical(all.project))
    }),
    { numRuns: 100 },
  )
})

test('no bytes crash or hang the loader; problems have places inside the file', () => {
  const pieces = fc.constantFrom(
    ...[
      'services:\n',
      '  web:\n',
      '    image: a\n',
      '- ',
      ': ',
      '? ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '\n',
      '\t',
      '  ',
    ],
    ...[
      '"',
      "'",
      '|',
      '>',
      '&a ',
      '*a',
      '!reset ',
      '!override ',
      '<<: ',
      '#',
      '---\n',
      '...\n',
      '%',
      '$',
      '${A',
      '}',
    ],
    ...['\u0000', '\ufeff', '\ud800', 'é', '0x', '1e999', '~', 'null', 'include: [x]\n', 'extends: web\n'],
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(text, (content) => {
      const loaded = loadTexts({ 'fuzz.yaml': content })
      for (const problem of loaded.ok ? [] : loaded.problems) {
        const lines = content.split('\n').length
        if (problem.at) assert.ok(problem.at.line >= 1 && problem.at.line <= lines && problem.at.column >= 1)
      }
    }),
    { numRuns: 1500 },
  )
})

test('any JSON in the place of any attribute is taken or refused, never a crash', () => {
  const keys = fc.constantFrom(
    ...[
      'build',
      'ports',
      'volumes',
      'environment',
      'deploy',
      'healthcheck',
      'networks',
      'secrets',
      'depends_on',
    ],
    ...[
      'env_file',
      'extends',
      'develop',
      'ulimits',
      'gpus',
      'logging',
      'blkio_config',
      'command',
      'labels',
      'models',
    ],
  )
  fc.assert(
    fc.property(keys, fc.jsonValue({ maxDepth: 4 }), (key, value) => {
      loadTexts({ 'a.yaml': JSON.stringify({ services: { web: { image: 'a', [key]: value } } }) })
    }),
    { numRuns: 1000 },
  )
})

test('alias bombs and deep nesting are refused', () => {
  const bomb = ['x-0: &x0 [a, a, a, a, a, a, a, a, a]']
  for (let level = 1; level < 12; level++)
    bomb.push(`x-${level}: &x${level} [${`*x${level - 1}, `.repeat(9)}]`)
  const loaded = loadTexts({ 'a.yaml': `${bomb.join('\n')}\nservices: {}\n` })
  assert.deepEqual(loaded.ok ? [] : loaded.problems.map(({ code }) => code), ['alias-expansion'])
  for (const open of ['[', '{a: ', '- ', 'a:\n ']) {
    const deep = loadTexts({ 'a.yaml': open.repeat(20_000) })
    assert.equal(deep.ok, false)
  }
})

test('fifty megabytes are read or refused', () => {
  const labels = Array.from(
    { length: 400_000 },
    (_, index) => `      l${index}: "some text that goes on and on, ${'x'.repeat(95)}"\n`,
  )
  const text = `services:\n  web:\n    image: a\n    labels:\n${labels.join('')}`
  assert.ok(text.length > 50_000_000)
  const loaded = loadTexts({ 'a.yaml': text })
  assert.ok(loaded.ok)
  assert.equal(Object.keys(loaded.project.services.web?.labels ?? {}).length, 400_000)
})

test('circles of extends and include end', () => {
  const circle = (count: number, text: (next: number) => string) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`f${index}.yaml`, text((index + 1) % count)]),
    )
  const include = circle(30, (next) => `include: [f${next}.yaml]\n`)
  const extend = circle(30, (next) => `services: { a: { extends: { file: f${next}.yaml, service: a } } }\n`)
  for (const [texts, code] of [
    [include, 'include-cycle'],
    [extend, 'extends-cycle'],
  ] as const) {
    const loaded = loadTexts(texts, { files: ['/project/f0.yaml'] })
    assert.equal(loaded.ok, false)
    assert.ok(!loaded.ok && loaded.problems.some((problem) => problem.code === code))
  }
})

test('a long chain of dependencies is walked', () => {
  const services = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, index) => [
      `s${index}`,
      { image: 'a', ...(index > 0 && { depends_on: [`s${index - 1}`] }) },
    ]),
  )
  const loaded = loadTexts({ 'a.yaml': JSON.stringify({ services }) }, { services: ['s19999'] })
  assert.ok(loaded.ok)
  assert.equal(Object.keys(loaded.project.services).length, 20_000)
})

test('with a root, nothing outside of it is read: not by path, not by link', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-compose-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync('/etc', join(folder, 'link'))
  const attempts = [
    'include: [../../../../../../etc/passwd]',
    'include: [link/passwd]',
    'services: { a: { extends: { file: /etc/passwd, service: root } } }',
    'services: { a: { image: a, env_file: link/passwd } }',
    'services: { a: { image: a, label_file: [/etc/passwd] } }',
    'include: [{ path: compose.yaml, env_file: /etc/passwd }]',
  ]
  for (const [index, text] of attempts.entries()) {
    const file = join(folder, `attempt-${index}.yaml`)
    writeFileSync(file, `${text}\n`)
    const loaded = load({
      files: [file],
      projectDirectory: folder,
      environment: {},
      resources: diskResources({ root: folder }),
    })
    assert.ok(!loaded.ok, text)
    assert.ok(
      loaded.problems.some(({ code }) => code === 'file-outside' || code === 'file-missing'),
      text,
    )
    assert.doesNotMatch(JSON.stringify(loaded), /root:.*:0:0/)
  }
})
