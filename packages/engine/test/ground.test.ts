import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  createNetwork,
  createVolume,
  down,
  inspectNetwork,
  inspectVolume,
  LABEL,
  PlanError,
  removeNetwork,
  removeVolume,
  rm,
  up,
} from '../src/index.ts'
import { engineRig, eventually, type Rig } from './rig.ts'

let rig: Rig
before(async () => {
  rig = await engineRig()
})
after(() => rig.close())

const base = 'image: IMAGE, stop_grace_period: 0s'
const alone = `${base}, network_mode: none`

describe('networks, volumes, secrets and configs', { concurrency: 4 }, () => {
  test('a network has the labels and settings of docker compose', () =>
    rig.scenario(async (s) => {
      await s.up(`services: {web: {${base}, networks: [back]}}
networks: {back: {internal: true, labels: {a: b}, driver_opts: {com.docker.network.bridge.name: ${s.name.slice(0, 12)}}}}
`)
      const network = await inspectNetwork(s.docker, `${s.name}_back`)
      assert.equal(network.Internal, true)
      assert.equal(network.Options?.['com.docker.network.bridge.name'], s.name.slice(0, 12))
      assert.equal(network.Labels?.a, 'b')
      assert.equal(network.Labels?.[LABEL.network], 'back')
      assert.match(network.Labels?.[LABEL.hash] ?? '', /^[0-9a-f]{64}$/)
    }))

  test('names and aliases resolve in each network', () =>
    rig.scenario(async (s) => {
      await s.up(`services:
  web: {${base}, networks: {default: {aliases: [www]}, back: }}
networks: {back: {internal: true}}
`)
      const { Networks } = (await s.inspect('web')).NetworkSettings
      const names = (network: string) =>
        Networks[`${s.name}_${network}`]?.Aliases?.filter((alias) => !/^[0-9a-f]{12}$/.test(alias)).sort()
      assert.deepEqual(names('default'), [`${s.name}-web-1`, 'web', 'www'])
      assert.deepEqual(names('back'), [`${s.name}-web-1`, 'web'])
    }))

  test('the network of highest priority comes first', () =>
    rig.scenario(async (s) => {
      await s.up(`services:
  web: {${base}, networks: {a: {priority: 1}, b: {priority: 9}}}
networks: {a: , b: }
`)
      assert.equal((await s.inspect('web')).HostConfig.NetworkMode, `${s.name}_b`)
    }))

  test('static addresses in a network of a given subnet', () =>
    rig.scenario(async (s) => {
      const octet = 16 + (Number.parseInt(s.name.slice(2, 6), 16) % 200)
      await s.up(`services: {web: {${base}, networks: {fixed: {ipv4_address: 10.213.${octet}.9}}}}
networks: {fixed: {ipam: {config: [{subnet: 10.213.${octet}.0/24, gateway: 10.213.${octet}.1}]}}}
`)
      const endpoint = (await s.inspect('web')).NetworkSettings.Networks[`${s.name}_fixed`]
      assert.equal(endpoint?.IPAddress, `10.213.${octet}.9`)
      assert.equal(endpoint?.Gateway, `10.213.${octet}.1`)
    }))

  test('links give the other service three more names', () =>
    rig.scenario(async (s) => {
      await s.up(`services:
  db: {${base}}
  web: {${base}, links: ["db:database"]}
`)
      const { Links } = (await s.inspect('web')).NetworkSettings.Networks[`${s.name}_default`] ?? {}
      assert.deepEqual([...(Links ?? [])].sort(), [
        `${s.name}-db-1:database`,
        `${s.name}-db-1:db-1`,
        `${s.name}-db-1:${s.name}-db-1`,
      ])
    }))

  test('a network with changed settings is made again; containers keep their ids and are back on it', () =>
    rig.scenario(async (s) => {
      const text = (internal: boolean) => `services: {web: {${base}, networks: {n: {aliases: [www]}}}}
networks: {n: {internal: ${internal}}}
`
      await s.up(text(false))
      const ids = await s.ids()
      await s.up(text(true))
      assert.deepEqual(await s.ids(), ids)
      assert.equal((await inspectNetwork(s.docker, `${s.name}_n`)).Internal, true)
      const endpoint = (await s.inspect('web')).NetworkSettings.Networks[`${s.name}_n`]
      assert.ok(endpoint?.IPAddress && endpoint.Aliases?.includes('www'))
      assert.deepEqual(await s.states(), ['web-1 running'])
    }))

  test('an external network is used and survives down; missing, nothing is made', () =>
    rig.scenario(async (s) => {
      const name = `${s.name}-outside`
      const text = `services: {web: {${base}, networks: [ext]}}
networks: {ext: {external: true, name: ${name}}}
`
      await assert.rejects(
        s.up(text),
        (error) => error instanceof PlanError && /declared external/.test(error.message),
      )
      assert.deepEqual(await s.states(), [])
      await createNetwork(s.docker, { Name: name })
      try {
        await s.up(text)
        assert.ok(name in (await s.inspect('web')).NetworkSettings.Networks)
        await down(s.docker, s.name, { volumes: true, stopTimeout: 0 })
        await inspectNetwork(s.docker, name)
      } finally {
        await removeNetwork(s.docker, name)
      }
    }))

  test('a container that was taken off its network is made again', () =>
    rig.scenario(async (s) => {
      const text = `services: {web: {${base}}}`
      await s.up(text)
      const { Id } = await s.inspect('web')
      await s.docker.json('POST', `/networks/${s.name}_default/disconnect`, {
        body: { Container: Id, Force: true },
      })
      await s.up(text)
      assert.notEqual((await s.inspect('web')).Id, Id)
    }))

  test('a volume has labels and options, and keeps its content', () =>
    rig.scenario(async (s) => {
      const text = (user: string) => `services: {web: {${alone}, user: "${user}", volumes: ["data:/data"]}}
volumes: {data: {labels: {a: b}}}
`
      await s.up(text('0'))
      await s.shell('web', 'echo kept > /data/file')
      await s.up(text('0:0'))
      assert.equal((await s.shell('web', 'cat /data/file')).out, 'kept')
      const { Labels } = await inspectVolume(s.docker, `${s.name}_data`)
      assert.equal(Labels?.a, 'b')
      assert.equal(Labels?.[LABEL.volume], 'data')
    }))

  test('a volume with changed settings is kept until its content may go', () =>
    rig.scenario(async (s) => {
      const text = (label: string) => `services: {web: {${alone}, volumes: ["data:/data"]}}
volumes: {data: {labels: {a: "${label}"}}}
`
      await s.up(text('1'))
      await s.shell('web', 'echo x > /data/file')
      await s.up(text('2'))
      assert.equal((await s.shell('web', 'cat /data/file')).out, 'x')
      await s.up(text('2'), { recreateVolumes: true })
      assert.equal((await s.shell('web', 'ls /data')).out, '')
    }))

  test('an external volume is mounted, and never removed', () =>
    rig.scenario(async (s) => {
      const name = `${s.name}-outside`
      await createVolume(s.docker, { Name: name })
      try {
        const project = await s.up(`services: {web: {${alone}, volumes: ["ext:/x"]}}
volumes: {ext: {external: true, name: ${name}}}
`)
        await down(s.docker, project, { volumes: true })
        await inspectVolume(s.docker, name)
      } finally {
        await removeVolume(s.docker, name, { force: true })
      }
    }))

  test('a bind that must exist is refused when it does not', () =>
    rig.scenario(async (s) => {
      const text = `services: {web: {${alone}, volumes: [{type: bind, source: /no/such/folder, target: /x, bind: {create_host_path: false}}]}}`
      await assert.rejects(s.up(text), /Could not create container .*bind source path does not exist/)
    }))

  test('secrets and configs from variables and inline text: content, owner and mode', () =>
    rig.scenario(async (s) => {
      const { project, contents } = s.loaded(
        `services:
  web:
    ${alone.replaceAll(', ', '\n    ')}
    secrets: [{source: token, target: key, uid: "33", gid: "44", mode: 0440}, plain]
    configs: [{source: page, target: /etc/page}]
secrets: {token: {environment: TOKEN}, plain: {environment: TOKEN}}
configs: {page: {content: "hello"}}
`,
        {},
        { TOKEN: 's3cret' },
      )
      await up(s.docker, project, { contents })
      const { out } = await s.shell(
        'web',
        'cd /run/secrets; cat key plain /etc/page; stat -c " %u:%g:%a" key plain /etc/page',
      )
      assert.deepEqual(
        out.split('\n').map((line) => line.trim()),
        ['s3crets3crethello 33:44:440', '0:0:444', '0:0:444'],
      )
    }))

  test('a secret without a value is named before its container starts', () =>
    rig.scenario(async (s) => {
      const { project } = s.loaded(`services: {web: {${alone}, secrets: [token]}}
secrets: {token: {environment: NO_SUCH_TOKEN}}
`)
      await assert.rejects(up(s.docker, project), /secret "token" has no value: set NO_SUCH_TOKEN/)
    }))

  test('secrets from files are mounted read-only where they belong', () =>
    rig.scenario(async (s) => {
      const project = s.read(`services: {web: {${alone}, secrets: [name], configs: [page]}}
secrets: {name: {file: /etc/hostname}}
configs: {page: {file: /etc/hostname}}
`)
      await up(s.docker, project)
      const { Mounts } = await s.inspect('web')
      assert.deepEqual(Mounts.map(({ Destination, RW }) => [Destination, RW]).sort(), [
        ['/page', false],
        ['/run/secrets/name', false],
      ])
    }))

  test('published ports are bound on the host', () =>
    rig.scenario(async (s) => {
      await s.up(`services: {web: {${base}, ports: ["127.0.0.1::80"]}}`)
      const found = await eventually(
        async () => (await s.containers('web'))[0]?.ports.find(({ PrivatePort }) => PrivatePort === 80),
        (port) => port?.PublicPort !== undefined,
      )
      assert.equal(found?.IP, '127.0.0.1')
    }))

  test('a port that is taken is said with its container and what to do; the same command completes it later', () =>
    rig.scenario(async (s) => {
      await s.up(`services: {holder: {${base}, ports: ["127.0.0.1::80"]}}`)
      const taken = (await s.containers('holder'))[0]?.ports[0]?.PublicPort
      const text = `services:
  holder: {${base}, ports: ["127.0.0.1::80"]}
  free: {${base}}
  web: {${base}, ports: ["127.0.0.1:${taken}:80"], depends_on: [free]}
`
      await assert.rejects(s.up(text), /Could not start container .*-web-1: .*Stop what uses the port/)
      assert.deepEqual(await s.states(), ['free-1 running', 'holder-1 running', 'web-1 created'])
      await rm(s.docker, s.name, { services: ['holder'], stop: true })
      await s.up(text.replace(/\n {2}holder.*/, ''))
      assert.deepEqual(await s.states(), ['free-1 running', 'web-1 running'])
    }))
})
