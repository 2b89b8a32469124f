import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { describe, format, type LoadRequest, load, type Problem, printJson } from '@keelson/compose'
import { diskResources } from '@keelson/compose/node'

const folder = join(dirname(fileURLToPath(import.meta.url)), 'cases')

/** What a `case.json` may say; everything is optional. */
type Case = Partial<Omit<LoadRequest, 'files' | 'resources'>> & { files?: string[]; largest?: number }

function run(name: string) {
  const here = join(folder, name)
  const {
    files = ['compose.yaml'],
    largest,
    ...rest
  }: Case = existsSync(join(here, 'case.json'))
    ? JSON.parse(readFileSync(join(here, 'case.json'), 'utf8'))
    : {}
  const [first = '', ...more] = files.map((file) => join(here, file))
  return load({
    projectDirectory: here,
    environment: { HOME: '/home/user', SHELL_NAME: 'from shell' },
    name: 'case',
    ...rest,
    files: [first, ...more],
    resources: diskResources({ root: here, ...(largest && { largest }) }),
  })
}

const relative = (name: string, text: string) => text.replaceAll(join(folder, name), '/project')

for (const name of readdirSync(folder)) {
  test(`case ${name}`, () => {
    const here = join(folder, name)
    const loaded = run(name)
    const tell = (problems: Problem[]) => `${problems.map(format).join('\n\n')}\n`
    const expected = join(here, 'expected.json')
    if (existsSync(expected)) {
      const got = loaded.ok ? JSON.parse(relative(name, printJson(loaded.project))) : tell(loaded.problems)
      assert.deepEqual(got, JSON.parse(readFileSync(expected, 'utf8')))
    } else {
      assert.equal(
        loaded.ok ? 'It loads.' : relative(name, tell(loaded.problems)),
        readFileSync(join(here, 'problems.txt'), 'utf8'),
      )
    }
    const warnings = join(here, 'warnings.txt')
    if (existsSync(warnings))
      assert.equal(relative(name, tell(loaded.warnings)), readFileSync(warnings, 'utf8'))
  })
}

test('every problem code has a case, and is explained in the reference', () => {
  const source = readFileSync(new URL('../src/problem.ts', import.meta.url), 'utf8')
  const codes = [...source.matchAll(/code: '([^']+)'/g)].map(([, code]) => code ?? '')
  const seen = new Set(
    readdirSync(folder).flatMap((name) => {
      const loaded = run(name)
      return [...(loaded.ok ? [] : loaded.problems), ...loaded.warnings].map(({ code }) => code)
    }),
  )
  const reference = readFileSync(new URL('../../../docs/reference/problems.md', import.meta.url), 'utf8')
  assert.ok(codes.length > 40)
  assert.deepEqual(
    codes.filter((code) => !seen.has(code as Problem['code'])),
    [],
  )
  assert.deepEqual(
    codes.filter((code) => !reference.includes(`\n## ${code}\n`)),
    [],
  )
})

test('words say what is wrong and what to do: sentences, without a trace of the program', () => {
  for (const name of readdirSync(folder)) {
    const loaded = run(name)
    for (const problem of [...(loaded.ok ? [] : loaded.problems), ...loaded.warnings]) {
      const words = describe(problem)
      assert.match(words, /[.?)`]$/, words)
      assert.doesNotMatch(words, /undefined|\[object|\bat .*\.ts/, words)
    }
  }
})
