import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually } from '@keelson/catalog-testing'
import { stopContainer, topContainer } from '@keelson/engine'
import type { TerminalEnd } from '@keelson/protocol'
import { type LiveClient, liveClient, opened } from '../../test/live-client.ts'
import { type RunningApp, runningApp } from '../../test/running.ts'
import { at, openShop, type Shop } from '../../test/shop.ts'
import type { Caller } from '../access/authorise.ts'
import { createNote } from '../activity/record.ts'
import { listActivity } from '../activity/store.ts'
import { Refusal } from '../http/refusal.ts'
import { type Limits, type Screen, Terminals } from './terminals.ts'

let app: RunningApp
let shop: Shop
let web = ''
let bare = ''
const clients: LiveClient[] = []
const every: Terminals[] = []

before(async () => {
  app = await runningApp()
  shop = await openShop(app)
  const noShell =
    'require("node:fs").rmSync("/bin/sh"); console.log("ready"); setInterval(() => {}, 1e6); process.on("SIGTERM", () => process.exit(0))'
  ;[web, bare] = await Promise.all([
    shop.replica('web-1'),
    shop.replica('web-2', { command: ['node', '-e', noShell] }),
  ])
  await shop.observe()
  await app.http.listen({ host: '127.0.0.1', port: 0 })
})
after(async () => {
  for (const client of clients) client.close()
  await Promise.all([app.terminals, ...every].map((one) => one.close()))
  await shop?.close()
  await app.close()
})

const ada = (): Caller => ({
  kind: 'user',
  userId: app.user?.id ?? '',
  email: 'ada',
  scope: 'admin',
  via: 'session',
  label: 'ada',
})
const request = (replica = web) => ({ ...at, terminal: 't', replica, columns: 80, rows: 24 }) as never

/** What a page would show. */
function screen(more: Partial<Screen> = {}) {
  const seen = { text: '', end: undefined as TerminalEnd | undefined, exitCode: null as number | null }
  const it: Screen = {
    show(data, drawn) {
      seen.text += new TextDecoder().decode(data)
      drawn()
    },
    ended: (reason, exitCode) => Object.assign(seen, { end: reason, exitCode }),
    stillAllowed: async () => true,
    ...more,
  }
  return { it, seen }
}

function terminals(limits: Partial<Limits> = {}): Terminals {
  const made = new Terminals({ ...app.deps, note: createNote(app.deps) }, limits)
  every.push(made)
  return made
}
const processes = async () => JSON.stringify((await topContainer(app.deps.docker, web)).Processes)

/** A page of this token with a terminal, which shows what comes. */
async function page(token: string) {
  const client = liveClient(app, token)
  clients.push(client)
  assert.ok(await opened(client))
  const seen = { text: '' }
  client.on('terminal-output', ({ data }, taken) => {
    seen.text += new TextDecoder().decode(data)
    taken()
  })
  const ack = await client.emitWithAck('openTerminal', request())
  return {
    client,
    seen,
    ack,
    type: (data: string) => client.emitWithAck('typeInTerminal', { terminal: 't', data }),
  }
}

test('a terminal: typed, seen, resized, in Unicode; both its ends are remembered, and nothing of what was in it', async () => {
  const { client, seen, ack, type } = await page(await app.token('deploy'))
  assert.deepEqual(ack, { ok: true })
  await client.emitWithAck('resizeTerminal', { terminal: 't', columns: 132, rows: 50 })
  await type('stty size; echo "$TERM ñ 日本 🚀" a-$((6 * 7))\r')
  await eventually('the answer', () => /50 132\s+xterm-256color ñ 日本 🚀 a-42/.test(seen.text))
  await type('exit 3\r')
  const end = await new Promise<{ reason: string; exitCode: number | null }>((resolve) =>
    client.once('terminal-end', resolve),
  )
  assert.deepEqual([end.reason, end.exitCode], ['exited', 3])
  const rows = await eventually('both', async () => {
    const found = await listActivity(app.deps.database, { project: 'shop', limit: 2 })
    return found[0]?.action === 'closeTerminal' ? found : undefined
  })
  assert.deepEqual(
    rows.map(({ action, subject }) => [action, subject]),
    [
      ['closeTerminal', `production web ${web.slice(0, 12)}`],
      ['openTerminal', `production web ${web.slice(0, 12)}`],
    ],
  )
  assert.ok(rows[0]?.who.includes('token deploy') && rows[0].seconds !== null && rows[1]?.seconds === null)
  assert.ok(!JSON.stringify(rows).includes('stty'))
})

test('whoever may only read gets no terminal', async () => {
  const { ack } = await page(await app.token('read'))
  assert.ok(!ack.ok && ack.code === 'not-allowed')
})

test('a connection that breaks takes the shell along, and what it started', async () => {
  const { client, type } = await page(await app.token('deploy'))
  await type('sleep 4321 & sleep 1234\r')
  await eventually(
    'both run',
    async () => /sleep 4321/.test(await processes()) && /sleep 1234/.test(await processes()),
  )
  client.disconnect()
  await eventually('none runs', async () => !/sleep (4321|1234)/.test(await processes()))
})

test('a revoked token and a lowered rank end the terminal at once', async () => {
  const token = await app.token('deploy')
  const first = await page(token)
  const gone = new Promise((resolve) => first.client.once('disconnect', resolve))
  const headers = { authorization: `Bearer ${await app.token('admin')}` }
  const tokens = (await app.http.inject({ url: '/api/v1/tokens', headers })).json()
  const mine = tokens.find(({ name }: { name: string }) => name === 'deploy')
  await app.http.inject({ method: 'DELETE', url: `/api/v1/tokens/${mine.id}`, headers })
  await gone

  const second = await page(await app.token('deploy'))
  const gone2 = new Promise((resolve) => second.client.once('disconnect', resolve))
  app.live.endUser(app.user?.id ?? '')
  await gone2
  await eventually('no shell is left', async () => !/"sh"/.test(await processes()))
})

test('where the right is lost elsewhere, the terminal ends at the next look', async () => {
  let allowed = true
  const { it, seen } = screen({ stillAllowed: async () => allowed })
  await terminals({ checkMs: 50 }).open(request(), ada(), it)
  allowed = false
  await eventually('its end', () => seen.end === 'not-allowed')
})

test('a terminal in which nothing is typed ends after a while', async () => {
  const { it, seen } = screen()
  const open = await terminals({ idleMs: 600 }).open(request(), ada(), it)
  await open.type('echo still-$((1 + 1))\r')
  await eventually('the answer', () => seen.text.includes('still-2'))
  await eventually('its end', () => seen.end === 'idle')
})

test('nobody has more than so many; one that was closed makes room', async () => {
  const few = terminals({ perPerson: 1 })
  const first = await few.open(request(), ada(), screen().it)
  const refused = few.open(request(), ada(), screen().it)
  await assert.rejects(refused, (error) => error instanceof Refusal && /1 terminals open/.test(error.message))
  first.close()
  const again = await eventually('room', () => few.open(request(), ada(), screen().it).catch(() => undefined))
  again.close()
  await few.close()
})

test('a server ends the shells that one before it left behind, and nothing else', async () => {
  const left = screen()
  const killed = await terminals().open(request(), ada(), left.it)
  await killed.type('sh -c "sleep 2222; true"\r')
  const mine = screen()
  const living = terminals()
  const open = await living.open(request(), ada(), mine.it)
  await open.type('setsid sleep 3333 & sleep 4444\r')
  await eventually('all run', async () => {
    const all = await processes()
    return [2222, 3333, 4444].every((seconds) => all.includes(`"sleep ${seconds}"`))
  })
  await living.endLeft()
  await eventually('its end', () => left.seen.end === 'exited')
  const all = await processes()
  assert.deepEqual(
    [2222, 3333, 4444].map((seconds) => all.includes(`"sleep ${seconds}"`)),
    [false, true, true],
  )
  assert.equal(mine.seen.end, undefined)
  await living.close()
})

test('a page that draws slowly holds a flood back', async () => {
  let shown = 0
  const waiting: (() => void)[] = []
  const flood = terminals()
  const { it } = screen({
    show(data, drawn) {
      shown += data.length
      waiting.push(drawn)
    },
  })
  const open = await flood.open(request(), ada(), it)
  await open.type('yes 0123456789abcdef\r')
  await eventually('the window is full', () => shown > 256 * 1024)
  const full = shown
  // A round trip to the engine: what could come has come.
  await processes()
  assert.ok(shown - full <= 64 * 1024, `${shown} bytes on their way`)
  for (const drawn of waiting.splice(0)) drawn()
  await eventually('more comes', () => shown > full + 128 * 1024)
  await flood.close()
})

test('no shell, not running, gone: each is said as what it is', async () => {
  const none = screen()
  await eventually('it has removed its shell', async () => {
    const { it, seen } = none
    await terminals().open(request(bare), ada(), it)
    return seen.end === 'no-shell'
  })
  const { it, seen } = screen()
  await terminals().open(request(), ada(), it)
  await stopContainer(app.deps.docker, web, { timeout: 5 })
  await eventually('its end', () => seen.end === 'gone')
  await app.deps.observed.refresh(shop.composeProject)
  const stopped = terminals().open(request(), ada(), screen().it)
  await assert.rejects(
    stopped,
    (error) => error instanceof Refusal && /does not run \(exited\)/.test(error.message),
  )
  const strange = terminals().open(request('0'.repeat(64)), ada(), screen().it)
  await assert.rejects(strange, (error) => error instanceof Refusal && error.code === 'not-found')
  assert.equal((await listActivity(app.deps.database, { project: 'shop', limit: 1 }))[0]?.done, false)
})
