import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  apply,
  LABEL,
  NotServing,
  observe,
  type PlanOptions,
  plan,
  StepError,
  type Traffic,
} from '../src/index.ts'
import { engineRig, type Rig, type Scenario } from './rig.ts'

let rig: Rig
before(async () => {
  rig = await engineRig()
})
after(() => rig.close())

/** A service that listens, with a health check that the engine itself would first run after half a minute. */
const web = (edition: string, fields = '') => `services:
  web:
    image: IMAGE
    init: true
    stop_grace_period: 0s
    environment: {EDITION: "${edition}"}
    command: [sh, -c, "while true; do busybox nc -l -p 80; done"]
    healthcheck: {test: [CMD, test, "$$EDITION", "!=", broken], interval: 30s, start_period: 0s}
${fields}`

/** Rolls to what the file says and writes down what visitors' traffic is told, with what runs at that moment. */
async function roll(scenario: Scenario, text: string, options: PlanOptions = {}): Promise<string[]> {
  const project = scenario.read(text)
  const observed = await observe(rig.docker, scenario.name)
  const steps = plan(project, observed, {
    removeOrphans: true,
    ...options,
    rolling: { traffic: { web: 80 }, ...options.rolling },
  })
  const said: string[] = []
  const editions = async () => {
    const { containers } = await scenario.observe()
    const running = containers.filter(({ state, oneOff }) => state === 'running' && !oneOff)
    return running
      .map(({ labels }) => labels['test.edition'])
      .sort()
      .join(' ')
  }
  const edition = async (id: string) =>
    (await scenario.containers()).find((container) => container.id === id)?.labels['test.edition']
  const traffic: Traffic = {
    hold: () => {},
    proved: async () => {},
    enter: async ({ id }) => void said.push(`enter ${await edition(id)} beside ${await editions()}`),
    leave: async ({ id }) => void said.push(`leave ${await edition(id)} beside ${await editions()}`),
  }
  for await (const progress of apply(steps, rig.docker, { project, observed, traffic })) {
    if (progress.kind === 'output') said.push(`${progress.container}: ${progress.line}`)
  }
  return said
}
const edition = (name: string): PlanOptions => ({ extraLabels: { 'test.edition': name } })

test('the new container gets requests before the old one stops getting them, long before the engine’s own check', () =>
  rig.scenario(async (scenario) => {
    await roll(scenario, web('one'), edition('one'))
    const since = performance.now()

    const said = await roll(scenario, web('two'), edition('two'))

    assert.deepEqual(said, ['enter two beside one two', 'leave one beside one two'])
    assert.ok(performance.now() - since < 15_000, 'the check’s interval is 30 s')
    assert.deepEqual(await scenario.states(), ['web-1 running'])
  }))

test('one that does not pass its health check gets no request, and going back leaves the old one as it was', () =>
  rig.scenario(async (scenario) => {
    const failing = web('two').replace(
      /healthcheck:.*/,
      'healthcheck: {test: "echo no database; false", interval: 200ms, retries: 2}',
    )
    await roll(scenario, web('one'), edition('one'))
    const [old] = await scenario.containers()

    const error = await roll(scenario, failing, edition('two')).catch((reason: unknown) => reason)

    assert.ok(error instanceof StepError && error.cause instanceof NotServing)
    assert.match(error.message, /The service web is unhealthy: its health check fails \(no database\)/)
    assert.deepEqual(
      await roll(scenario, web('one'), { ...edition('one'), rolling: { traffic: {}, back: true } }),
      [],
    )
    const left = await scenario.containers()
    assert.deepEqual(
      left.map(({ id, state }) => [id, state]),
      [[old?.id, 'running']],
    )
  }))

test('a service that writes to a volume never runs twice; if the new one fails, the old one starts again', () =>
  rig.scenario(async (scenario) => {
    const kept = '    volumes: [data:/data]\nvolumes: {data: {}}\n'
    await roll(scenario, web('one', kept), edition('one'))
    const [old] = await scenario.containers()
    const failing = web('two', `    volumes: [data:/data]\nvolumes: {data: {}}\n`).replace(
      /command:.*/,
      'command: ["false"]',
    )
    await assert.rejects(roll(scenario, failing, edition('two')), /The service web ended with exit code 1/)

    assert.deepEqual(
      await roll(scenario, web('one', kept), {
        ...edition('one'),
        rolling: { traffic: { web: 80 }, back: true },
      }),
      ['enter one beside one'],
    )
    assert.deepEqual(
      (await scenario.containers()).map(({ id, state }) => [id, state]),
      [[old?.id, 'running']],
    )
    assert.deepEqual(await roll(scenario, web('three', kept), edition('three')), [
      'leave one beside one',
      'enter three beside three',
    ])
  }))

test('a pre-deploy command runs in a container of the new version and gates the change', () =>
  rig.scenario(async (scenario) => {
    await roll(scenario, web('one'), edition('one'))
    const hooks = (command: string) => ({
      ...edition('two'),
      rolling: { traffic: { web: 80 }, hooks: { web: { 'pre-deploy': ['sh', '-c', command] } } },
    })
    await assert.rejects(
      roll(scenario, web('two'), hooks('echo table is locked; exit 3')),
      /pre-deploy command of web: .*ended with code 3. The last it wrote: table is locked/,
    )
    assert.equal((await scenario.containers('web')).filter(({ state }) => state === 'running').length, 1)
    assert.deepEqual(await roll(scenario, web('two'), hooks('echo migrated to $EDITION')), [
      'web pre-deploy: migrated to two',
      'enter two beside one two',
      'leave one beside one two',
    ])
    const left = await scenario.observe()
    assert.deepEqual(
      left.containers.filter(({ labels }) => labels[LABEL.oneOff] === 'True'),
      [],
    )
  }))

test('a container that fails while it is watched stops the change before the old one leaves', () =>
  rig.scenario(async (scenario) => {
    const ending = web('two', '    deploy: {update_config: {monitor: 20s}}\n').replace(
      /"while.*"/,
      '"busybox nc -l -l -p 80 -e true & sleep 2; exit 7"',
    )
    await roll(scenario, web('one'), edition('one'))
    await assert.rejects(roll(scenario, ending, edition('two')), /The service web ended with exit code 7/)
    assert.ok(
      (await scenario.containers()).some(
        ({ labels, state }) => labels['test.edition'] === 'one' && state === 'running',
      ),
    )
  }))
