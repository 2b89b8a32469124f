import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { forgetDead } from './forget-dead.mjs'

const folder = mkdtempSync(path.join(tmpdir(), 'keelson-pid-'))
test.after(() => rmSync(folder, { recursive: true }))

function pidFile(name: string, content: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, content)
  return file
}

test('a pid file whose number is another program by now is removed', async () => {
  const file = pidFile('taken', `${process.pid}`)

  assert.equal(await forgetDead(file, 'dockerd', 0), true)
  assert.equal(existsSync(file), false)
})

test('a pid file of a process that is gone is removed, and none at all is as good', async () => {
  const child = spawn('true')
  await once(child, 'exit')
  const file = pidFile('gone', `${child.pid}\n`)

  assert.equal(await forgetDead(file, 'dockerd', 0), true)
  assert.equal(existsSync(file), false)
  assert.equal(await forgetDead(file, 'dockerd', 0), true)
})

test('a daemon that runs keeps its pid file; one that is on its way down is waited for', async () => {
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  const file = pidFile('running', `${child.pid}`)

  assert.equal(await forgetDead(file, 'sleep', 0), false)
  assert.equal(readFileSync(file, 'utf8'), `${child.pid}`)

  const forgotten = forgetDead(file, 'sleep', 60_000)
  child.kill()
  assert.equal(await forgotten, true)
  assert.equal(existsSync(file), false)
})
