import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { StepError, up } from '../src/index.ts'
import { ownEngine } from './own-engine.ts'
import { proxy } from './proxy.ts'
import { engineRig, eventually, type Rig } from './rig.ts'

const base = 'image: IMAGE, network_mode: none, stop_grace_period: 0s'
const six = `services:\n${[1, 2, 3, 4, 5, 6].map((n) => `  s${n}: {${base}}`).join('\n')}\n`
const allSix = [1, 2, 3, 4, 5, 6].map((n) => `s${n}-1 running`)

describe('what goes wrong leaves what runs, and the same command completes it', { concurrency: 4 }, () => {
  let rig: Rig
  before(async () => {
    rig = await engineRig()
  })
  after(() => rig.close())

  test('a port that is taken', () =>
    rig.scenario(async (s) => {
      const holder = createServer().listen(0, '0.0.0.0')
      await once(holder, 'listening')
      const { port } = holder.address() as AddressInfo
      const text = `services:
  db: {${base}}
  web: {image: IMAGE, stop_grace_period: 0s, ports: ["${port}:80"]}`
      try {
        await assert.rejects(s.up(text), /Stop what uses the port, or publish another one/)
      } finally {
        holder.close()
      }
      const before = await s.ids()
      assert.match((await s.states()).join(), /db-1 running/)
      await s.up(text)
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 running'])
      assert.equal((await s.ids())[`${s.name}-db-1`], before[`${s.name}-db-1`])
    }))

  test('a command that cannot be run', () =>
    rig.scenario(async (s) => {
      const text = (command: string) => `services:\n  db: {${base}}\n  web: {${base}, command: [${command}]}`
      await assert.rejects(s.up(text('/none')), StepError)
      const { [`${s.name}-db-1`]: db } = await s.ids()
      await s.up(text('sleep, "1000"'))
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 running'])
      assert.equal((await s.ids())[`${s.name}-db-1`], db)
    }))

  test('a socket that drops in the middle', () =>
    rig.scenario(async (s) => {
      const between = await proxy(s.docker)
      try {
        const going = up(between.docker, s.read(six), {
          onEvent: (event) => {
            if (event.kind === 'step' && event.step.kind === 'start-container' && event.state === 'done')
              between.drop()
          },
        })
        await assert.rejects(going, /engine/i)
        await s.up(six)
        assert.deepEqual(await s.states(), allSix)
      } finally {
        between.close()
      }
    }))
})

describe('an engine that is killed', () => {
  test('in the middle of up: after its restart the same command completes it, with a reason for what is made again', async () => {
    const engine = await ownEngine()
    const rig = await engineRig(engine.docker)
    try {
      await rig.scenario(async (s) => {
        const text = `services: {web: {${base}, scale: 8, volumes: [/kept]}}`
        let killed: Promise<void> | undefined
        const going = s.up(text, {
          onEvent: (event) => {
            if (event.kind === 'step' && event.step.kind === 'start-container')
              killed ??= engine.end('SIGKILL')
          },
        })
        await assert.rejects(going, /engine/i)
        await killed
        await engine.begin()
        const before = await s.containers()
        const reasons = new Map<string, string>()
        await s.up(text, {
          onEvent: (event) => {
            if (event.kind !== 'plan') return
            for (const step of event.steps)
              if (step.kind === 'remove-container') reasons.set(step.container.name, step.because)
          },
        })
        const now = await s.containers()
        assert.deepEqual(
          now.map(({ number, state }) => `${number} ${state}`),
          [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `${number} running`),
        )
        for (const { name, id, mounts } of now) {
          const old = before.find((one) => one.name === name)
          assert.deepEqual(mounts, old?.mounts)
          if (id !== old?.id)
            assert.match(reasons.get(name) ?? '', /the engine was killed while it started it/)
        }
      })
    } finally {
      await rig.close()
      await engine.remove()
    }
  })
})

describe('an engine with a small disk', () => {
  test('a disk that is full: what could be made runs, and with more space the rest does', async () => {
    const engine = await ownEngine({ disk: '24m' })
    const rig = await engineRig(engine.docker)
    try {
      await rig.scenario(async (s) => {
        const text = `services: {web: {${base}, scale: 12}}`
        await assert.rejects(s.up(text), /The disk of the engine is full: free some space/)
        engine.resize('200m')
        await s.up(text)
        const states = await eventually(
          () => s.states(),
          (all) => all.length === 12,
        )
        assert.ok(states.every((state) => state.endsWith(' running')))
      })
    } finally {
      await rig.close()
      await engine.remove()
    }
  })
})
