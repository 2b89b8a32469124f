import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { keelson } from '../../test/keelson.ts'

const file = `
name: shop
services:
  web: { image: web, ports: ["8080:80"], depends_on: [db], environment: { TOKEN: hunter2 } }
  db: { image: db, volumes: ["data:/data"] }
  mail: { image: mail }
volumes: { data: {} }
`

test('picture draws the folder’s project, a part of it, or says it in lines', async (t) => {
  const cwd = mkdtempSync(join(tmpdir(), 'keelson-picture-'))
  t.after(() => rmSync(cwd, { recursive: true }))
  writeFileSync(join(cwd, 'compose.yaml'), file)

  const drawn = await keelson(['picture', '-o', 'picture.svg', '--theme', 'dark'], { cwd })
  assert.deepEqual(drawn, { code: 0, out: '', err: '' })
  const svg = readFileSync(join(cwd, 'picture.svg'), 'utf8')
  assert.match(svg, /^<svg .*<\/svg>\n$/s)
  assert.doesNotMatch(svg, /hunter2|prefers-color-scheme/)

  assert.deepEqual(await keelson(['picture', '--format', 'text', 'web'], { cwd }), {
    code: 0,
    out: 'db in default\n  volume data at /data\nweb in default\n  port 8080 → 80\n  needs db started\n',
    err: '',
  })
  const { services } = JSON.parse((await keelson(['viz', '--json'], { cwd })).out)
  assert.deepEqual(
    services.map(({ name }: { name: string }) => name),
    ['db', 'mail', 'web'],
  )
})
