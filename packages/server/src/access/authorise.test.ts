import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Ack, endpoints, liveRequests, Room, roomNeeds, type Scope } from '@keelson/protocol'
import { liveClient, opened } from '../../test/live-client.ts'
import { type RunningApp, runningApp } from '../../test/running.ts'
import { authorisationTable, covers, type Needs, pages } from './authorise.ts'

type Who = Scope | 'nobody'
const everyone: Who[] = ['nobody', 'read', 'deploy', 'admin']
const mayBe: Record<Needs, Who[]> = {
  anyone: everyone,
  read: ['read', 'deploy', 'admin'],
  deploy: ['deploy', 'admin'],
  admin: ['admin'],
}

let app: RunningApp
const tokens: Partial<Record<Who, string>> = {}
before(async () => {
  app = await runningApp()
  for (const scope of ['read', 'deploy', 'admin'] as const) tokens[scope] = await app.token(scope)
})
after(() => app.close())

const fill = (path: string) =>
  path
    .replace(/:(deploy|token)\b/, 'b3b2c0de-0000-4000-8000-000000000000')
    .replace(':version', '1')
    .replace(/:\w+/g, 'nowhere')
    .replace('*', '')

test('every endpoint and page lets exactly those through whom the table names', async () => {
  for (const { method, path, needs } of [...Object.values(endpoints), ...Object.values(pages)]) {
    for (const who of everyone) {
      const token = tokens[who]
      const { statusCode } = await app.http.inject({
        method,
        url: fill(path),
        headers: { ...(token && { authorization: `Bearer ${token}` }) },
        ...(method !== 'GET' && { payload: {} }),
      })
      const refused = statusCode === 401 || statusCode === 403
      // What says 401 or 403 for a reason of its own, past the table.
      const own = path === '/api/v1/setup' || (path === '/api/v1/session' && method === 'POST')
      if (mayBe[needs].includes(who)) assert.ok(!refused || own, `${who} ${method} ${path}: ${statusCode}`)
      else assert.equal(statusCode, who === 'nobody' ? 401 : 403, `${who} ${method} ${path}`)
    }
  }
})

test('nothing is served that is not in the table', () => {
  const known = new Set(authorisationTable().map(({ what }) => what.toLowerCase()))
  const served = app.routes()
  assert.ok(served.length > 30)
  for (const route of served) assert.ok(known.has(route.toLowerCase()), `${route} has no row in the table`)
})

test('every socket request asks the table; without a reader’s right there is no connection', async () => {
  await app.http.listen({ host: '127.0.0.1', port: 0 })
  const sockets = {
    nobody: liveClient(app, undefined),
    wrong: liveClient(app, 'keelson_wrong'),
    read: liveClient(app, tokens.read),
  }
  const foreign = liveClient(app, tokens.admin, { origin: 'http://shop.localhost:8000' })
  const outcomes = Promise.all([sockets.nobody, sockets.wrong, foreign, sockets.read].map(opened))
  try {
    assert.deepEqual(
      await outcomes,
      [false, false, false, true],
      'no token, a wrong one, a foreign page, a reader',
    )
    for (const name of Object.keys(liveRequests) as (keyof typeof liveRequests)[]) {
      const answer: Ack = await sockets.read
        .timeout(5000)
        .emitWithAck(name as 'subscribe', { room: '\n' } as never)
      const code = mayBe[liveRequests[name].needs].includes('read') ? 'invalid-input' : 'not-allowed'
      assert.ok(!answer.ok && answer.code === code, `${name}: ${JSON.stringify(answer)}`)
    }
    for (const [kind, needs] of Object.entries(roomNeeds)) {
      const about = { project: ':nowhere', deploy: ':b3b2c0de-0000-4000-8000-000000000000' }[kind] ?? ''
      const room = Room.parse(kind + about)
      const answer = await sockets.read.timeout(5000).emitWithAck('subscribe', { room })
      const entered = mayBe[needs].includes('read')
      assert.ok(entered ? answer.ok : !answer.ok && answer.code === 'not-allowed', room)
    }
  } finally {
    for (const socket of [...Object.values(sockets), foreign]) socket.close()
  }
})

test('a token gives at most what its maker may do', async () => {
  assert.ok(covers('deploy', 'read') && !covers('deploy', 'admin'))
  const { statusCode } = await app.http.inject({
    method: 'POST',
    url: '/api/v1/tokens',
    headers: { authorization: `Bearer ${tokens.read}` },
    payload: { name: 'more', scope: 'deploy' },
  })
  assert.equal(statusCode, 403)
})
