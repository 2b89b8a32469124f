// A broker that is not there, goes, or hangs, on the real engine: it is said, and one replica goes on without it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppUnderTest, docker, eventually, openBrowser } from '@keelson/catalog-testing'
import type { Browser } from 'playwright-core'
import type { BrokerKind, BrokerState } from '../protocol/views.ts'
import { call, closing, Person, password } from './person.ts'

const brokers: { kind: BrokerKind; name: string; port: number }[] = [
  { kind: 'redis', name: 'Redis', port: 6379 },
  { kind: 'rabbitmq', name: 'RabbitMQ', port: 5672 },
  { kind: 'nats', name: 'NATS', port: 4222 },
]
const files = ['compose.yaml', ...brokers.map(({ kind }) => `compose.${kind}.yaml`), 'test/each-broker.yaml']

test('chat whose broker is absent, stops or hangs', { timeout: 200_000 }, async (t) => {
  await using app = await AppUnderTest.prepare(new URL('..', import.meta.url), [], { CHAT_PORT: '0' })
  await app.up(files, '--build', ...brokers.map(({ kind }) => `on-${kind}`))
  await using browser = await openBrowser()
  const people: Person[] = []
  using _ = closing(people)
  const trials = await Promise.all(brokers.map((broker) => startTrial(app, browser, people, broker)))
  const forEach = (work: (trial: Trial) => Promise<void>) => Promise.all(trials.map(work))

  await t.test('its host does not exist: page and health say so, and messages flow', async () => {
    await forEach(async ({ isSaidToBeAway, messagesFlow }) => {
      await isSaidToBeAway()
      await messagesFlow('without a broker')
    })
  })

  await t.test('it comes later: the replica finds it', async () => {
    await app.up(files, ...brokers.map(({ kind }) => kind))
    await forEach(({ isWell }) => isWell())
  })

  await t.test('it stops: page and health say so, messages flow, and it is found again', async () => {
    await forEach(async ({ container, isSaidToBeAway, messagesFlow, isWell }) => {
      await docker('stop', '-t', '0', await container())
      await isSaidToBeAway()
      await messagesFlow('while it is stopped')
      await docker('start', await container())
      await isWell()
    })
  })

  await t.test('it hangs, its connections open: the same', async () => {
    await forEach(async ({ container, isSaidToBeAway, messagesFlow, isWell }) => {
      await docker('pause', await container())
      await isSaidToBeAway()
      await messagesFlow('while it hangs')
      await docker('unpause', await container())
      await isWell()
    })
  })
})

type Trial = Awaited<ReturnType<typeof startTrial>>

/** Two people, one of them in a browser, on the replica that is told of this broker. Whoever must be closed is in `people`. */
async function startTrial(
  app: AppUnderTest,
  browser: Browser,
  people: Person[],
  { kind, name, port }: (typeof brokers)[number],
) {
  const published = await docker('port', await app.container(`on-${kind}`), '8080/tcp')
  const address = `http://127.0.0.1:${/:(\d+)$/m.exec(published)?.[1]}`
  await eventually(`the replica on ${kind} serves`, async () => (await call(address, 'GET', '/ready')).ok, {
    seconds: 90,
  })
  const writer = await Person.signUp(address, `Writer on ${kind}`)
  people.push(writer)
  await writer.live()
  const lobby = writer.room('Lobby').id
  const page = await browser.newPage({ locale: 'en-GB' })
  page.setDefaultTimeout(30_000)
  await page.goto(address)
  await page.getByRole('button', { name: 'New here?' }).click()
  await page.getByLabel('Name').fill(`Reader on ${kind}`)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('link', { name: /Lobby/ }).click()

  const health = async () => {
    const answer = await call(address, 'GET', '/health')
    const { broker } = (await answer.json()) as { broker: BrokerState }
    return { status: answer.status, broker }
  }
  return {
    container: () => app.container(kind),

    async isSaidToBeAway(): Promise<void> {
      await page.getByText(`${name} is away. Messages still arrive`).waitFor()
      const { status, broker } = await health()
      assert.equal(status, 503)
      assert.ok(broker.state === 'away' && broker.kind === kind, JSON.stringify(broker))
      assert.match(broker.reason, new RegExp(`^${kind}:${port}: \\S`))
      assert.equal((await call(address, 'GET', '/ready')).status, 200)
    },

    async messagesFlow(when: string): Promise<void> {
      const text = `${kind}: ${when}`
      writer.chat.write(lobby, text)
      await page.getByText(text, { exact: true }).waitFor({ timeout: 4000 })
    },

    async isWell(): Promise<void> {
      await page.getByText(`${name} connects the replicas`).waitFor({ timeout: 90_000 })
      assert.deepEqual(await health(), { status: 200, broker: { kind, state: 'there' } })
    },
  }
}
