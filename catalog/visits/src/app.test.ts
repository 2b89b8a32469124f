import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { type TestContext, test } from 'node:test'
import { buildApp } from './app.ts'
import type { Counter, Visit } from './counter.ts'

class CounterInMemory extends EventEmitter<{ visit: [Visit]; state: [] }> implements Counter {
  isThere = true
  #visits = 0

  async count(replica: string): Promise<number> {
    await this.total()
    this.emit('visit', { visits: ++this.#visits, replica })
    return this.#visits
  }

  async total(): Promise<number> {
    if (!this.isThere) throw new Error('away')
    return this.#visits
  }

  close(): void {}
}

async function start(t: TestContext) {
  const counter = new CounterInMemory()
  const app = await buildApp(counter, 'replica-1', 'silent')
  t.after(() => app.close())
  return { counter, app }
}

test('the page counts, the API does not', async (t) => {
  const { app } = await start(t)

  await app.inject('/')
  const second = await app.inject('/')
  await app.inject({ method: 'HEAD', url: '/' })

  assert.match(second.body, /<output id="visits">2<\/output>/)
  assert.match(second.body, /replica-1/)
  assert.deepEqual((await app.inject('/api/visits')).json(), { visits: 2, replica: 'replica-1' })
})

test('while Redis is away: 503 with an explanation, and 200 again when it is back', async (t) => {
  const { app, counter } = await start(t)
  counter.isThere = false

  const away = await app.inject('/')
  assert.equal(away.statusCode, 503)
  assert.match(away.body, /Redis does not answer/)
  assert.equal((await app.inject('/api/visits')).statusCode, 503)
  assert.deepEqual((await app.inject('/health')).json(), { ok: true, redis: false, replica: 'replica-1' })

  counter.isThere = true
  assert.equal((await app.inject('/')).statusCode, 200)
})

test('Spanish for a Spanish browser; a chosen language outranks the browser', async (t) => {
  const { app } = await start(t)
  const headers = { 'accept-language': 'es-ES,es;q=0.9,en;q=0.8' }

  assert.match((await app.inject({ url: '/', headers })).body, /Eres la visita número/)
  assert.match(
    (await app.inject({ url: '/', headers, cookies: { lang: 'en' } })).body,
    /You are visit number/,
  )
})

test('an unknown language is refused with field and reason', async (t) => {
  const { app } = await start(t)

  const refused = await app.inject('/taste?lang=fr')

  assert.equal(refused.statusCode, 400)
  assert.equal(refused.json().field, 'lang')
  assert.equal(refused.json().reason, 'there are en and es')
})

test('every visit is pushed to the pages that are open', async (t) => {
  const { app } = await start(t)
  const address = await app.listen({ port: 0 })

  const events = await fetch(`${address}/events`)
  assert.ok(events.body)
  await fetch(address)

  let seen = ''
  for await (const chunk of events.body.pipeThrough(new TextDecoderStream())) {
    seen += chunk
    if (seen.includes('event: visit')) break
  }
  assert.match(seen, /event: state\ndata: {"redis":true,"visits":0}/)
  assert.match(seen, /event: visit\ndata: {"visits":1,"replica":"replica-1"}/)
})
