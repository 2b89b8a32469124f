import assert from 'node:assert/strict'
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inGuides, onPhone, opened, views } from '../scripts/views.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = 'docs/guides/pictures'
const router = readFileSync(join(root, 'packages/web/src/router.ts'), 'utf8')
const routes = [...router.matchAll(/\bname: '([\w-]+)',\s+component:|\bname: '([\w-]+)', component:/g)].map(
  ([, below, beside]) => below ?? beside ?? '',
)
const files = globSync(`${folder}/*`, { cwd: root }).map((path) => path.slice(folder.length + 1))
const texts = globSync(['README.md', 'docs/**/*.md'], { cwd: root }).map((path) => ({
  path,
  text: readFileSync(join(root, path), 'utf8'),
}))

test('every page of the dashboard has its pictures in the guides', () => {
  assert.equal(routes.length, router.match(/\bcomponent: \(\) =>|\bcomponent: ProjectsPage/g)?.length)
  assert.deepEqual(
    routes.filter((name) => !inGuides.includes(name)),
    [],
  )
  assert.deepEqual(
    [...inGuides, ...onPhone, ...Object.keys(opened)].filter((name) => !(name in views)),
    [],
  )
})

test('the pictures of the guides are those that the script makes, all of them, and small', () => {
  const made = [
    ...inGuides.flatMap((name) => [`${name}-light.webp`, `${name}-dark.webp`]),
    ...onPhone.map((name) => `${name}-phone.webp`),
  ]
  assert.deepEqual(files.toSorted(), made.toSorted())
  const bytes = files.map((file) => statSync(join(root, folder, file)).size)
  assert.ok(Math.min(...bytes) > 1_000)
  assert.ok(bytes.reduce((sum, size) => sum + size, 0) < 6_000_000)
})

test('every picture is shown by the walk through the dashboard, and what is shown is there, in both themes', () => {
  const used = (text: string) => [...text.matchAll(/pictures\/([\w-]+\.webp)/g)].map(([, file = '']) => file)
  const walk = texts.find(({ path }) => path === 'docs/guides/the-dashboard.md')
  assert.deepEqual([...new Set(used(walk?.text ?? ''))].toSorted(), files.toSorted())
  for (const { path, text } of texts) {
    const shown = used(text)
    for (const file of shown) {
      assert.ok(files.includes(file), `${path}: ${file}`)
      const other = file.replace(
        /-(light|dark)\.webp$/,
        (_, theme) => `-${theme === 'light' ? 'dark' : 'light'}.webp`,
      )
      assert.ok(shown.includes(other), `${path}: ${file} in one theme only`)
    }
  }
})
