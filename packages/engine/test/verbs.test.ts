import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  exec,
  execDetached,
  kill,
  pause,
  restart,
  rm,
  runOneOff,
  stop,
  unpause,
  waitForExit,
} from '../src/index.ts'
import { proxy } from './proxy.ts'
import { engineRig, eventually, type Rig, talk } from './rig.ts'

let rig: Rig
before(async () => {
  rig = await engineRig()
})
after(() => rig.close())

const base = 'image: IMAGE, network_mode: none, stop_grace_period: 0s'
const two = `services:
  db: {${base}}
  web: {${base}, depends_on: [db]}
`
const says = (line: string) => `services: {web: {${base}, command: [sh, -c, "${line}"]}}`

describe('verbs', { concurrency: 5 }, () => {
  test('kill sends the signal asked for', () =>
    rig.scenario(async (s) => {
      await s.up(says(`trap 'exit 7' USR1; touch /tmp/ready; while :; do sleep 0.05; done`))
      await eventually(
        () => s.shell('web', 'test -e /tmp/ready'),
        ({ code }) => code === 0,
      )
      await kill(s.docker, s.name, { services: ['web'], killSignal: 'SIGUSR1' })
      await eventually(
        () => s.states(),
        ([state]) => state === 'web-1 exited',
      )
      assert.equal((await s.inspect('web')).State.ExitCode, 7)
      await kill(s.docker, s.name)
    }))

  test('pause and unpause', () =>
    rig.scenario(async (s) => {
      await s.up(two)
      await pause(s.docker, s.name, { services: ['web'] })
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 paused'])
      await unpause(s.docker, s.name)
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 running'])
    }))

  test('restart keeps containers and starts them anew', () =>
    rig.scenario(async (s) => {
      await s.up(two)
      const before = await s.inspect('web')
      await restart(s.docker, s.name, { services: ['web'] })
      const after = await s.inspect('web')
      assert.equal(after.Id, before.Id)
      assert.notEqual(after.State.StartedAt, before.State.StartedAt)
    }))

  test('rm removes what is stopped, and what runs only with stop', () =>
    rig.scenario(async (s) => {
      await s.up(two)
      await stop(s.docker, s.name, { services: ['web'] })
      assert.deepEqual(await rm(s.docker, s.name), [`${s.name}-web-1`])
      assert.deepEqual(await rm(s.docker, s.name), [])
      assert.deepEqual(await rm(s.docker, s.name, { stop: true }), [`${s.name}-db-1`])
    }))

  test('a verb on an unknown service says so', () =>
    rig.scenario(async (s) => {
      await s.up(two)
      await assert.rejects(stop(s.docker, s.name, { services: ['nope'] }), /has no service "nope"/)
    }))

  test('wait tells every exit and gives the last', () =>
    rig.scenario(async (s) => {
      const told: string[] = []
      // The container may be gone before the command in it has told its own end.
      const end = (service: string) => s.shell(service, 'touch /tmp/end').catch(() => {})
      await s.up(`services:
  a: {${base}, command: [sh, -c, "until test -e /tmp/end; do sleep 0.1; done; exit 6"], tmpfs: /tmp}
  b: {${base}, command: [sh, -c, "until test -e /tmp/end; do sleep 0.1; done; exit 7"], tmpfs: /tmp}
`)
      const waiting = waitForExit(s.docker, s.name, ['b', 'a'], {
        onExit: ({ container, code }) => told.push(`${container} ${code}`),
      })
      await end('a')
      await eventually(
        async () => told.length,
        (count) => count === 1,
      )
      await end('b')
      const last = await waiting
      assert.deepEqual([last.service, last.code], ['b', 7])
      assert.deepEqual(told, [`${s.name}-a-1 6`, `${s.name}-b-1 7`])
    }))

  test('exec: output, exit code, variables, user, folder', () =>
    rig.scenario(async (s) => {
      await s.up(two)
      const result = await talk(
        await exec(s.docker, s.name, {
          service: 'web',
          command: ['sh', '-c', 'echo $Q $(id -u); test "$PWD" = /tmp || echo $PWD; echo e >&2; exit 4'],
          environment: ['Q=z'],
          user: '33',
          workingDir: '/tmp',
        }),
      )
      assert.equal(result.code, 4)
      assert.match(result.out, /z 33/)
      assert.match(result.out, /!e/)
    }))

  test('exec: what is written reaches the command', () =>
    rig.scenario(async (s) => {
      await s.up(two)
      const session = await exec(s.docker, s.name, { service: 'web', command: ['cat'], interactive: true })
      session.stdin.end('through')
      assert.deepEqual(await talk(session), { out: 'through', code: 0 })
    }))

  test('exec with a terminal can be resized', () =>
    rig.scenario(async (s) => {
      await s.up(two)
      const session = await exec(s.docker, s.name, {
        service: 'web',
        command: ['sh', '-c', 'read line; test -t 1 && echo terminal'],
        interactive: true,
        tty: true,
      })
      await session.resize(40, 120)
      session.stdin.write('go\n')
      assert.match((await talk(session)).out, /terminal/)
    }))

  test('exec in a service that does not run is refused; detached it only starts', () =>
    rig.scenario(async (s) => {
      await s.up(two)
      await execDetached(s.docker, s.name, { service: 'web', command: ['touch', '/tmp/done'] })
      await eventually(
        () => s.shell('web', 'ls /tmp'),
        ({ out }) => out === 'done',
      )
      await stop(s.docker, s.name, { services: ['web'] })
      await assert.rejects(
        exec(s.docker, s.name, { service: 'web', command: ['true'] }),
        /"web" is not running/,
      )
    }))

  test('run: a one-off beside the others, after what it depends on', () =>
    rig.scenario(async (s) => {
      const project = s.read(two)
      const ran = await runOneOff(s.docker, project, {
        service: 'web',
        command: ['sh', '-c', 'echo $X; exit 5'],
        environment: { X: 'y' },
      })
      assert.match(ran.container.name, /-web-run-[0-9a-f]{12}$/)
      assert.ok(ran.session)
      assert.deepEqual(await talk(ran.session), { out: 'y\n', code: 5 })
      const [oneOff] = (await s.containers('web')).filter((one) => one.oneOff)
      assert.equal(oneOff?.labels['com.docker.compose.oneoff'], 'True')
      assert.equal(oneOff?.labels['com.docker.compose.container-number'], undefined)
      assert.deepEqual(
        (await s.containers('db')).map(({ state }) => state),
        ['running'],
      )
    }))

  test('run: nothing is started before the engine knows that its end is waited for', () =>
    rig.scenario(async (s) => {
      const seen: string[] = []
      let waiting: unknown
      const between = await proxy(s.docker, {
        onAsked(text, by) {
          if (text.includes('/wait?')) waiting = by
          if (/\/start /.test(text)) seen.push('start asked')
        },
        onAnswered(text, to) {
          if (to === waiting && text.startsWith('HTTP/1.1 200')) seen.push('wait accepted')
        },
      })
      try {
        const options = { service: 'db', command: ['true'], interactive: false }
        const ran = await runOneOff(between.docker, s.read(two), options)
        assert.ok(ran.session)
        assert.equal((await talk(ran.session)).code, 0)
        assert.deepEqual(seen, ['wait accepted', 'start asked'])
      } finally {
        between.close()
      }
    }))

  test('run: removed at its end when asked, ports left out, dependencies too', () =>
    rig.scenario(async (s) => {
      const project = s.read(
        two.replace('depends_on', 'ports: ["80"], depends_on').replaceAll(', network_mode: none', ''),
      )
      const ran = await runOneOff(s.docker, project, {
        service: 'web',
        command: ['true'],
        remove: true,
        noDeps: true,
      })
      assert.ok(ran.session)
      assert.equal((await talk(ran.session)).code, 0)
      assert.deepEqual(await s.states(), [])
    }))

  test('run: what is optional and fails is a warning', () =>
    rig.scenario(async (s) => {
      const project = s.read(`services:
  job: {${base}, command: [sh, -c, "exit 3"]}
  web: {${base}, depends_on: {job: {condition: service_completed_successfully, required: false}}}
`)
      const warnings: string[] = []
      const ran = await runOneOff(s.docker, project, {
        service: 'web',
        command: ['true'],
        onEvent: (event) => event.kind === 'warning' && warnings.push(event.text),
      })
      assert.ok(ran.session)
      assert.equal((await talk(ran.session)).code, 0)
      assert.match(
        warnings.join('\n'),
        /-job-1 exited with code 3\. It is optional, so web runs all the same\.$/,
      )
    }))

  test('run: input is read', () =>
    rig.scenario(async (s) => {
      const ran = await runOneOff(s.docker, s.read(two), { service: 'db', command: ['cat'], remove: true })
      ran.session?.stdin.end('in and out')
      assert.ok(ran.session)
      assert.equal((await talk(ran.session)).out, 'in and out')
    }))

  test('hooks: post_start after the start, pre_stop before the stop; a failing one fails the step', () =>
    rig.scenario(async (s) => {
      const text = (hook: string) =>
        `services: {web: {${base}, volumes: ["data:/data"], ${hook}}}\nvolumes: {data: }`
      const hooks =
        'post_start: [{command: [sh, -c, "echo started >> /data/log"]}], pre_stop: [{command: [sh, -c, "echo stopping >> /data/log"]}]'
      const project = await s.up(text(hooks))
      await restart(s.docker, project)
      await stop(s.docker, project)
      await s.up(text(hooks))
      assert.equal(
        (await s.shell('web', 'cat /data/log')).out,
        'started\nstopping\nstarted\nstopping\nstarted',
      )
      await assert.rejects(
        s.up(text('post_start: [{command: [sh, -c, "echo no; exit 3"]}]')),
        /post_start hook "sh -c echo no; exit 3" .* ended with code 3/,
      )
    }))

  test('hooks: one that the old container does not have keeps it from nothing but a stop', () =>
    rig.scenario(async (s) => {
      const withHook = `services: {web: {${base}, pre_stop: [{command: [/none]}]}}`
      await s.up(`services: {web: {${base}}}`)
      const before = await s.ids()
      const warnings: string[] = []
      const project = await s.up(withHook, {
        recreate: 'force',
        onEvent: (event) => void (event.kind === 'warning' && warnings.push(event.text)),
      })
      assert.notDeepEqual(await s.ids(), before)
      assert.match(warnings.join('\n'), /pre_stop hook "\/none" .* It is stopped all the same\./)
      await assert.rejects(stop(s.docker, project), /pre_stop hook "\/none"/)
      assert.deepEqual(await s.states(), ['web-1 running'])
      await kill(s.docker, project)
      await restart(s.docker, project)
      assert.deepEqual(await s.states(), ['web-1 running'])
    }))

  test('cancelling up ends it; the same command completes it', () =>
    rig.scenario(async (s) => {
      const text = `services:
  db: {${base}, healthcheck: {test: ["CMD", "test", "-e", "/tmp/ok"], interval: 200ms, retries: 100}}
  web: {${base}, depends_on: {db: {condition: service_healthy}}}
`
      const cancel = new AbortController()
      const going = s.up(text, { signal: cancel.signal })
      await eventually(
        () => s.states(),
        (states) => states.includes('db-1 running'),
      )
      cancel.abort()
      await assert.rejects(going, { name: 'AbortError' })
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 created'])
      await s.shell('db', 'touch /tmp/ok')
      await s.up(text)
      assert.deepEqual(await s.states(), ['db-1 running', 'web-1 running'])
    }))

  test('a missing image is said with its service', () =>
    rig.scenario(async (s) => {
      const text = 'services: {web: {image: "keelson-none/no-such:1", pull_policy: never}}'
      await assert.rejects(s.up(text), /keelson-none\/no-such:1/)
      assert.deepEqual(await s.states(), [])
    }))

  test('a name that another container has is said', () =>
    rig.scenario(async (s) => {
      await s.up(`services: {a: {${base}, container_name: NAME-own}}`)
      const text = `services:
  a: {${base}}
  b: {${base}, container_name: NAME-own}
`
      await assert.rejects(
        s.up(text, { services: ['b'], noDeps: true }),
        /Could not create container .*-own: .*remove \(or rename\) that container/,
      )
    }))
})
