import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { closing, Person } from '../catalog/chat/test/person.ts'
import { eventually } from './harness/eventually.ts'
import { startPlatform } from './harness/platform.ts'
import { freePort } from './harness/ports.ts'
import { open } from './harness/web.ts'

const replicas = 5
/** Between two messages of one person, in milliseconds. */
const beatMs = 100

type Health = { ok: boolean; replicas: number; broker: { kind: string | null; state: string } }

test('chat from the catalog: one replica becomes five, then a new version, and no message is lost or heard twice', async (t) => {
  const platform = await startPlatform()
  t.after(() => platform.close())
  const health = async (): Promise<Health> =>
    JSON.parse((await open(`http://chat.localhost:${platform.port}/health`)).body)
  const set = (name: string, value: string) =>
    platform.must(['variables', 'set', 'chat', name, '--plain'], value)

  await platform.must(['catalog', 'deploy', 'chat', '--wait'])
  assert.deepEqual((await health()).broker, { kind: null, state: 'alone' })

  const port = await freePort()
  await set('CHAT_PORT', String(port))
  const files = ['--file', 'compose.yaml', '--file', 'compose.redis.yaml']
  await platform.must(['catalog', 'deploy', 'chat', ...files, '--wait'])
  await platform.must(['scale', '--project', 'chat', `app=${replicas}`, '--wait'])
  await eventually('five replicas know of each other', 20_000, async () => {
    const { ok, replicas: found, broker } = await health()
    return ok && found === replicas && broker.kind === 'redis'
  })

  // Ann has no websockets: the balancer must keep all requests of a connection with one replica.
  const address = `http://127.0.0.1:${port}`
  const polling = { transports: ['polling'], withCredentials: true }
  const people: Person[] = []
  using _ = closing(people)
  people.push(await Person.signUp(address, 'Ann', polling))
  people.push(await Person.signUp(address, 'Bob'))
  await Promise.all(people.map((person) => person.live()))
  const [ann, bob] = people
  assert.ok(ann && bob)
  const lobby = ann.room('Lobby').id
  const said = new Map<Person, string[]>(people.map((person) => [person, []]))
  const talk = async () => {
    for (const [person, texts] of said) {
      const text = `${person.user.name} ${texts.length}`
      texts.push(text)
      person.chat.write(lobby, text)
    }
    await pause(beatMs)
  }
  const allIsHeard = () =>
    eventually('everything said is heard once, and each in order', 20_000, async () => {
      const heard = ann.texts(lobby)
      const isHeard = [...said].every(
        ([{ user }, texts]) => heard.filter((text) => text.startsWith(user.name)).join() === texts.join(),
      )
      return isHeard && heard.join() === bob.texts(lobby).join()
    })

  const connection = ann.line.io.engine.id
  while ((said.get(ann)?.length ?? 0) < 30) await talk()
  await allIsHeard()
  assert.equal(ann.line.io.engine.transport.name, 'polling')
  assert.equal(ann.line.io.engine.id, connection, 'the connection of the beginning')

  await set('CHAT_NAME', 'Next')
  let isOver = false
  const deploying = platform.must(['deploy', 'chat', '--wait']).finally(() => {
    isOver = true
  })
  while (!isOver) await talk()
  await deploying
  await eventually('both are served by the new version', 20_000, async () =>
    people.every(({ chat }) => chat.state.service?.name === 'Next'),
  )
  await talk()
  await allIsHeard()
})
