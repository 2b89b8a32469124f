import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually } from '@keelson/catalog-testing'
import { type RunningApp, runningApp } from '../../test/running.ts'
import { openShop, type Shop } from '../../test/shop.ts'
import { followLogs, type Line } from './logs.ts'

let app: RunningApp
let shop: Shop
before(async () => {
  app = await runningApp()
  shop = await openShop(app)
})
after(async () => {
  await shop?.close()
  await app.close()
})

test('a container that keeps no lines is told in their place, and the others are read', async () => {
  const says = (word: string) => ['node', '-e', `console.log('${word}'); setInterval(() => {}, 1e6)`]
  await Promise.all([
    shop.replica('kept', { command: says('hello') }),
    shop.replica('unkept', {
      command: says('unseen'),
      HostConfig: { LogConfig: { Type: 'none', Config: {} } },
    }),
  ])
  await shop.observe()
  const unkept = 'unkept: Nothing to show: the logging driver of this container keeps no lines.'
  const told = ['kept: hello', unkept]
  const said = (lines: Line[]) =>
    lines.map(({ container, line }) => `${container.split('-').at(-1)}: ${line}`).sort()

  const authorization = `Bearer ${await app.token('read')}`
  const read = async () => {
    const url = '/api/v1/projects/shop/environments/production/logs'
    const { statusCode, body } = await app.http.inject({ url, headers: { authorization } })
    assert.equal(statusCode, 200, body)
    return said(JSON.parse(body))
  }
  await eventually('both to be told', async () => (await read()).length === 2)
  assert.deepEqual(await read(), told)

  const over = new AbortController()
  const followed: Line[] = []
  const { docker, observed } = app.deps
  const wanted = { composeProject: shop.composeProject, tail: 10 }
  const following = followLogs(docker, observed, wanted, over.signal, (lines) => followed.push(...lines))
  await eventually('both to be followed', () => followed.length === 2)
  over.abort()
  await following
  assert.deepEqual(said(followed), told)
})
