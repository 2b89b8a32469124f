import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseIgnore } from './ignore.ts'

const rows: [name: string, text: string, out: string[], kept: string[]][] = [
  ['names anchor at the root', 'node_modules', ['node_modules', 'node_modules/a/b'], ['web/node_modules']],
  ['a leading slash changes nothing', '/a', ['a', 'a/b'], ['b/a']],
  ['* stays in one folder', '*.md\n*/temp*', ['a.md', 'x/temporary', 'x/temp/y'], ['x/a.md', 'x/y/temp']],
  ['** crosses folders', '**/*.log', ['a.log', 'x/a.log', 'x/y/a.log'], ['a.logs']],
  ['** at the end', 'a/**', ['a/b', 'a/b/c'], ['a', 'b']],
  ['** in the middle', 'a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['b/a/z']],
  ['? is one letter', 'temp?', ['tempa'], ['temp', 'temp/a']],
  ['classes', 'a[0-9].txt\nb[^x]', ['a1.txt', 'by'], ['aa.txt', 'bx']],
  ['escapes', 'a\\*b', ['a*b'], ['axb']],
  [
    '! brings back, the last line decides',
    '*.md\n!README*.md\nREADME-secret.md',
    ['a.md', 'README-secret.md'],
    ['README.md'],
  ],
  ['! inside an excluded folder', 'dist\n!dist/keep', ['dist', 'dist/a'], ['dist/keep', 'dist/keep/b']],
  [
    'comments, blanks, spaces, byte order mark',
    '\uFEFF# no\n\n  a  \n ! a/b ',
    ['a', 'a/c'],
    ['# no', 'a/b'],
  ],
  ['paths are cleaned', './a//b/../c/', ['a/c'], ['a/b']],
  ['everything but', '*\n!src', ['a', 'b/c'], ['src', 'src/x']],
  ['regular expression letters are plain', 'a.b+(c)$', ['a.b+(c)$'], ['axb+(c)$']],
  ['a single dot is nothing', '.\n..', [], ['a', '.dockerignore']],
]
for (const [name, text, out, kept] of rows) {
  test(`.dockerignore: ${name}`, () => {
    const ignore = parseIgnore(text)
    for (const path of out) assert.equal(ignore.excludes(path), true, `${path} should be left out`)
    for (const path of kept) assert.equal(ignore.excludes(path), false, `${path} should be kept`)
  })
}

test('.dockerignore: where a negation may reach', () => {
  const ignore = parseIgnore('*\n!src/app\n!docs/*')
  assert.equal(ignore.mayIncludeBelow('src'), true)
  assert.equal(ignore.mayIncludeBelow('docs'), true)
  assert.equal(ignore.mayIncludeBelow('node_modules'), false)
  assert.equal(parseIgnore('*\n!**/keep').mayIncludeBelow('anything'), true)
  assert.equal(parseIgnore('*').mayIncludeBelow('src'), false)
})

test('.dockerignore: a broken pattern names its line', () => {
  assert.throws(() => parseIgnore('ok\n[a'), /line 2: "\[a" is not a pattern/)
})
