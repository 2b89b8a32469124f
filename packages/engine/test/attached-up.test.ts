import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { upAttached } from '../src/index.ts'
import { engineRig, type Rig } from './rig.ts'

let rig: Rig
before(async () => {
  rig = await engineRig()
})
after(() => rig.close())

const base = 'image: IMAGE, network_mode: none, stop_grace_period: 0s'
const says = (line: string) => `services: {web: {${base}, command: [sh, -c, "${line}"]}}`

describe('attached up', { concurrency: 5 }, () => {
  test('lines of all, until everything has exited', () =>
    rig.scenario(async (s) => {
      const lines: string[] = []
      const code = await upAttached(s.docker, s.read(says('echo hello; sleep 0.2; echo bye')), {
        onLine: ({ line }) => void lines.push(line),
      })
      assert.equal(code, 0)
      assert.deepEqual(lines, ['hello', 'bye'])
    }))

  test('one exit stops all and gives its code', () =>
    rig.scenario(async (s) => {
      const text = `services:
  job: {${base}, command: [sh, -c, "sleep 0.3; exit 9"]}
  db: {${base}}
`
      const code = await upAttached(s.docker, s.read(text), { abortOn: 'exit', onLine: () => {} })
      assert.equal(code, 9)
      assert.deepEqual(await s.states(), ['db-1 exited', 'job-1 exited'])
    }))

  test('only a failure stops all when that is asked for', () =>
    rig.scenario(async (s) => {
      const text = `services:
  fine: {${base}, command: ["true"]}
  job: {${base}, command: [sh, -c, "sleep 0.5; exit 3"]}
  db: {${base}}
`
      assert.equal(await upAttached(s.docker, s.read(text), { abortOn: 'failure', onLine: () => {} }), 3)
    }))

  test('any exit ends it, with the code of the service asked for; what was not asked for goes on', () =>
    rig.scenario(async (s) => {
      const project = s.read(`services:
  db: {${base}}
  job: {${base}, depends_on: [db], command: [sh, -c, "sleep 0.5; exit 4"]}
`)
      const from = (exitCodeFrom: string, services?: string[]) =>
        upAttached(s.docker, project, { exitCodeFrom, services, onLine: () => {} })
      assert.equal(await from('job', ['job']), 4)
      assert.deepEqual(await s.states(), ['db-1 running', 'job-1 exited'])
      assert.equal(await from('db'), 137)
      assert.deepEqual(await s.states(), ['db-1 exited', 'job-1 exited'])
      await assert.rejects(from('none'), /has no service "none"/)
    }))

  test('the user ends it, everything stops, 130', () =>
    rig.scenario(async (s) => {
      const end = new AbortController()
      const code = await upAttached(s.docker, s.read(says('echo up; sleep 100')), {
        stopSignal: end.signal,
        onLine: () => end.abort(),
      })
      assert.equal(code, 130)
      assert.deepEqual(await s.states(), ['web-1 exited'])
    }))
})
