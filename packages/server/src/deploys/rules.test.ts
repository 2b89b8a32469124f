import assert from 'node:assert/strict'
import { test } from 'node:test'
import { observed } from '../../test/observed.ts'
import type { Observed } from '../environments/observed.ts'
import { claimPorts } from './ports.ts'
import { chooseEnvironment, previewsOf } from './rules.ts'
import { judge } from './settle.ts'

test('a version goes back to where it was, if that is free', () => {
  const places = [
    { name: 'production', version: 2 },
    { name: 'v1', version: null },
  ]
  assert.equal(chooseEnvironment({ number: 1, lastEnvironment: 'v1' }, places), 'v1')
  assert.equal(
    chooseEnvironment({ number: 2, lastEnvironment: 'production' }, places),
    'production',
    'it is on there',
  )
})

test('else to production, if that is off; else to a preview of its own', () => {
  assert.equal(chooseEnvironment({ number: 1, lastEnvironment: null }, []), 'production')
  const taken = [{ name: 'production', version: 2 }]
  assert.equal(chooseEnvironment({ number: 1, lastEnvironment: 'production' }, taken), 'v1')
  assert.equal(chooseEnvironment({ number: 3, lastEnvironment: null }, taken), 'v3')
})

test('previews go with their version, production never does', () => {
  const places = [
    { name: 'production', version: 1, last_version: 1 },
    { name: 'on', version: 1, last_version: 1 },
    { name: 'off', version: null, last_version: 1 },
    { name: 'other', version: 2, last_version: 2 },
    { name: 'moved-on', version: 2, last_version: 2 },
  ]
  assert.deepEqual(
    previewsOf(1, places).map(({ name }) => name),
    ['on', 'off'],
  )
})

const now = Date.parse('2026-01-01T00:01:00Z')
const container = (more: Partial<Observed>) => observed({ startedAt: '2026-01-01T00:00:00Z', ...more })
const verdict = (...containers: Partial<Observed>[]) => {
  const result = judge(containers.map(container), now)
  return result.kind === 'failed' ? `failed: ${result.why}` : result.kind
}

test('what runs, is healthy, or has done its work has settled', () => {
  assert.equal(verdict({}, { health: 'healthy' }, { state: 'exited', exitCode: 0 }), 'settled')
  assert.equal(verdict(), 'settled')
})

test('what ends with an error or is unhealthy has failed, and says which', () => {
  assert.equal(verdict({}, { state: 'exited', exitCode: 3 }), 'failed: ended with exit code 3')
  assert.match(verdict({ health: 'unhealthy' }), /unhealthy/)
})

test('what has only just started, or may try again, is waited for', () => {
  assert.equal(verdict({ health: 'starting' }), 'waiting')
  assert.equal(verdict({ startedAt: '2026-01-01T00:00:59.500Z' }), 'waiting')
  assert.equal(verdict({ startedAt: '2026-01-01T00:00:57Z', restartCount: 2 }), 'waiting')
  assert.equal(verdict({ state: 'exited', exitCode: 1, restarts: true }), 'waiting')
})

const port = (host: number, service = 'web') => ({ service, host, container: 80, address: null })

test('a port that somebody holds is named with the service that wants it', async () => {
  const holders = new Map([[8080, 'the project blog']])
  const ask = (optional: boolean, told: string[] = []) =>
    claimPorts([port(8080)], [], holders, { optional, onTaken: (message) => void told.push(message) })
  await assert.rejects(ask(false), /service web publishes port 8080, which is taken by the project blog/)
  const told: string[] = []
  assert.deepEqual(await ask(true, told), [])
  assert.equal(told.length, 1)
})

test('what an environment holds already is its own; one port is not given twice', async () => {
  const options = { optional: false, onTaken: () => {} }
  assert.deepEqual(await claimPorts([port(1)], [port(1)], new Map(), options), [port(1)])
  const twice = claimPorts([port(1), port(1, 'api')], [port(1)], new Map(), options)
  await assert.rejects(twice, /service api publishes port 1, which is taken by another service/)
})
