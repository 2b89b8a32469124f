// What the README promises of people, photos and messages, with two replicas behind Keelson's own balancer.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { AppUnderTest, docker, eventually, openBrowser } from '@keelson/catalog-testing'
import { textLimit } from '../protocol/limits.ts'
import { badPhotos, formOf, goodPhoto } from './bad-photos.ts'
import { balanced } from './balanced.ts'
import { inBrowsers } from './in-browsers.ts'
import { addressOf, call, cookieOf, Person, password } from './person.ts'

const files = ['compose.yaml', 'compose.redis.yaml']

test('chat: people, photos, messages, and what is done while something is away', {
  timeout: 300_000,
}, async (t) => {
  await using app = await AppUnderTest.prepare(new URL('..', import.meta.url), [], {
    CHAT_PORT: '0',
    ATTEMPTS_PER_MINUTE: '200',
  })
  await app.up(files, '--build', '--scale', 'app=2')
  await using front = await balanced(app, 'app', 8080)
  await eventually('both replicas serve', () => front.serving() === 2, { seconds: 60 })
  const [first = '', second = ''] = await Promise.all((await app.containers('app')).map(addressOf))
  const people: Person[] = []
  const known = async (person: Promise<Person>) => {
    const found = await (await person).live()
    people.push(found)
    return found
  }

  await t.test(
    'a session made on one replica is valid on all; signing out ends it on all, open pages too',
    async () => {
      const ann = await known(Person.signUp(first, 'Ann'))
      const there = await known(Person.with(second, ann.user, ann.cookie).live())
      assert.notEqual(ann.replica, there.replica)
      for (const address of [first, second])
        assert.equal((await call(address, 'GET', '/api/session', { cookie: ann.cookie })).status, 200)

      const elsewhere = await known(Person.signIn(second, 'Ann'))
      assert.equal((await call(second, 'DELETE', '/api/session', { cookie: ann.cookie })).status, 204)
      const isOut = (person: Person) => person.chat.state.link === 'signed-out'
      await eventually('both pages of the session are out', () => isOut(ann) && isOut(there))
      assert.equal((await call(first, 'GET', '/api/session', { cookie: ann.cookie })).status, 401)
      assert.equal(elsewhere.chat.state.link, 'live', 'another session of the same person goes on')

      const last = await known(Person.signIn(first, 'Ann'))
      const all = '/api/session?everywhere=true'
      assert.equal((await call(second, 'DELETE', all, { cookie: last.cookie })).status, 204)
      await eventually('every page is out', () => isOut(elsewhere) && isOut(last))
    },
  )

  await t.test(
    'names, passwords and foreign pages: what is wrong is refused with field and reason',
    async () => {
      const signUp = (body: unknown, headers = {}) =>
        call(front.address, 'POST', '/api/users', { body, headers })
      const cases: [Promise<Response>, number, string][] = [
        [signUp({ name: 'ANN', password }), 409, 'name'],
        [signUp({ name: ' ', password }), 400, 'name'],
        [signUp({ name: 'an\u202en', password }), 400, 'name'],
        [signUp({ name: 'x'.repeat(41), password }), 413, 'name'],
        [signUp({ name: 'short', password: 'secret' }), 400, 'password'],
        [signUp({ name: 'more', password, admin: true }), 400, 'admin'],
        [signUp({ name: 'foreign', password }, { origin: 'http://evil.example' }), 403, 'origin'],
        [
          call(front.address, 'POST', '/api/session', { body: { name: 'Ann', password: 'not the one' } }),
          401,
          'password',
        ],
        [
          call(front.address, 'POST', '/api/session', { body: { name: 'Nobody', password } }),
          401,
          'password',
        ],
      ]
      for (const [asked, status, field] of cases) {
        const answer = await asked
        const body = (await answer.json()) as { field: string; reason: string }
        assert.deepEqual([answer.status, body.field], [status, field], JSON.stringify(body))
        assert.ok(body.reason)
      }
    },
  )

  await t.test(
    'without websockets: the balancer keeps every request of a connection on one replica',
    async () => {
      const options = { transports: ['polling'], withCredentials: true }
      const [eve, dan] = await Promise.all(
        ['Eve', 'Dan'].map((name) => known(Person.signUp(front.address, name, options))),
      )
      assert.ok(eve && dan)
      const { id } = eve.room('Lobby')
      const texts = Array.from({ length: 30 }, (_, turn) => `polled ${turn}`)
      for (const text of texts) eve.chat.write(id, text)
      await eventually('all arrive in order', () => dan.texts(id).join() === texts.join())
      assert.equal(eve.line.io.engine.transport.name, 'polling')
    },
  )

  const bob = await known(Person.signUp(first, 'Bob'))
  const cleo = await known(Person.signUp(second, 'Cleo'))
  const lobby = bob.room('Lobby').id

  await t.test('who is new is seen to be here, on the same replica and on the other', async () => {
    const sees = ({ chat }: Person, other: Person) => chat.state.online.includes(other.user.id)
    await eventually('Bob and Cleo see each other', () => sees(bob, cleo) && sees(cleo, bob))
    const dora = await known(Person.signUp(first, 'Dora'))
    await eventually('they see that Dora is here', () => sees(bob, dora) && sees(cleo, dora))
  })

  await t.test(
    'a photo sent to one replica is served by all; ten bad ones are refused, and nothing is kept',
    async () => {
      const send = (cookie: string, body: FormData) =>
        call(front.address, 'PUT', '/api/photo', { cookie, body })
      const stored = async () => docker('exec', await onlyFirst(app), 'ls', '-A', '/photos')
      const photo = await goodPhoto('teal')
      const answer = await call(first, 'PUT', '/api/photo', {
        cookie: bob.cookie,
        body: formOf({ bytes: photo, type: 'image/jpeg', name: 'me.jpg' }),
      })
      assert.equal(answer.status, 200)
      const { photo: path } = (await answer.json()) as { photo: string }
      await eventually('others see it at once', () => cleo.chat.state.users[bob.user.id]?.photo === path)
      for (const address of [first, second]) {
        const served = await call(address, 'GET', path)
        assert.equal(served.headers.get('content-type'), 'image/webp')
        assert.equal(served.headers.get('x-content-type-options'), 'nosniff')
        assert.equal(Buffer.from(await served.arrayBuffer()).toString('latin1', 8, 12), 'WEBP')
      }
      const before = await stored()
      for (const { what, parts, signedIn, status, reason } of await badPhotos()) {
        const refused = await send(signedIn ? cleo.cookie : '', formOf(...parts))
        const body = (await refused.json()) as { reason: string }
        assert.equal(refused.status, status, `${what}: ${JSON.stringify(body)}`)
        assert.match(body.reason, reason, what)
      }
      assert.equal(await stored(), before)
    },
  )

  await t.test('whatever a message holds, it is kept to the letter or refused with a reason', async () => {
    const kept = [
      '<script>alert(1)</script><img src=x onerror=alert(1)>',
      "'; drop table messages; --",
      '\u202egnp.exe and \u2066isolated\u2069',
      'family 👩‍👩‍👧‍👦, flag 🇪🇸, accents e\u0301\u0323',
      'tabs\tand\nlines\r\nas they were ',
      '𝒳'.repeat(textLimit),
    ]
    const refused: [unknown, string][] = [
      ['a\u0000b', 'control-character'],
      ['\u001b[31mred', 'control-character'],
      ['half \ud800', 'control-character'],
      ['x'.repeat(1_000_000), 'too-long'],
      ['x'.repeat(textLimit + 1), 'too-long'],
      [' \n\t ', 'empty'],
      [{ toString: 'x' }, 'invalid'],
      [null, 'invalid'],
    ]
    const say = (text: unknown) =>
      bob.chat.ask('send', { room: lobby, id: randomUUID(), text: text as string })
    for (const text of kept) assert.ok((await say(text)).ok, text.slice(0, 40))
    for (const [text, code] of refused) {
      const answer = await say(text)
      assert.equal(answer.ok ? 'accepted' : answer.code, code, JSON.stringify(text).slice(0, 20))
    }
    await eventually(
      'the others have exactly these',
      () => cleo.texts(lobby).slice(-kept.length).join('|') === kept.join('|'),
    )

    const engine = bob.line.io.engine
    bob.line.emit('send', { room: lobby, id: randomUUID(), text: 'x'.repeat(2_000_000) }, () => {})
    await eventually(
      'what is far too large ends the connection, and another begins',
      () => bob.line.io.engine !== engine,
    )
    await bob.live()
  })

  await t.test(
    'only what is theirs: others’ rooms and messages are refused, the same message twice is one',
    async () => {
      const made = await bob.chat.ask('make', { name: 'Private' })
      assert.ok(made.ok)
      const id = randomUUID()
      const [once, twice] = await Promise.all([
        bob.chat.ask('send', { room: made.room, id, text: 'mine' }),
        bob.chat.ask('send', { room: made.room, id, text: 'mine' }),
      ])
      assert.ok(once.ok && twice.ok)
      assert.equal(once.message.number, twice.message.number)
      const { number } = once.message
      const codes = await Promise.all(
        [
          cleo.chat.ask('send', { room: made.room, id: randomUUID(), text: 'hello' }),
          cleo.chat.ask('history', { room: made.room, before: null }),
          cleo.chat.ask('changes', { room: made.room, after: 0 }),
          cleo.chat.ask('edit', { room: made.room, number, text: 'yours' }),
          cleo.chat.ask('erase', { room: made.room, number }),
          cleo.chat.ask('read', { room: made.room, number }),
        ].map(async (asked) => {
          const answer = await asked
          return answer.ok ? 'done' : answer.code
        }),
      )
      assert.deepEqual(codes, ['no-room', 'no-room', 'no-room', 'not-yours', 'not-yours', 'no-room'])
    },
  )

  await t.test('too many messages at once wait, and none is lost', async () => {
    const texts = Array.from({ length: 60 }, (_, turn) => `many ${turn}`)
    const answers = await Promise.all(
      texts.map((text) => cleo.chat.ask('send', { room: lobby, id: randomUUID(), text })),
    )
    const slow = answers.filter(
      (answer) => !answer.ok && answer.code === 'slow-down' && (answer.retryAfter ?? 0) > 0,
    )
    assert.ok(slow.length > 0 && answers.some(({ ok }) => ok))
  })

  await using browser = await openBrowser()
  await inBrowsers(t, app, front.address, browser)

  await t.test(
    'without its broker: it is said, one replica goes on, others follow through the database, and it comes back',
    async () => {
      const redis = await app.container('redis')
      await docker('stop', '-t', '0', redis)
      await eventually('pages are told', () => bob.chat.state.service?.broker.state === 'away')
      const health = await call(first, 'GET', '/health')
      assert.equal(health.status, 503)
      const { broker } = (await health.json()) as { broker: { reason: string } }
      assert.match(broker.reason, /^redis:6379: /)
      assert.equal((await call(first, 'GET', '/ready')).status, 200)

      const near = await known(Person.signUp(first, 'Near'))
      bob.chat.write(lobby, 'is anybody here?')
      await eventually('the same replica', () => near.texts(lobby).includes('is anybody here?'), {
        seconds: 1,
      })
      await eventually('the other one', () => cleo.texts(lobby).includes('is anybody here?'), { seconds: 4 })

      await docker('start', redis)
      await eventually('it is back', () => bob.chat.state.service?.broker.state === 'there')
      assert.equal((await call(first, 'GET', '/health')).status, 200)
    },
  )

  await t.test('without its database: it is said, nothing is lost, and it comes back', async () => {
    const database = await app.container('db')
    await docker('stop', '-t', '0', database)
    bob.chat.write(lobby, 'written while the database was away')
    await eventually('pages are told', () => bob.chat.state.service?.database === 'away')
    assert.equal((await call(first, 'GET', '/health')).status, 503)
    const answer = await call(front.address, 'POST', '/api/session', { body: { name: 'Bob', password } })
    assert.equal(answer.status, 503)
    assert.equal(bob.texts(lobby).at(-1), 'is anybody here?')

    await docker('start', database)
    await eventually('it is sent', () => cleo.texts(lobby).at(-1) === 'written while the database was away')
    const again = await call(front.address, 'POST', '/api/session', { body: { name: 'Bob', password } })
    assert.ok(cookieOf(again))
  })

  await t.test(
    'one replica needs no broker; two without one say so, and still reach each other',
    async () => {
      await app.up(['compose.yaml'], '--remove-orphans', '--scale', 'app=1')
      await eventually('one replica serves', () => front.serving() === 1, { seconds: 60 })
      const broker = async () => {
        const answer = await call(front.address, 'GET', '/health')
        return [answer.status, ((await answer.json()) as { broker: { state: string } }).broker.state]
      }
      await eventually('it is alone and well', async () => (await broker()).join() === '200,alone')
      await app.up(['compose.yaml'], '--scale', 'app=2')
      await eventually('the second serves', () => front.serving() === 2, { seconds: 60 })
      await eventually('a broker is missing', async () => (await broker()).join() === '503,missing')
      const [here, there] = await Promise.all((await app.containers('app')).map(addressOf))
      const [gil, hal] = [
        await known(Person.signUp(here ?? '', 'Gil')),
        await known(Person.signUp(there ?? '', 'Hal')),
      ]
      gil.chat.write(lobby, 'slower, but there')
      await eventually('it arrives', () => hal.texts(lobby).includes('slower, but there'), { seconds: 4 })
    },
  )

  for (const person of people) person.close()
})

async function onlyFirst(app: AppUnderTest): Promise<string> {
  return (await app.containers('app'))[0] ?? ''
}
