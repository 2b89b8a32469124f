import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circles, importsOf } from './imports.ts'

test('imports are read from every form that TypeScript has', () => {
  const text = [
    "import { a } from './a.ts'",
    "import type { B } from './b.ts'",
    "import './side-effect.ts'",
    'export {',
    '  c,',
    "} from './c.ts'",
    "const later = import('./d.ts')",
    "// import { no } from './comment.ts'",
  ].join('\n')

  assert.deepEqual(
    importsOf(text).map(({ specifier, typeOnly }) => `${specifier}${typeOnly ? ' (no circle)' : ''}`),
    ['./a.ts', './b.ts (no circle)', './side-effect.ts', './c.ts', './d.ts (no circle)'],
  )
})

test('a circle is found and told file by file; a type closes none', () => {
  const value = (specifier: string) => [{ specifier, typeOnly: false }]

  assert.deepEqual(
    circles([
      { path: 'x/a.ts', imports: value('./b.ts') },
      { path: 'x/b.ts', imports: value('./c.ts') },
      { path: 'x/c.ts', imports: value('./a.ts') },
    ]),
    [['x/a.ts', 'x/b.ts', 'x/c.ts', 'x/a.ts']],
  )
  assert.deepEqual(
    circles([
      { path: 'x/a.ts', imports: value('./b.ts') },
      { path: 'x/b.ts', imports: [{ specifier: './a.ts', typeOnly: true }] },
    ]),
    [],
  )
})
