import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type LogEntry, type LogOptions, logs, stop, up, waitForExit } from '../src/index.ts'
import { engineRig, eventually, type Rig, type Scenario } from './rig.ts'

let rig: Rig
before(async () => {
  rig = await engineRig()
})
after(() => rig.close())

const base = 'image: IMAGE, network_mode: none, stop_grace_period: 0s'
const says = (line: string) => `services: {web: {${base}, command: [sh, -c, "${line}"]}}`

async function read(s: Scenario, options: LogOptions = {}): Promise<string[]> {
  const lines: string[] = []
  for await (const { service, number, stream, line } of logs(s.docker, s.name, options)) {
    lines.push(`${service}-${number} ${stream} ${line}`)
  }
  return lines
}

describe('logs', { concurrency: 5 }, () => {
  test('logs: both streams of all containers, in order of time', () =>
    rig.scenario(async (s) => {
      await s.up(`services:
  a: {${base}, command: [sh, -c, "echo one; echo two >&2"]}
  b: {${base}, command: [sh, -c, "sleep 0.3; echo three"], depends_on: {a: {condition: service_completed_successfully}}}
`)
      await waitForExit(s.docker, s.name, ['b'])
      const lines = await read(s)
      assert.deepEqual([...lines].sort(), ['a-1 stderr two', 'a-1 stdout one', 'b-1 stdout three'])
      assert.equal(lines.at(-1), 'b-1 stdout three')
    }))

  test('logs: tail, since, one service, one container', () =>
    rig.scenario(async (s) => {
      await s.up(says('for i in 1 2 3; do echo $$i; done'), { scale: { web: 2 } })
      await eventually(
        () => s.states(),
        (states) => states.every((state) => state.endsWith('exited')),
      )
      assert.deepEqual(await read(s, { tail: 1, index: 2 }), ['web-2 stdout 3'])
      assert.equal((await read(s, { services: ['web'] })).length, 6)
      assert.deepEqual(await read(s, { since: Math.floor(Date.now() / 1000) + 60 }), [])
    }))

  test('logs of a terminal are recognised', () =>
    rig.scenario(async (s) => {
      await s.up(`services: {web: {${base}, tty: true, command: [sh, -c, "echo hi"]}}`)
      await eventually(
        () => s.states(),
        ([state]) => state === 'web-1 exited',
      )
      assert.deepEqual(await read(s), ['web-1 stdout hi'])
    }))

  test('logs follow: also containers that start later; end when nothing runs', () =>
    rig.scenario(async (s) => {
      const text = says('echo first; sleep 100')
      await s.up(text)
      const lines: string[] = []
      const reading = (async () => {
        const following = logs(s.docker, s.name, { follow: true })
        for await (const { number, line } of following) lines.push(`${number} ${line}`)
      })()
      await eventually(
        async () => lines,
        () => lines.length === 1,
      )
      await s.up(text, { scale: { web: 2 } })
      await eventually(
        async () => lines,
        () => lines.length === 2,
      )
      await stop(s.docker, s.name)
      await reading
      assert.deepEqual(lines, ['1 first', '2 first'])
    }))

  test('logs: what keeps none is told and stops nothing; what is not attached is read where it is named', () =>
    rig.scenario(async (s) => {
      const ends = (line: string) => `${base}, command: [echo, ${line}]`
      const project = s.read(`services:
  db: {${ends('db')}, logging: {driver: none}}
  web: {${ends('web')}}
  job: {${ends('job')}, attach: false}
`)
      await up(s.docker, project)
      await waitForExit(s.docker, project, [])
      const unreadable: string[] = []
      const reading = async (more: LogOptions) => {
        const lines: string[] = []
        const onUnreadable = (container: string) => void unreadable.push(container)
        for await (const { line } of logs(s.docker, project, { onUnreadable, ...more })) lines.push(line)
        return lines
      }
      assert.deepEqual(await reading({}), ['web'])
      assert.deepEqual(await reading({ follow: true }), ['web'])
      assert.deepEqual(unreadable, [`${s.name}-db-1`, `${s.name}-db-1`])
      assert.deepEqual(await reading({ services: ['job'] }), ['job'])
    }))

  test('logs follow: cancelling ends it quietly', () =>
    rig.scenario(async (s) => {
      await s.up(says('echo first; sleep 100'))
      const cancel = new AbortController()
      const lines: LogEntry[] = []
      for await (const entry of logs(s.docker, s.name, { follow: true, signal: cancel.signal })) {
        lines.push(entry)
        cancel.abort()
      }
      assert.equal(lines.length, 1)
      assert.match(lines[0]?.at ?? '', /^\d{4}-\d\d-\d\dT.*Z$/)
    }))
})
