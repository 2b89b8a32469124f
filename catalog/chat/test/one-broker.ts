// What the README promises of several replicas, on each broker, on the real engine, behind Keelson's own balancer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { AppUnderTest, docker, eventually } from '@keelson/catalog-testing'
import type { BrokerKind } from '../protocol/views.ts'
import { balanced } from './balanced.ts'
import { crowd, sql } from './crowd.ts'
import { call, closing, type Person } from './person.ts'

const replicas = 5
const size = { people: 200, rooms: 10 }
const each = 20
/** Between two messages of one person while replicas and broker come and go, in milliseconds. */
const beatMs = 1000

/** Declares the test of one broker. */
export function testBroker(broker: BrokerKind): void {
  test(`chat on ${broker}: everybody hears everything once, whatever goes down`, {
    timeout: 280_000,
  }, async (t) => {
    await using app = await AppUnderTest.prepare(new URL('..', import.meta.url), [], { CHAT_PORT: '0' })
    const files = ['compose.yaml', `compose.${broker}.yaml`]
    await app.up(files, '--build', '--scale', `app=${replicas}`)
    await using front = await balanced(app, 'app', 8080)
    await eventually('all replicas serve', () => front.serving() === replicas, { seconds: 90 })
    const { people, rooms } = await crowd(app, front.address, size)
    using _ = closing(people)
    await Promise.all(people.map((person) => person.live()))
    const roomOf = (index: number) => rooms[index % rooms.length] ?? 0

    await t.test('all replicas serve, and know of each other', async () => {
      assert.equal(new Set(people.map(({ replica }) => replica)).size, replicas)
      const health = await call(front.address, 'GET', '/health')
      assert.equal(health.status, 200)
      const { broker: state } = (await health.json()) as { broker: unknown }
      assert.deepEqual(state, { kind: broker, state: 'there' })
    })

    await t.test('two hundred people write at once', async () => {
      const text = (index: number, turn: number) => `quiet ${index} ${turn}`
      for (let turn = 0; turn < each; turn++)
        for (const [index, person] of people.entries()) person.chat.write(roomOf(index), text(index, turn))
      await heardOnce(app, people, roomOf, text)
    })

    await t.test(
      'while a replica is killed, the broker restarts, and a new version is deployed',
      async () => {
        const text = (index: number, turn: number) => `storm ${index} ${turn}`
        const writing = Promise.all(
          people.map(async (person, index) => {
            await pause((beatMs * index) / people.length)
            for (let turn = 0; turn < each; turn++) {
              person.chat.write(roomOf(index), text(index, turn))
              await pause(beatMs)
            }
          }),
        )
        const [victim = ''] = await app.containers('app')
        await docker('kill', victim)
        await docker('restart', '-t', '1', await app.container(broker))
        await app.up([...files, 'test/next.yaml'], '--scale', `app=${replicas}`)
        await writing
        await heardOnce(app, people, roomOf, text)
        await eventually('everybody is served by the new version', () =>
          people.every(({ chat }) => chat.state.service?.name === 'Next'),
        )
      },
    )

    await t.test('who was on a replica that died is gone within ten seconds', async () => {
      // After the storm they are with whichever replica came first: they come anew, and are spread.
      await eventually('all replicas serve again', () => front.serving() === replicas, { seconds: 60 })
      for (const { line } of people) line.io.engine.close()
      const few = () =>
        [...Map.groupBy(people, ({ replica }) => replica)].find(
          ([, there]) => there.length > 1 && there.length < people.length,
        )
      await eventually(
        'they are on several replicas',
        () => people.every(({ chat }) => chat.state.link === 'live') && few() !== undefined,
        { seconds: 60 },
      )
      const [dying = '', [first, ...others] = []] = few() ?? []
      assert.ok(first)
      const lost = others.slice(0, 3)
      const witnesses = people.filter(({ replica }) => replica !== dying)
      for (const person of lost) person.line.io.reconnection(false)
      await docker('kill', await containerOf(app, dying))
      await eventually(
        'they are gone for everybody else',
        () => witnesses.every(({ chat }) => lost.every(({ user }) => !chat.state.online.includes(user.id))),
        { seconds: 10 },
      )
      const moved = people.filter((person) => !lost.includes(person))
      await eventually('and nobody else is', () =>
        witnesses.every(({ chat }) => moved.every(({ user }) => chat.state.online.includes(user.id))),
      )
      for (const person of lost) person.line.io.reconnection(true)
      for (const person of lost) person.line.connect()
    })

    await t.test('who types is seen to type, and to stop', async () => {
      const room = roomOf(0)
      const [typist, reader] = people.filter((_, index) => roomOf(index) === room)
      assert.ok(typist && reader)
      await Promise.all([typist.live(), reader.live()])
      const seen = () => typist.user.id in (reader.chat.state.rooms[room]?.typing ?? {})
      typist.chat.typing(room)
      await eventually('typing is seen', seen)
      await eventually('and ends', () => !seen(), { seconds: 4 })
    })

    await t.test('what was said while one was away is unread on return', async () => {
      const room = roomOf(1)
      const [absent, writer] = people.filter((_, index) => roomOf(index) === room)
      assert.ok(absent && writer)
      await Promise.all([absent.live(), writer.live()])
      await absent.chat.seen(room)
      absent.line.disconnect()
      for (const text of ['one', 'two', 'three']) writer.chat.write(room, text)
      await eventually('it is sent', () => writer.chat.state.rooms[room]?.outbox.length === 0)
      absent.line.connect()
      await eventually('three are unread', () => absent.chat.state.rooms[room]?.unread === 3)
    })
  })
}

/** Each member of a room has each message of the room once, all in the same order, each sender's in theirs. */
async function heardOnce(
  app: AppUnderTest,
  people: Person[],
  roomOf: (index: number) => number,
  text: (index: number, turn: number) => string,
): Promise<void> {
  const kind = `${text(0, 0).split(' ')[0]} `
  const heard = (index: number) =>
    (people[index]?.texts(roomOf(index)) ?? []).filter((text) => text.startsWith(kind))
  const members = (room: number) => [...people.keys()].filter((index) => roomOf(index) === room)
  const expected = (index: number) => members(roomOf(index)).length * each
  await eventually(
    'everybody has as many messages as were sent',
    () => [...people.keys()].every((index) => heard(index).length >= expected(index)),
    { seconds: 120 },
  )
  const stored = await sql(app, `select count(*) from messages where text like '${kind}%'`)
  assert.equal(Number(stored), people.length * each, 'the database has each message once')
  for (const room of new Set([...people.keys()].map(roomOf))) {
    const [first = 0, ...others] = members(room)
    const order = heard(first)
    assert.equal(new Set(order).size, expected(first), 'nothing twice, nothing lost')
    for (const sender of members(room)) {
      const own = order.filter((said) => said.startsWith(`${kind}${sender} `))
      assert.deepEqual(
        own,
        Array.from({ length: each }, (_, turn) => text(sender, turn)),
      )
    }
    for (const other of others) assert.deepEqual(heard(other), order, 'one order for all')
  }
}

/** The container whose host name a page shows. */
async function containerOf(app: AppUnderTest, replica: string): Promise<string> {
  for (const name of await app.containers('app'))
    if ((await docker('inspect', '-f', '{{.Config.Hostname}}', name)) === replica) return name
  throw new Error(`no replica ${replica}`)
}
