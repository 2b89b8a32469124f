import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LABEL } from '../labels.ts'
import { empty, lines, project, service, upped } from './fixture.ts'
import { plan } from './plan.ts'
import { show } from './step.ts'
import { changedVolumes } from './volumes.ts'

const data = { type: 'volume', source: 'data', target: '/data' }
const anonymous = { type: 'volume', target: '/cache' }
const web = service()

test('only networks and volumes that a chosen service uses are made', () => {
  const desired = project(
    { web, db: service({ networks: { back: null }, volumes: [data] }) },
    {
      networks: { back: {}, unused: {} },
      volumes: { data: {}, idle: {} },
    },
  )
  assert.deepEqual(
    lines(desired, empty, { services: ['web'], start: false }).filter((line) => !line.includes('container')),
    ['create network p_default (not there yet)'],
  )
})

test('everything external that is missing is named before anything is made', () => {
  const desired = project(
    { web: service({ networks: { shared: null }, volumes: [data] }) },
    {
      networks: { shared: { name: 'shared', external: true } },
      volumes: { data: { name: 'data', external: true } },
    },
  )
  assert.throws(() => plan(desired, empty), {
    problems: [
      'The network "shared" is declared external and does not exist. Create it: docker network create shared',
      'The volume "data" is declared external and does not exist. Create it: docker volume create data',
    ],
  })
})

test('external ones that are there are used, whoever made them', () => {
  const desired = project(
    { web: service({ networks: { shared: null } }) },
    { networks: { shared: { name: 'shared', external: true } } },
  )
  const observed = { ...empty, networks: [{ id: 'x', name: 'shared', driver: 'bridge', labels: {} }] }
  assert.equal(lines(desired, observed)[0], 'create container p-web-1 (not there yet)')
})

test('a network with other settings is made again, its containers keep their ids', () => {
  const before = project({ web })
  const after = project({ web }, { networks: { default: { internal: true } } })
  assert.deepEqual(lines(after, upped(before)), [
    'stop container p-web-1 (network p_default changed)',
    'disconnect p-web-1 from network p_default (its settings changed)',
    'remove network p_default (its settings changed)',
    'create network p_default (its settings changed)',
    'connect p-web-1 to network p_default (the network was made again)',
    'start container p-web-1 (it was stopped for the change)',
  ])
})

test('networks are made when those that change are gone, and whoever was on them goes on', () => {
  const networks = (subnet: string) => ({
    front: { ipam: { config: [{ subnet }] } },
    back: { ipam: { config: [{ subnet: subnet.replace('10.1', '10.2') }] } },
  })
  const services = {
    web: service({ networks: { front: null } }),
    other: service({ networks: { front: null, back: null } }),
  }
  const before = project(services, { networks: networks('10.1.0.0/16') })
  const after = project(services, { networks: networks('10.3.0.0/16') })
  const steps = plan(after, upped(before), { services: ['web'] })
  assert.deepEqual(show(steps).slice(-5), [
    'create network p_front (its settings changed)',
    'connect p-web-1 to network p_front (the network was made again)',
    'connect p-other-1 to network p_front (the network was made again)',
    'start container p-web-1 (it was stopped for the change)',
    'start container p-other-1 (it was stopped for the change)',
  ])
  const both = plan(after, upped(before))
  const afterBoth = ['network/front/remove', 'network/back/remove']
  for (const step of both) if (step.kind === 'create-network') assert.deepEqual(step.after, afterBoth)
  const stops = both.flatMap((step) => (step.kind === 'stop-container' ? [step.container.name] : []))
  assert.deepEqual(stops.sort(), ['p-other-1', 'p-web-1'])
})

test('a container goes with its volume only when it is off the network that goes too', () => {
  const using = { web: service({ volumes: [data] }) }
  const before = project(using, { volumes: { data: {} } })
  const after = project(using, {
    networks: { default: { internal: true } },
    volumes: { data: { labels: { a: 'b' } } },
  })
  const steps = plan(after, upped(before), { recreateVolumes: true })
  const remove = steps.find(({ id }) => id === 'container/p-web-1/remove')
  assert.ok(remove?.after.includes('network/default/disconnect/p-web-1'))
})

test('a network without a hash label, or of another owner, is left as it is', () => {
  const desired = project({ web }, { networks: { default: { internal: true } } })
  const observed = upped(project({ web }))
  for (const network of observed.networks) delete network.labels[LABEL.hash]
  assert.deepEqual(lines(desired, observed), [])
  for (const network of observed.networks) network.labels[LABEL.project] = 'other'
  assert.deepEqual(lines(desired, observed), [
    'warning: The network p_default exists and is not of this project; it is used as it is.',
  ])
})

test('a network that nobody made as this one is not taken for it', () => {
  const observed = upped(project({ web }))
  for (const network of observed.networks) network.labels = {}
  assert.throws(() => lines(project({ web }), observed), /was not made as the network "default"/)
})

test('a network more: the container is made again with both', () => {
  const before = project({ web })
  const after = project(
    { web: service({ networks: { default: null, extra: null } }) },
    { networks: { extra: {} } },
  )
  const changes = lines(after, upped(before))
  assert.equal(changes[0], 'create network p_extra (not there yet)')
  assert.equal(changes[1], 'create container p-web-1 (configuration changed)')
})

test('a running container that lost its network is made again', () => {
  const desired = project({ web })
  assert.equal(
    lines(
      desired,
      upped(desired, () => ({ networks: [] })),
    )[0],
    'create container p-web-1 (not attached to network p_default)',
  )
  assert.deepEqual(
    lines(
      desired,
      upped(desired, () => ({ networks: [], state: 'exited' })),
    ),
    ['start container p-web-1 (it is exited)'],
  )
})

test('a stopped container whose network somebody removed is made again: it could never start', () => {
  const desired = project({ web })
  const observed = upped(desired, () => ({ state: 'exited' }))
  assert.deepEqual(lines(desired, { ...observed, networks: [] }).slice(0, 2), [
    'create network p_default (not there yet)',
    'create container p-web-1 (its network p_default is gone)',
  ])
  assert.deepEqual(lines(desired, observed), ['start container p-web-1 (it is exited)'])
})

test('a changed volume is kept and said, and made again only where its content may go', () => {
  const using = { web: service({ volumes: [data] }) }
  const before = project(using, { volumes: { data: {} } })
  const after = project(using, { volumes: { data: { driver_opts: { type: 'tmpfs' } } } })
  assert.deepEqual(changedVolumes(after, upped(before)), ['p_data'])
  assert.deepEqual(lines(after, upped(before)), [
    'warning: The settings of volume p_data changed; it is kept, since making it again loses its content.',
  ])
  assert.deepEqual(lines(after, upped(before), { recreateVolumes: true }), [
    'stop container p-web-1 (volume p_data changed)',
    'remove container p-web-1 (volume p_data changed)',
    'remove volume p_data (its settings changed)',
    'create volume p_data (its settings changed)',
    'create container p-web-1 (not there yet)',
    'start container p-web-1 (created)',
  ])
})

test('a volume that should be mounted and is not: made again', () => {
  const desired = project({ web: service({ volumes: [data] }) }, { volumes: { data: {} } })
  assert.equal(
    lines(
      desired,
      upped(desired, () => ({ mounts: [] })),
    )[0],
    'create container p-web-1 (volume p_data is not mounted)',
  )
})

test('anonymous volumes are carried over, unless renewed', () => {
  const before = project({ web: service({ volumes: [anonymous] }) })
  const after = project({ web: service({ volumes: [anonymous], user: 'me' }) })
  const carried = (options = {}) =>
    plan(after, upped(before), options).flatMap((step) =>
      step.kind === 'create-container' ? (step.blueprint.carried ?? []).map(({ target }) => target) : [],
    )
  assert.deepEqual(carried(), ['/cache'])
  assert.deepEqual(carried({ renewAnonymousVolumes: true }), [])
})

test('renewing anonymous volumes replaces containers even when nothing changed', () => {
  const desired = project({ web })
  assert.equal(
    lines(desired, upped(desired), { renewAnonymousVolumes: true })[0],
    'create container p-web-1 (asked for)',
  )
})

test('the volumes of an image are carried over as long as the image asks for them', () => {
  const before = project({ web: service({ volumes: [anonymous] }) })
  const after = project({ web })
  const carried = (volumes: string[]) =>
    plan(after, upped(before), { images: new Map([['web', { id: 'sha256:1', volumes }]]) }).flatMap((step) =>
      step.kind === 'create-container' ? (step.blueprint.carried ?? []) : [],
    ).length
  assert.equal(carried(['/cache']), 1)
  assert.equal(carried([]), 0)
})

test("a caller's labels are on everything and in no hash", () => {
  const desired = project({ web: service({ volumes: [data] }) }, { volumes: { data: {} } })
  const labels = { 'io.keelson.installation': 'x' }
  const hashes = (options = {}) =>
    plan(desired, empty, options).flatMap((step) =>
      step.kind === 'create-network' || step.kind === 'create-volume'
        ? [step.request.Labels?.[LABEL.hash]]
        : [],
    )
  for (const step of plan(desired, empty, { extraLabels: labels })) {
    if (step.kind === 'create-network' || step.kind === 'create-volume') {
      assert.equal(step.request.Labels?.['io.keelson.installation'], 'x')
    }
    if (step.kind === 'create-container') assert.deepEqual(step.blueprint.extraLabels, labels)
  }
  assert.deepEqual(hashes({ extraLabels: labels }), hashes())
})
