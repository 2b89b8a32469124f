import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { up, upAttached } from '../src/index.ts'
import { engineRig, type Rig } from './rig.ts'

let rig: Rig
before(async () => {
  rig = await engineRig()
})
after(() => rig.close())

const base = 'image: IMAGE, network_mode: none, stop_grace_period: 0s'
const says = (line: string) => `services: {web: {${base}, command: [sh, -c, "${line}"]}}`

describe('attached up', { concurrency: 8 }, () => {
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

  test('a dependency that never gets healthy is heard before it fails', () =>
    rig.scenario(async (s) => {
      const told: string[] = []
      const project = s.read(`services:
  db: {${base}, command: [sh, -c, "echo no room; exec sleep 100"], healthcheck: {test: "false", interval: 200ms, retries: 2}}
  web: {${base}, depends_on: {db: {condition: service_healthy}}}
`)
      const failed = upAttached(s.docker, project, { onLine: ({ line }) => void told.push(line) })
      await assert.rejects(failed, /db-1 is unhealthy/)
      assert.deepEqual(told, ['no room'])
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 created'])
    }))

  test('every exit is told once, after the last line, and whether the engine starts it again', () =>
    rig.scenario(async (s) => {
      const told: string[] = []
      const project = s.read(`services:
  web: {${base}, restart: "on-failure:1", command: [sh, -c, "echo web; exit 3"]}
  quiet: {${base}, attach: false, command: [sh, -c, "echo quiet; exit 4"]}
  unkept: {${base}, logging: {driver: none}, command: [sh, -c, "echo unkept; exit 5"]}
`)
      const code = await upAttached(s.docker, project, {
        onLine: ({ service, line }) => void told.push(`${service}: ${line}`),
        onExit: ({ service, code, restarting }) =>
          void told.push(`${service}: ${code}${restarting ? ' again' : ''}`),
      })
      assert.equal(code, 0)
      const of = (service: string) => told.filter((one) => one.startsWith(service))
      assert.deepEqual(of('web'), ['web: web', 'web: 3 again', 'web: web', 'web: 3'])
      assert.deepEqual(of('unkept'), ['unkept: unkept', 'unkept: 5'])
      assert.deepEqual(of('quiet'), [])
    }))

  test('what ends because it is replaced ends nothing else; what is stopped for an exit is told', () =>
    rig.scenario(async (s) => {
      const with_ = (more: string) => `services:
  db: {${base}${more}}
  job: {${base}, command: [sh, -c, "sleep 0.5; exit 9"]}
`
      await up(s.docker, s.read(with_('')), { services: ['db'] })
      const exits: string[] = []
      const code = await upAttached(s.docker, s.read(with_(', hostname: other')), {
        abortOn: 'exit',
        onLine: () => {},
        onExit: ({ service, code }, ends) => void exits.push(`${service} ${code} ${ends}`),
      })
      assert.equal(code, 9)
      assert.deepEqual(exits, ['job 9 true', 'db 137 false'])
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

  test('ended while the engine starts containers, nothing is left running', () =>
    rig.scenario(async (s) => {
      const end = new AbortController()
      const code = await upAttached(s.docker, s.read(says('echo up; exec sleep 100')), {
        scale: { web: 6 },
        stopSignal: end.signal,
        onLine: () => end.abort(),
      })
      assert.equal(code, 130)
      assert.doesNotMatch((await s.states()).join(), /running/)
    }))
})
