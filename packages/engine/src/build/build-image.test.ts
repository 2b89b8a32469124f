import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { eventually } from '@keelson/catalog-testing'
import { findImage } from '../docker/images.ts'
import { LABEL } from '../labels.ts'
import { run } from '../process.ts'
import { ImageError } from './events.ts'
import { buildFixture } from './fixture.ts'
import type { ImagesOptions } from './image-work.ts'
import { buildImages } from './images.ts'

const fixture = await buildFixture()
const { docker, base, folder, project } = fixture
after(() => fixture.dispose())

let count = 0
/** Builds one service and gives what happened; checks inside are `RUN test …` lines. */
async function build(
  section: NonNullable<Parameters<typeof project>[0][string]['build']>,
  options: ImagesOptions & { name?: string; secrets?: Parameters<typeof project>[1] } = {},
) {
  const name = options.name ?? `s${count++}`
  const { events, onEvent } = fixture.recorder()
  const result = await buildImages(docker, project({ [name]: { build: section } }, options.secrets), {
    ...options,
    onEvent,
  })
  const image = result.get(name)
  assert.ok(image)
  return { ...image, events, inspect: await findImage(docker, image.id) }
}

describe('both builders', { concurrency: 4 }, () => {
  for (const builder of ['buildkit', 'classic'] as const) {
    test(`${builder}: context with ignore rules and links, arguments, target, labels, tags`, async () => {
      const tag = `${fixture.name}:extra-${builder}`
      fixture.images.add(tag)
      const { inspect, image, events } = await build(
        {
          context: folder({
            Dockerfile: `ARG BASE\nFROM \${BASE} AS one\nARG WHO\nARG NONE=preset\nCOPY . /src/
RUN test "$WHO $NONE" = "me preset" && cat /src/kept.md && test ! -e /src/dropped.md && test ! -e /src/deep/x.log
RUN test -x /src/run.sh && test "$(readlink /src/outside)" = /etc/hostname && test ! -e /src/Dockerfile
FROM one AS two
RUN false
`,
            '.dockerignore': '*.md\n!kept.md\n**/*.log\nDockerfile\n',
            'kept.md': 'kept',
            'dropped.md': '',
            'deep/x.log': '',
            'run.sh': '#!/bin/sh',
            outside: '-> /etc/hostname',
          }),
          args: { BASE: base, WHO: 'me', NONE: null },
          target: 'one',
          labels: { mine: 'yes' },
          tags: [tag],
        },
        { builder, name: `all-${builder}` },
      )
      assert.equal(image, `${fixture.name}-all-${builder}`)
      const labels = inspect?.Config?.Labels ?? {}
      assert.equal(labels.mine, 'yes')
      assert.equal(labels[LABEL.project], fixture.name)
      assert.equal(labels[LABEL.service], `all-${builder}`)
      assert.ok(labels[LABEL.version])
      assert.deepEqual(inspect?.RepoTags?.sort(), [`${image}:latest`, tag].sort())
      assert.ok(
        events.some((event) => event.kind === 'log' && event.line === 'kept'),
        'the step is heard',
      )
      const steps = events.flatMap((event) => (event.kind === 'step' ? [`${event.state} ${event.name}`] : []))
      assert.ok(
        steps.some((step) => /^(done|cached) .*COPY \. \/src\//.test(step)),
        steps.join('\n'),
      )
    })

    test(`${builder}: inline Dockerfile, Dockerfile elsewhere, ignore file of a Dockerfile`, async () => {
      const context = folder({ a: 'a', b: 'b', Dockerfile: 'FROM none-such', '.dockerignore': 'a\n' })
      await build(
        { context, dockerfile_inline: `FROM ${base}\nCOPY . /s/\nRUN test ! -e /s/a && test -e /s/b` },
        { builder },
      )
      const elsewhere = folder({
        'x.Dockerfile': `FROM ${base}\nCOPY . /s/\nRUN test -e /s/a && test ! -e /s/b && test ! -e /s/x.Dockerfile`,
        'x.Dockerfile.dockerignore': 'b',
      })
      await build({ context, dockerfile: join(elsewhere, 'x.Dockerfile') }, { builder })
    })

    test(`${builder}: extra hosts and no network`, async () => {
      await build(
        {
          context: folder({}),
          dockerfile_inline: `FROM ${base}\nRUN grep 10.1.2.3 /etc/hosts | grep some.host\nRUN test "$(ls /sys/class/net)" = lo`,
          extra_hosts: ['some.host=10.1.2.3'],
          network: 'none',
        },
        { builder },
      )
    })

    test(`${builder}: heredocs, --link and an unreachable syntax line`, async () => {
      const { events } = await build(
        {
          context: folder({ f: 'f' }),
          args: { WHO: 'me' },
          dockerfile_inline: `# syntax=docker/dockerfile:1.99-none
FROM ${base}
ARG WHO
COPY --link f /f
COPY <<one <<'two' /dir/
hello $WHO
one
$WHO
two
RUN <<EOF
set -e
test "$(cat /dir/one)" = "hello me"
test "$(cat /dir/two)" = '$WHO'
echo "two lines" > /out
EOF
RUN grep "two lines" /out && test -e /f
`,
        },
        { builder },
      )
      const warned = events.some((event) => event.kind === 'warning' && /1\.99-none/.test(event.message))
      assert.equal(warned, builder === 'buildkit')
    })

    test(`${builder}: additional contexts from a folder, an image and a service`, async () => {
      const assets = folder({ logo: 'logo', secret: 'x', '.dockerignore': 'secret' })
      const name = `user-${builder}`
      const services = {
        [name]: {
          build: {
            context: folder({}),
            additional_contexts: { assets, tools: `docker-image://${base}`, dep: `service:dep-${builder}` },
            dockerfile_inline: `FROM tools\nCOPY --from=assets / /assets/\nCOPY --from=dep /made /made
RUN test "$(cat /assets/logo)$(cat /made)" = logomade && test ! -e /assets/secret`,
          },
        },
        [`dep-${builder}`]: {
          build: { context: folder({ f: 'made' }), dockerfile_inline: `FROM ${base}\nCOPY f /made` },
        },
      }
      const result = await buildImages(docker, project(services), { builder, services: [name] })
      assert.deepEqual([...result.keys()], [name, `dep-${builder}`])
    })

    test(`${builder}: a failed step gives its line, its log and its name`, async () => {
      const error = await build(
        {
          context: folder({}),
          dockerfile_inline: `# comment\nFROM ${base}\nRUN echo fine\n\nRUN echo before >&2 && \\\n    echo no such thing >&2 && exit 7\n`,
        },
        { builder },
      ).catch((failure: unknown) => failure)
      assert.ok(error instanceof ImageError)
      assert.equal(error.line, 5)
      assert.deepEqual(error.log, ['before', 'no such thing'])
      assert.match(error.step ?? '', /RUN echo before/)
      assert.match(error.message, /failed at line 5 of the Dockerfile: .*7/)
    })

    test(`${builder}: cancelling kills the running step`, async () => {
      const seconds = String(1000 + Math.floor(Math.random() * 9000) + (builder === 'classic' ? 10_000 : 0))
      const controller = new AbortController()
      const building = build(
        { context: folder({}), dockerfile_inline: `FROM ${base}\nRUN echo started && sleep ${seconds}` },
        { builder, signal: controller.signal },
      )
      building.catch(() => {})
      await eventually('the step sleeps', () => sleeping(seconds))
      controller.abort()
      await assert.rejects(building, { name: 'AbortError' })
      await eventually('nothing sleeps', () => !sleeping(seconds))
    })

    test(`${builder}: what is unchanged is not built`, async () => {
      const context = folder({ Dockerfile: `FROM ${base}\nCOPY f /f`, f: '1' })
      const again = async (more: ImagesOptions & { args?: Record<string, string> } = {}) => {
        const section = { context, ...(more.args ? { args: more.args } : {}) }
        const { built, events, id } = await build(section, { builder, name: `same-${builder}`, ...more })
        const last = events.findLast((event) => event.kind === 'status')
        return { built, id, because: last?.because ?? '' }
      }
      const first = await again()
      assert.deepEqual([first.built, first.because], [true, 'the image does not exist'])
      const second = await again()
      assert.equal(second.built, false)
      assert.equal(second.id, first.id)
      assert.match(second.because, /unchanged/)
      assert.equal((await again({ noCache: true })).built, true)
      assert.match((await again({ args: { X: '1' } })).because, /changed/)
    })
  }
})

describe('BuildKit only', { concurrency: 4 }, () => {
  test('secrets from file, variable and content reach the step and nothing else', async () => {
    const file = join(folder({ token: 'from file' }), 'token')
    const { inspect } = await build(
      {
        context: folder({}),
        secrets: [{ source: 'file' }, { source: 'variable', target: 'renamed' }, { source: 'text' }],
        dockerfile_inline: `FROM ${base}
RUN --mount=type=secret,id=file --mount=type=secret,id=renamed --mount=type=secret,id=text test "$(cat /run/secrets/file)$(cat /run/secrets/renamed)$(cat /run/secrets/text)" = "from filefrom variableinline"
RUN test ! -s /run/secrets/file
`,
      },
      {
        environment: { TOKEN: 'from variable' },
        secrets: {
          secrets: {
            file: { name: 'file', file },
            variable: { name: 'variable', environment: 'TOKEN' },
            text: Object.assign({ name: 'text' }, { content: 'inline' }),
          },
        },
      },
    )
    assert.ok(!JSON.stringify(inspect).includes('from variable'))
  })

  test('an ssh agent is reached through the session', async () => {
    const socket = join(fixture.home, 'agent.sock')
    const key = join(fixture.home, 'key')
    await must('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'a-test-key', '-f', key)
    const pid = /SSH_AGENT_PID=(\d+)/.exec(await must('ssh-agent', '-s', '-a', socket))?.[1]
    try {
      await must('env', `SSH_AUTH_SOCK=${socket}`, 'ssh-add', '-q', key)
      const context = folder({})
      const libraries = (await must('ldd', '/usr/bin/ssh-add')).match(/\/\S+/g) ?? []
      await must('cp', '-L', '--parents', '/usr/bin/ssh-add', ...libraries, context)
      await build({
        context,
        ssh: [`default=${socket}`],
        dockerfile_inline: `FROM ${base}\nCOPY . /\nRUN --mount=type=ssh /usr/bin/ssh-add -L | grep a-test-key`,
      })
    } finally {
      process.kill(Number(pid))
    }
  })

  test('cache mounts; a changed file of the same size and time is sent again', async () => {
    const context = folder({ f: 'one', Dockerfile: '' })
    const dockerfile = (content: string) =>
      `FROM ${base}\nCOPY f /f\nRUN --mount=type=cache,target=/cache touch /cache/x && cat /f && test "$(cat /f)" = ${content}`
    await build({ context, dockerfile_inline: dockerfile('one') })
    const { utimesSync, writeFileSync } = await import('node:fs')
    utimesSync(join(context, 'f'), 1_600_000_000, 1_600_000_000)
    await build({ context, dockerfile_inline: dockerfile('one') })
    writeFileSync(join(context, 'f'), 'two')
    utimesSync(join(context, 'f'), 1_600_000_000, 1_600_000_000)
    await build({ context, dockerfile_inline: dockerfile('two') })
  })
})

test('limits of build steps: shared memory and open files', async () => {
  await build({
    context: folder({}),
    shm_size: '33554432',
    ulimits: { nofile: { soft: 321, hard: 654 } },
    dockerfile_inline: `FROM ${base}\nRUN test "$(ulimit -n)" = 321 && df -k /dev/shm | grep -w 32768`,
  })
})

test('what cannot be done is refused with its key', async () => {
  const dockerfile_inline = `FROM ${base}`
  const context = folder({ 'link.Dockerfile': '-> /etc/passwd' })
  const refused = (section: Parameters<typeof build>[0], pattern: RegExp, options: ImagesOptions = {}) =>
    assert.rejects(build({ context, dockerfile_inline, ...section }, options), pattern)
  await refused({ privileged: true }, /build\.privileged is not possible/)
  await refused({ entitlements: ['security.insecure'] }, /build\.entitlements .*security\.insecure/)
  await refused({ platforms: ['linux/riscv64', 'linux/s390x'] }, /one platform an image/)
  await refused({ ssh: ['default'] }, /SSH_AUTH_SOCK is not set/, { environment: {} })
  await refused({ secrets: [{ source: 'none' }] }, /build secret none has neither/)
  await refused({ additional_contexts: { x: 'oci-layout:///x' } }, /additional_contexts x: oci-layout/)
  await refused({ context: join(context, 'none') }, /The build context .* does not exist/)
  const { dockerfile_inline: _, ...plain } = { dockerfile_inline, context, dockerfile: 'link.Dockerfile' }
  await assert.rejects(build(plain), /link\.Dockerfile leads out/)
  await refused({}, /The build context .* leads out/, { root: folder({}) })
})

async function must(...argv: [string, ...string[]]): Promise<string> {
  const { code, stdout, stderr } = await run(argv)
  assert.equal(code, 0, stderr)
  return stdout
}

/** Whether a process of the machine (the engine runs on it) sleeps for so many seconds. */
function sleeping(seconds: string): boolean {
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `sleep\0${seconds}\0`
    } catch {
      return false
    }
  })
}
