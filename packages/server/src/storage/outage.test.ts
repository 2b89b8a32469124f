import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '@keelson/catalog-testing'
import { Outage } from './outage.ts'

const refused = (more = '') =>
  Object.assign(new Error(`connect ECONNREFUSED${more}`), { code: 'ECONNREFUSED' })

test('a database that is away is told once, and once that it is back, whoever meets it', async () => {
  const said: string[] = []
  const note = (what: unknown) => void said.push(what instanceof Error ? what.message : String(what))
  let away = true
  const outage = new Outage({ info: note, warn: note, error: note }, () =>
    away ? Promise.reject(refused()) : Promise.resolve(),
  )
  for (let n = 0; n < 20; n += 1) outage.log.warn(refused(` (queue ${n})`))
  await eventually('it is told', () => said.length > 0)
  outage.log.error(refused())
  outage.log.warn('something else')
  away = false
  await eventually('it is told to be back', () => said.length > 2)
  outage.close()
  assert.deepEqual(said, [
    'The database does not answer (connect ECONNREFUSED). What is deployed goes on; Keelson asks again every second.',
    'something else',
    'The database answers again.',
  ])
})

test('what others say with the same words is told while the database answers', async () => {
  const said: string[] = []
  const note = (what: unknown) => void said.push(what instanceof Error ? what.message : String(what))
  const outage = new Outage({ info: note, warn: note, error: note }, () => Promise.resolve())
  outage.log.warn(refused(' 127.0.0.1:2375'))
  await eventually('it is told', () => said.length > 0)
  outage.close()
  assert.deepEqual(said, ['connect ECONNREFUSED 127.0.0.1:2375'])
})
