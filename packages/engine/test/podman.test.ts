import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect, engineInfo, logs, runOneOff } from '../src/index.ts'
import { run } from '../src/process.ts'
import { engineRig, eventually, talk } from './rig.ts'

/** Podman with storage, networks and a socket of the test's own. Needs root and `podman`. */
async function ownPodman() {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-podman-'))
  const at = (name: string) => join(folder, name)
  writeFileSync(
    at('containers.conf'),
    `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
runtime = "runc"
events_logger = "file"
`,
  )
  const environment = { ...process.env, CONTAINERS_CONF: at('containers.conf') }
  const places = [
    ...['--root', at('root'), '--runroot', at('run'), '--tmpdir', at('tmp')],
    ...['--network-config-dir', at('networks'), '--storage-driver', 'vfs'],
  ]
  const address = `unix://${at('podman.sock')}`
  const service = spawn('podman', [...places, 'system', 'service', '--time=0', address], {
    env: environment,
    stdio: 'ignore',
  })
  const docker = connect({ host: address })
  await eventually(
    () => engineInfo(docker).catch(() => undefined),
    (info) => info !== undefined,
  )
  return {
    docker,
    async remove(): Promise<void> {
      docker.close()
      await run(['podman', ...places, 'system', 'reset', '--force'], { environment })
      const ended = once(service, 'exit')
      service.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

test('Podman: up with a network and a volume, again without a change, logs, exec, run, scale, a replacement, down', async () => {
  const podman = await ownPodman()
  const rig = await engineRig(podman.docker)
  try {
    await rig.scenario(async (s) => {
      // It gives every imported image the tag `latest`.
      const image = rig.image.replace(/:1$/, '')
      const text = (word: string) => `services:
  db: {image: ${image}, stop_grace_period: 0s, command: [sh, -c, "echo ${word}; exec sleep 1000"], volumes: ["data:/data"], networks: [back]}
  web: {image: ${image}, stop_grace_period: 0s, depends_on: [db], networks: [back]}
networks: {back: }
volumes: {data: }
`
      await s.up(text('hello'))
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 running'])
      assert.deepEqual(await s.lines(text('hello')), [])

      assert.deepEqual(await s.shell('db', 'echo kept > /data/word; exit 3'), { out: '', code: 3 })
      const said: string[] = []
      for await (const { line } of logs(s.docker, s.name, { services: ['db'] })) said.push(line)
      assert.deepEqual(said, ['hello'])

      const ran = await runOneOff(s.docker, s.read(text('hello')), {
        service: 'web',
        command: ['sh', '-c', 'cat; exit 5'],
        remove: true,
      })
      assert.ok(ran.session)
      ran.session.stdin.end('in and out')
      assert.deepEqual(await talk(ran.session), { out: 'in and out', code: 5 })

      await s.up(text('hello'), { scale: { web: 3 } })
      assert.equal((await s.containers('web')).length, 3)
      const { 0: first } = await s.containers('web')
      await s.up(text('changed'))
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 running'])
      assert.equal((await s.containers('web'))[0]?.id, first?.id)
      assert.equal((await s.shell('db', 'cat /data/word')).out, 'kept')
    })
    const left = await rig.docker.json<unknown[]>('GET', '/containers/json', { query: { all: true } })
    assert.deepEqual(left, [])
  } finally {
    await rig.close()
    await podman.remove()
  }
})
