import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { readOptions } from '../ballot/options.ts'
import { buildApp } from './app.ts'
import type { Queue } from './queue.ts'

class QueueInMemory implements Queue {
  isThere = true
  readonly votes: { voter: string; choice: string }[] = []

  async key(): Promise<string> {
    if (!this.isThere) throw new Error('away')
    return 'a key that only this test knows'
  }

  async add(voter: string, choice: string): Promise<void> {
    await this.key()
    this.votes.push({ voter, choice })
  }
}

async function start(t: TestContext, environment: Record<string, string> = {}) {
  const queue = new QueueInMemory()
  const app = await buildApp(readOptions(environment), queue, 'replica-1', 'silent')
  t.after(() => app.close())
  const vote = (payload: object, cookies: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: '/api/votes', payload, cookies })
  return { app, queue, vote }
}

test('a voter is known again by the cookie, and may change the vote', async (t) => {
  const { queue, vote } = await start(t)

  const first = await vote({ vote: 'a' })
  const voter = first.cookies.find(({ name }) => name === 'voter')
  assert.ok(voter)
  assert.equal(voter.httpOnly, true)
  await vote({ vote: 'b' }, { voter: voter.value })

  assert.deepEqual(
    queue.votes.map(({ choice }) => choice),
    ['a', 'b'],
  )
  assert.equal(queue.votes[0]?.voter, queue.votes[1]?.voter)
})

test('an unknown option is refused, naming those that there are', async (t) => {
  const { queue, vote } = await start(t, { OPTIONS: 'Red,Green' })
  for (const body of [{ vote: 'c' }, { vote: '<script>' }, { vote: ['a'] }, {}]) {
    const refused = await vote(body)
    assert.equal(refused.statusCode, 400)
    assert.equal(refused.json().field, 'vote')
    assert.match(refused.json().reason, /give one of "a" \(Red\), "b" \(Green\)/)
  }
  assert.deepEqual(queue.votes, [])
})

test('a forged cookie is refused and deleted', async (t) => {
  const { queue, vote } = await start(t)

  const refused = await vote({ vote: 'a' }, { voter: '0b9cbb4e-0a51-4c0b-9d19-0a6c1d7d0001.forged' })

  assert.equal(refused.statusCode, 403)
  assert.equal(refused.json().field, 'voter')
  assert.equal(refused.cookies.find(({ name }) => name === 'voter')?.value, '')
  assert.deepEqual(queue.votes, [])
})

test('what is too large, broken or of another kind is refused, never a failure', async (t) => {
  const { app } = await start(t)
  const post = (payload: string, type: string) =>
    app.inject({ method: 'POST', url: '/api/votes', payload, headers: { 'content-type': type } })

  assert.equal((await post(JSON.stringify({ vote: 'a'.repeat(5000) }), 'application/json')).statusCode, 413)
  assert.equal((await post('{"vote":', 'application/json')).statusCode, 400)
  assert.equal((await post('<vote/>', 'application/xml')).statusCode, 415)
})

test('a script in the name of an option is text', async (t) => {
  const { app } = await start(t, { OPTION_A: '<script>alert(1)</script>' })

  const { body, headers } = await app.inject('/')

  assert.ok(!body.includes('<script>alert'))
  assert.match(body, /&#60;script&#62;alert\(1\)/)
  assert.match(String(headers['content-security-policy']), /script-src 'self'/)
})

test('while Redis is away nothing is accepted, and both page and API say so', async (t) => {
  const { app, queue, vote } = await start(t)
  queue.isThere = false

  const page = await app.inject({ url: '/', headers: { 'accept-language': 'es-ES' } })
  assert.equal(page.statusCode, 503)
  assert.match(page.body, /La votación está en pausa/)
  assert.equal((await vote({ vote: 'a' })).statusCode, 503)

  queue.isThere = true
  assert.equal((await vote({ vote: 'a' })).statusCode, 201)
})

test('without scripts: a form, and back to the page', async (t) => {
  const { app, queue } = await start(t)

  const voted = await app.inject({
    method: 'POST',
    url: '/',
    payload: 'vote=b',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

  assert.equal(voted.statusCode, 303)
  assert.equal(queue.votes[0]?.choice, 'b')
})
