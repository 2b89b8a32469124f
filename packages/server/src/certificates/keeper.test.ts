import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { selfSigned } from '@keelson/catalog-testing'
import { type TestDatabase, testDatabase } from '../../test/database.ts'
import { createSealing } from '../keys/sealing.ts'
import { connect, type Database, migrate } from '../storage/database.ts'
import { newKey } from './acme.ts'
import { saveAuthority } from './authority.ts'
import { inspect } from './inspect.ts'
import { CertificateKeeper, type WantedHost } from './keeper.ts'
import { attemptsPerHour } from './schedule.ts'
import * as store from './store.ts'

const sealing = createSealing(randomBytes(32))
const host = 'shop.test'
const minute = 60_000
const day = 24 * 60 * minute
let server: TestDatabase
let database: Database

before(async () => {
  server = await testDatabase()
  database = connect(server.url, () => {})
  await migrate(database)
  const account = { email: 'ada@example.test', externalKeyId: null, externalKey: null, accountKey: newKey() }
  await saveAuthority(database, sealing, { directoryUrl: 'https://authority.test/dir', ...account })
})
after(async () => {
  await database.destroy()
  await server.close()
})
beforeEach(async () => {
  await database.deleteFrom('certificate_orders').execute()
  await database.deleteFrom('certificates').execute()
})

/** A keeper whose clock stands where the test puts it, before an authority that gives 30 days or refuses. */
function keeper(wanted: WantedHost[] = [{ host, ready: true }]) {
  const world = { now: new Date(), refuses: false, asked: 0, wanted: wanted as WantedHost[] | undefined }
  const made = new CertificateKeeper({
    database,
    sealing,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    router: { route: async () => {}, changed: () => {} },
    wanted: async () => world.wanted,
    now: () => world.now,
    issue: async () => {
      world.asked += 1
      if (world.refuses) throw new Error('policy forbids issuing for shop.test')
      const { certificate, key } = await selfSigned([host])
      return { chain: certificate, key }
    },
  })
  return { made, world }
}

test('a certificate is asked for once, and again when two thirds of its life are over', async () => {
  const { made, world } = keeper()
  // What openssl makes begins in the present second.
  world.now = new Date(Date.now() + 2000)
  await made.look()
  await made.look()
  assert.equal(world.asked, 1)
  const [first] = await store.listCertificates(database)
  world.now = new Date(Date.now() + 19 * day)
  await made.look()
  assert.equal(world.asked, 1)
  world.now = new Date(Date.now() + 21 * day)
  await made.look()
  assert.equal(world.asked, 2)
  const [second, ...more] = await store.listCertificates(database)
  assert.notEqual(second?.id, first?.id)
  assert.deepEqual(more, [], 'the first is gone')
})

test('a refusal keeps its words, waits, and never asks more than the hour allows', async () => {
  const { made, world } = keeper()
  world.refuses = true
  await made.look()
  await made.look()
  assert.equal(world.asked, 1, 'it waits')
  const [order] = await store.listOrders(database)
  assert.deepEqual([order?.failures, order?.problem], [1, 'policy forbids issuing for shop.test'])
  for (let minutes = 1; minutes < 60; minutes += 1) {
    world.now = new Date(world.now.getTime() + minute)
    made.hurry(host)
    await made.look()
  }
  assert.equal(world.asked, attemptsPerHour, 'however impatient somebody is')
})

test('nothing is asked for a host that leads elsewhere, or that has a certificate of its own', async () => {
  const away = keeper([{ host, ready: false }])
  await away.made.look()
  assert.equal(away.world.asked, 0)
  const { certificate, key } = await selfSigned([host])
  const uploaded = inspect({ chain: certificate, key }, new Date(Date.now() + 1000))
  assert.ok(uploaded.ok)
  await store.insertCertificate(database, sealing, 'uploaded', uploaded.certificate)
  const covered = keeper()
  await covered.made.look()
  assert.equal(covered.world.asked, 0)
})

test('what was obtained goes with its host, and stays while no HTTPS is spoken', async () => {
  const { made, world } = keeper()
  world.now = new Date(Date.now() + 2000)
  await made.look()
  world.wanted = undefined
  await made.look()
  assert.equal((await store.listCertificates(database)).length, 1)
  world.wanted = []
  await made.look()
  assert.deepEqual(await store.listCertificates(database), [])
})

test('of two at once only one asks', async () => {
  assert.equal(await store.claimOrder(database, host, [new Date()], 60), true)
  assert.equal(await store.claimOrder(database, host, [new Date()], 60), false)
  await store.failOrder(database, host, 'refused')
  assert.equal(await store.claimOrder(database, host, [new Date()], 60), true)
})
