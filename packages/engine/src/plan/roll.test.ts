import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Service } from '@keelson/compose'
import type { ObservedContainer } from '../observed.ts'
import { empty, lines, project, service, upped } from './fixture.ts'
import type { PlanOptions, Rolling } from './options.ts'
import { plan } from './plan.ts'

const web = (more: Partial<Service> = {}) => service(more)
const changed = (more: Partial<Service> = {}) => service({ ...more, environment: { EDITION: '2' } })
const deploy = (update: UpdateConfig, more: { rollback_config?: UpdateConfig } = {}): Partial<Service> => ({
  deploy: { resources: {}, placement: {}, update_config: update, ...more },
})
const needs = (name: string, rest: object = {}) => ({ depends_on: { [name]: { required: true, ...rest } } })
const data = { volumes: [{ type: 'volume', source: 'data', target: '/data' }] } satisfies Partial<Service>
const withData = { volumes: { data: {} } }

type UpdateConfig = NonNullable<NonNullable<Service['deploy']>['update_config']>
type Change = Parameters<typeof upped>[1]
/** From one set of services to another, `web` being reached by visitors. */
function roll(
  before: Record<string, Service>,
  after: Record<string, Service>,
  more: { rolling?: Partial<Rolling>; options?: PlanOptions; change?: Change; volumes?: boolean } = {},
) {
  const rest = more.volumes ? withData : {}
  const observed = Object.keys(before).length === 0 ? empty : upped(project(before, rest), more.change)
  return lines(project(after, rest), observed, {
    removeOrphans: true,
    ...more.options,
    rolling: { traffic: { web: 80 }, ...more.rolling },
  })
}

test('a service without data is replaced start-first: in before the old one is out', () => {
  assert.deepEqual(roll({ web: web() }, { web: changed() }), [
    'create container p-web-1 (configuration changed)',
    'start container new p-web-1 (created)',
    'wait until new p-web-1 serves (created)',
    'send requests to new p-web-1 (it serves)',
    'send no more requests to p-web-1 (replaced: configuration changed)',
    'stop container p-web-1 (replaced: configuration changed)',
    'remove container p-web-1 (replaced: configuration changed)',
    'rename container new p-web-1 to p-web-1 (the old one is gone)',
  ])
})

test('a service that writes to a volume is replaced stop-first; the old one is removed when the new one serves', () => {
  const because = 'replaced: configuration changed; it writes to the volume data'
  assert.deepEqual(roll({ web: web(data) }, { web: changed(data) }, { volumes: true }), [
    'create container p-web-1 (configuration changed)',
    `send no more requests to p-web-1 (${because})`,
    `stop container p-web-1 (${because})`,
    'start container new p-web-1 (created)',
    'wait until new p-web-1 serves (created)',
    'send requests to new p-web-1 (it serves)',
    `remove container p-web-1 (${because})`,
    'rename container new p-web-1 to p-web-1 (the old one is gone)',
  ])
})

test('what only one container can have is a reason to stop first, and is named', () => {
  const why = (fields: Partial<Service>) => {
    const stop = roll({ web: web(fields) }, { web: changed(fields) }).find((line) => line.startsWith('stop'))
    return stop?.split('; ')[1]?.slice(0, -1)
  }
  assert.equal(why({ container_name: 'web' }), 'its name web is fixed')
  assert.equal(why({ network_mode: 'host' }), 'it lives in a network that is not its own')
  assert.equal(
    why({ ports: [{ mode: 'host', target: 53, published: '53', protocol: 'udp' }] }),
    'it holds port 53 of the machine',
  )
  assert.equal(why({ networks: { default: { ipv4_address: '10.0.0.9' } } }), 'it has the address 10.0.0.9')
  assert.equal(why({ volumes: [{ type: 'bind', source: '/srv', target: '/x' }] }), 'it writes to /srv')
  assert.equal(why({ volumes: [{ type: 'bind', source: '/srv', target: '/x', read_only: true }] }), undefined)
  assert.equal(why({ tmpfs: ['/tmp'] }), undefined)
  assert.equal(why(deploy({ order: 'stop-first' })), 'update_config asks for it')
  assert.equal(why({ ...data, ...deploy({ order: 'start-first' }) }), undefined)
  assert.match(why({ container_name: 'web', ...deploy({ order: 'start-first' }) }) ?? '', /fixed/)
})

test('replicas are replaced one after the other, or as update_config says, with its delay and its watching', () => {
  const serving = (update: UpdateConfig) => {
    const fields = { scale: 4, ...deploy(update) }
    return roll({ web: web(fields) }, { web: changed(fields) }).filter((line) =>
      /^(send|wait \d|watch)/.test(line),
    )
  }
  const [first, second] = serving({ parallelism: 2, delay: '3s', monitor: '5s' }).join('\n').split('wait 3 s')
  assert.deepEqual(first?.trim().split('\n'), [
    'send requests to new p-web-1 (it serves)',
    'send requests to new p-web-2 (it serves)',
    'watch web for 5 s (update_config asks for it)',
    'send no more requests to p-web-1 (replaced: configuration changed)',
    'send no more requests to p-web-2 (replaced: configuration changed)',
  ])
  assert.match(second ?? '', /requests to new p-web-3.*requests to new p-web-4.*watch web/s)
  assert.ok(
    serving({ parallelism: 0 })
      .slice(0, 4)
      .every((line) => line.startsWith('send requests')),
  )
  assert.deepEqual(serving({}).slice(0, 3), [
    'send requests to new p-web-1 (it serves)',
    'send no more requests to p-web-1 (replaced: configuration changed)',
    'send requests to new p-web-2 (it serves)',
  ])
})

test('the next batch waits for the last one to serve, and not for the old one to be gone', () => {
  const before = upped(project({ web: web({ scale: 2 }) }))
  const steps = plan(project({ web: changed({ scale: 2 }) }), before, { rolling: { traffic: { web: 80 } } })
  const start = steps.find(({ id }) => id === 'container/new p-web-2/start')
  assert.ok(start?.after.includes('container/new p-web-1/enter'))
  assert.ok(!start?.after.some((id) => /leave|remove/.test(id)))
})

test('how many may fail is update_config’s to say; going back follows rollback_config', () => {
  const tolerated = (fields: Partial<Service>, back = false) => {
    const before = upped(project({ web: web({ scale: 4, ...fields }) }))
    const steps = plan(project({ web: changed({ scale: 4, ...fields }) }), before, {
      rolling: { traffic: { web: 80 }, back },
    })
    return steps.flatMap((step) => (step.kind === 'prove' ? [step.tolerated] : []))[0]
  }
  assert.equal(tolerated({}), 0)
  assert.equal(tolerated(deploy({ failure_action: 'continue' })), 4)
  assert.equal(tolerated(deploy({ max_failure_ratio: 0.5 })), 2)
  const both = deploy({ failure_action: 'continue' }, { rollback_config: { failure_action: 'pause' } })
  assert.equal(tolerated(both), 4)
  assert.equal(tolerated(both, true), 0)
})

test('services change in dependency order; those that know nothing of each other do not wait', () => {
  const before = { db: web(), web: web(needs('db')), mail: web() }
  const after = { db: changed(), web: changed(needs('db')), mail: changed() }
  const steps = plan(project(after), upped(project(before)), { rolling: { traffic: { web: 80 } } })
  const after_ = (id: string) => steps.find((step) => step.id === id)?.after ?? []
  assert.ok(after_('container/new p-web-1/start').includes('container/new p-db-1/prove'))
  assert.deepEqual(after_('container/new p-mail-1/start'), ['container/p-mail-1/create'])
})

test('a service that others wait for to complete runs first and gates them', () => {
  const done = { condition: 'service_completed_successfully' }
  const ended: Change = ({ service: name }) => (name === 'migrate' ? { state: 'exited', exitCode: 0 } : {})
  const before = { migrate: web(), web: web(needs('migrate', done)) }
  const after = { migrate: changed(), web: changed(needs('migrate', done)) }
  assert.deepEqual(roll(before, after, { change: ended }).slice(0, 8), [
    'create container p-migrate-1 (configuration changed)',
    'start container new p-migrate-1 (created)',
    'wait for migrate to be completed (others wait for it)',
    'remove container p-migrate-1 (replaced: configuration changed)',
    'rename container new p-migrate-1 to p-migrate-1 (the old one is gone)',
    'create container p-web-1 (configuration changed)',
    'start container new p-web-1 (created)',
    'wait until new p-web-1 serves (created)',
  ])
  assert.deepEqual(roll(before, before, { change: ended }), [], 'its work is done')
})

test('hooks of a service run around its change, and not where nothing of it is new', () => {
  const rolling = { hooks: { web: { 'pre-deploy': ['migrate'], 'post-deploy': ['warm'] } } }
  const told = roll({ web: web() }, { web: changed() }, { rolling })
  assert.deepEqual(
    told.filter((line) => /run the|start|send requests/.test(line)),
    [
      'run the pre-deploy command of web (before the new version starts)',
      'start container new p-web-1 (created)',
      'send requests to new p-web-1 (it serves)',
      'run the post-deploy command of web (the new version serves)',
    ],
  )
  assert.ok(roll({}, { web: web() }, { rolling }).some((line) => line.includes('pre-deploy')))
  assert.deepEqual(
    roll({ web: web() }, { web: web() }, { rolling, options: { scale: { web: 2 } } }).filter((line) =>
      line.includes('deploy'),
    ),
    [],
  )
})

test('more replicas come together; fewer leave before they stop', () => {
  const more = roll({ web: web() }, { web: web() }, { options: { scale: { web: 3 } } })
  assert.deepEqual(
    more.filter((line) => line.startsWith('start')),
    ['start container p-web-2 (created)', 'start container p-web-3 (created)'],
  )
  assert.deepEqual(roll({ web: web({ scale: 2 }) }, { web: web() }, { options: { scale: { web: 1 } } }), [
    'send no more requests to p-web-2 (web needs 1)',
    'stop container p-web-2 (web needs 1)',
    'remove container p-web-2 (web needs 1)',
  ])
})

test('a service that is gone leaves at the very end', () => {
  const told = roll(
    { web: web(), old: web() },
    { web: changed() },
    { rolling: { traffic: { web: 80, old: 80 } } },
  )
  assert.deepEqual(told.slice(-3), [
    'send no more requests to p-old-1 (the project has no service old)',
    'stop container p-old-1 (the project has no service old)',
    'remove container p-old-1 (the project has no service old)',
  ])
})

const oldId = 'abcdef012345'
const temporaryName = `${oldId}_p-web-1`

/** As a control plane leaves it that is killed between "enter" and "leave". */
function interrupted(health: ObservedContainer['health']) {
  const after = project({ web: changed() })
  const [old] = upped(project({ web: web() })).containers
  const [fresh] = upped(after).containers
  assert.ok(old && fresh)
  const temporary: ObservedContainer = {
    ...fresh,
    id: 'f'.repeat(12),
    name: temporaryName,
    created: 9,
    ...(health && { health }),
  }
  return lines(
    after,
    { ...upped(after), containers: [{ ...old, id: oldId }, temporary] },
    { rolling: { traffic: { web: 80 } } },
  )
}

test('an interrupted replacement goes on: the old one leaves only when the new one is known to serve', () => {
  assert.deepEqual(interrupted('starting'), [
    'wait until abcdef012345_p-web-1 serves (a change was interrupted)',
    'send requests to abcdef012345_p-web-1 (it serves)',
    'send no more requests to p-web-1 (its replacement is there)',
    'stop container p-web-1 (its replacement is there)',
    'remove container p-web-1 (its replacement is there)',
    'rename container abcdef012345_p-web-1 to p-web-1 (a replacement was interrupted)',
  ])
})

test('going back, the old one stays as it is and what was made for it goes', () => {
  const before = project({ web: web() })
  const [old] = upped(before).containers
  const [fresh] = upped(project({ web: changed() })).containers
  assert.ok(old && fresh)
  const failed: ObservedContainer = { ...fresh, id: 'f'.repeat(12), name: temporaryName, created: 9 }
  const observed = { ...upped(before), containers: [{ ...old, id: oldId }, failed] }
  assert.deepEqual(lines(before, observed, { rolling: { traffic: { web: 80 }, back: true } }), [
    'send no more requests to abcdef012345_p-web-1 (a replacement was interrupted)',
    'stop container abcdef012345_p-web-1 (a replacement was interrupted)',
    'remove container abcdef012345_p-web-1 (a replacement was interrupted)',
  ])
})

test('a canary comes beside what runs, as many as its share, and nothing leaves', () => {
  const fields = { scale: 4 }
  const before = { web: web(fields), db: web() }
  assert.deepEqual(roll(before, { web: changed(fields), db: web() }, { rolling: { beside: 30 } }), [
    'create container p-web-5 (a share of the requests is for the new version)',
    'start container p-web-5 (created)',
    'wait until p-web-5 serves (created)',
    'send requests to p-web-5 (it serves)',
    'create container p-web-6 (a share of the requests is for the new version)',
    'start container p-web-6 (created)',
    'wait until p-web-6 serves (created)',
    'send requests to p-web-6 (it serves)',
  ])
})

test('a service whose data two versions would write cannot have a canary', () => {
  assert.throws(
    () => roll({ web: web(data) }, { web: changed(data) }, { rolling: { beside: 10 }, volumes: true }),
    /"web" cannot run in two versions side by side: it writes to the volume data/,
  )
})

test('what restarts with a service it depends on is replaced after it, without a gap', () => {
  const told = roll(
    { db: web(), web: web(needs('db', { restart: true })) },
    { db: changed(), web: web(needs('db', { restart: true })) },
  )
  assert.ok(told.includes('create container p-web-1 (restarts with db)'))
  assert.ok(
    told.indexOf('send requests to new p-web-1 (it serves)') <
      told.indexOf('send no more requests to p-web-1 (replaced: restarts with db)'),
  )
})

test('every step of a rolling plan stands after those it waits for, and its id is its own', () => {
  const before = project({ db: web(), web: web({ scale: 3, ...needs('db') }), old: web() })
  const after = project({
    db: changed(),
    web: changed({ scale: 2, ...needs('db', { condition: 'service_healthy' }) }),
  })
  const steps = plan(after, upped(before), { removeOrphans: true, rolling: { traffic: { web: 80 } } })
  const seen = new Set<string>()
  for (const step of steps) {
    for (const id of step.after) assert.ok(seen.has(id), `${step.id} comes before ${id}`)
    assert.ok(!seen.has(step.id), step.id)
    seen.add(step.id)
  }
})
