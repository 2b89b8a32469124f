import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { io } from 'socket.io-client'
import { readOptions } from '../ballot/options.ts'
import { buildApp } from './app.ts'
import type { CountedVotes, Counts } from './store.ts'

class VotesInMemory extends EventEmitter<{ votes: [number]; state: [] }> implements CountedVotes {
  isThere = true
  counts = new Map<string, number>()
  dead = 0

  async read(): Promise<Counts> {
    if (!this.isThere) throw new Error('away')
    return { counts: this.counts, dead: this.dead }
  }
}

async function start(t: TestContext) {
  const votes = new VotesInMemory()
  const app = await buildApp(
    readOptions({ OPTION_A: '<b>Tea</b>', OPTION_B: 'Coffee' }),
    votes,
    'replica-1',
    'silent',
  )
  t.after(() => app.close())
  return { votes, app }
}

test('the page says what there is: nothing yet, then shares, and what was set aside', async (t) => {
  const { app, votes } = await start(t)
  assert.match((await app.inject('/')).body, /No votes yet/)

  votes.counts.set('a', 1).set('b', 2)
  votes.dead = 1
  votes.emit('votes', 3)
  await new Promise(setImmediate)
  const { body } = await app.inject('/')

  assert.match(body, /3 votes/)
  assert.match(body, /33\.3%/)
  assert.match(body, /<b id="dead">1<\/b>/)
  assert.match(body, /&#60;b&#62;Tea/)
})

test('while Postgres is away: 503 with an explanation', async (t) => {
  const { app, votes } = await start(t)
  votes.isThere = false

  const page = await app.inject('/')
  assert.equal(page.statusCode, 503)
  assert.match(page.body, /Postgres, where votes are counted, does not answer/)
  assert.equal((await app.inject('/api/results')).statusCode, 503)
})

test('every change is pushed', async (t) => {
  const { app, votes } = await start(t)
  const socket = io(await app.listen({ port: 0 }), { transports: ['websocket'] })
  t.after(() => socket.close())
  const boards = new EventEmitter<{ board: [{ total: number; there: boolean }] }>()
  socket.on('board', (board) => boards.emit('board', board))
  const next = async () => (await once(boards, 'board'))[0]

  assert.equal((await next()).total, 0)
  votes.counts.set('b', 4)
  votes.emit('votes', 4)
  assert.equal((await next()).total, 4)

  votes.isThere = false
  votes.emit('state')
  const last = await next()
  assert.deepEqual([last.total, last.there], [4, false])
})
