import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventually } from '@keelson/catalog-testing'
import { projectTests } from '../../test/in-project.ts'
import { keelson } from '../../test/keelson.ts'
import type { Finished, TestProject } from '../../test/project.ts'

const { inProject, image } = projectTests()
const launcher = fileURLToPath(new URL('../../bin/keelson', import.meta.url))

const web = `
services:
  web:
    image: IMAGE
    command: [sh, -c, "echo hello; exec sleep 600"]
    stop_signal: SIGKILL
  other:
    image: IMAGE
    command: [sleep, "600"]
    stop_signal: SIGKILL
    profiles: [more]
`
const shared = `
services:
  web: &web {image: IMAGE, command: [sleep, "600"], stop_signal: SIGKILL, volumes: ["data:/data"]}
  other: {<<: *web, profiles: [more]}
volumes: {data: {}}
`
const waiting = `
services:
  web:
    image: IMAGE
    command: [sleep, "600"]
    stop_signal: SIGKILL
    healthcheck: {test: "true", interval: 100ms}
  job: {image: IMAGE, depends_on: {web: {condition: service_healthy}}}
`
const ended = `
services:
  web:
    image: IMAGE
    command: [sh, -c, "exit 7"]
`
const ticking = `
services:
  web:
    image: IMAGE
    command: [sh, -c, "while :; do echo tick; sleep 0.1; done"]
    stdin_open: true
    stop_signal: SIGKILL
`
const watched = `
services:
  web:
    image: IMAGE
    command: [sleep, "600"]
    stop_signal: SIGKILL
    develop:
      watch:
        - {path: src, target: /src, action: sync}
        - {path: other, target: /other, action: sync}
`
const nothing = /Nothing to do/

/** Runs a command line in the project's folder, in this process. */
const here = (project: TestProject, ...argv: string[]) =>
  keelson(argv, { cwd: project.folder, env: { COMPOSE_PROJECT_NAME: project.name } })

describe('what the program says, and how it ends', { concurrency: 3 }, () => {
  inProject('what others use stays, and is not said to be removed', shared, async (project) => {
    await here(project, 'up', '-d', 'web', 'other')
    const { code, err } = await here(project, 'down', '-v')
    assert.equal(code, 0, err)
    for (const what of ['Network', 'Volume']) {
      assert.match(err, new RegExp(` ${what} \\S+  Still in use\n`))
      assert.doesNotMatch(err, new RegExp(` ${what} \\S+  Removed`))
    }
  })

  inProject('a verb inside another one does not say that it had nothing to do', ended, async (project) => {
    await here(project, 'up', '-d')
    const ran = await here(project, 'run', '--rm', '-T', 'web', 'sh', '-c', 'echo out; exit 6')
    assert.deepEqual(ran, { code: 6, out: 'out\n', err: '' })
    const up = await here(project, 'up', '--abort-on-container-exit')
    assert.equal(up.code, 7)
    assert.equal(up.out, 'web-1 exited with code 7\n')
    assert.doesNotMatch(up.err, nothing)
  })

  inProject('a service without containers is told from one that is as it should be', web, async (project) => {
    await here(project, 'up', '-d')
    assert.equal((await here(project, 'restart', 'other')).err, 'Nothing to do: other has no containers.\n')
  })

  inProject(
    'signals go to the command of run, and its container is not left behind',
    web,
    async (project) => {
      const command = 'trap "exit 5" TERM; echo ready; while :; do sleep 0.1; done'
      const run = project.start(['run', '--rm', '-T', 'web', 'sh', '-c', command])
      await eventually('the command to run', () => run.output().includes('ready'))
      run.child.kill('SIGTERM')
      assert.equal((await run.finished).code, 5)
      assert.deepEqual(await project.containers(), [])
    },
  )

  inProject('build, push and pull that find nothing to do say why', web, async (project) => {
    const said = {
      build: 'has a build section',
      push: 'has both',
      'pull --policy missing': 'is there or built',
    }
    for (const [line, why] of Object.entries(said))
      assert.match(
        (await here(project, ...line.split(' '))).err,
        new RegExp(`^Nothing to do: .*${why}`),
        line,
      )
    assert.equal((await here(project, 'build', '--quiet')).err, '')
  })

  inProject('attach shows output also when its own input is over', ticking, async (project) => {
    await here(project, 'up', '-d')
    const attached = project.start(['attach', 'web'])
    await eventually('some output', () => attached.output().split('tick\n').length > 3)
    await here(project, 'kill')
    assert.equal((await attached.finished).code, 137)
  })

  inProject('run tells what it waits for', waiting, async (project) => {
    const { code, err } = await here(project, 'run', '--rm', '-T', 'job', 'sh', '-c', 'exit 4')
    assert.equal(code, 4)
    assert.match(err, / Service web {2}Healthy\n/)
  })

  inProject('on a terminal a command says where its lines begin', web, async (project) => {
    await here(project, 'up', '-d')
    const command = `busybox stty -opost; printf "ab\\ncd\\n"`
    const { out } = await inShell(project, `script -qec '${launcher} exec web sh -c "$COMMAND"' /dev/null`, {
      COMMAND: command,
      COMPOSE_PROJECT_NAME: project.name,
    })
    assert.equal(out, 'ab\ncd\n')
  })

  inProject('Ctrl-C ends what goes on for ever with 130', web, async (project) => {
    await here(project, 'up', '-d')
    const endless = [['logs', '-f'], ['stats'], ['events', '--since', '1h']]
    const codes = endless.map(async (argv) => {
      const run = project.start(argv)
      await eventually(`${argv[0]} to say something`, () => run.output() !== '')
      run.child.kill('SIGINT')
      return (await run.finished).code
    })
    assert.deepEqual(await Promise.all(codes), [130, 130, 130])
  })

  inProject('watch says that the folder it watches is gone, and goes on', watched, async (project) => {
    const inside = (name: string) => join(project.folder, name)
    for (const name of ['src', 'other']) mkdirSync(inside(name))
    await here(project, 'up', '-d')
    const env = { ...process.env, COMPOSE_PROJECT_NAME: project.name }
    const program = spawn(launcher, ['watch', '--no-up'], { cwd: project.folder, env })
    let said = ''
    program.stderr.on('data', (data) => {
      said += data
    })
    const ended = once(program, 'exit')
    const hears = (text: string) => eventually(text, () => said.includes(text))
    await hears('other (sync)\n')
    rmSync(inside('src'), { recursive: true })
    await hears('web: 0 copied, 1 removed')
    writeFileSync(inside('other/file'), '')
    await hears('web: 1 copied, 0 removed')
    program.kill('SIGINT')
    assert.deepEqual(await ended, [130, null])
  })

  inProject('rm removes nothing without a yes, from wherever it comes', web, async (project) => {
    await here(project, 'create')
    const asked = (stdin: string) =>
      keelson(['rm'], { cwd: project.folder, env: { COMPOSE_PROJECT_NAME: project.name }, stdin })
    const unsure = await asked('')
    assert.equal(unsure.code, 0)
    assert.match(unsure.out, /Going to remove \S+-web-1\n/)
    assert.match(unsure.err, /Nothing is removed\./)
    assert.equal((await project.containers()).length, 1)
    assert.match((await asked('y\n')).err, /-web-1 {2}Removed\n/)
    assert.deepEqual(await project.containers(), [])
  })

  inProject('what is paused is in top and stats: it has processes and memory', web, async (project) => {
    await here(project, 'up', '-d')
    await here(project, 'pause')
    const [top, stats] = await Promise.all([here(project, 'top'), here(project, 'stats', '--no-stream')])
    assert.match(top.out, /web +1 .*sleep 600/)
    assert.match(stats.out, /-web-1 /)
  })

  inProject('a service that left the files may be named while it has containers', web, async (project) => {
    await here(project, 'up', '-d')
    project.write('compose.yaml', `services: {now: {image: "${image()}", command: [sleep, "600"]}}\n`)
    assert.equal((await here(project, 'logs', 'web')).out, 'web-1  | hello\n')
    assert.match((await here(project, 'stop', 'web', 'now')).err, /-web-1 {2}Stopped/)
    const { code, err } = await here(project, 'stop', 'web', 'wbe')
    assert.equal(code, 1)
    assert.match(err, /no such service: wbe/)
  })

  inProject('with a name, files that cannot be read are in nobody’s way', web, async (project) => {
    await here(project, 'up', '-d')
    project.write('compose.yaml', 'services:\n  web:\n    imgae: x\n')
    const refused = await here(project, '-f', 'compose.yaml', 'down')
    assert.equal(refused.code, 1)
    assert.equal((await here(project, 'up', '-d')).code, 1)
    const down = await here(project, 'down')
    assert.equal(down.code, 0, down.err)
    assert.match(down.err, /Did you mean "image"\?[\s\S]*The files are left aside[\s\S]*-web-1 {2}Removed/)
    assert.deepEqual(await project.containers(), [])
  })

  inProject(
    'cp makes no folders that were not asked for, and follows links on request',
    web,
    async (project) => {
      await here(project, 'up', '-d')
      writeFileSync(join(project.folder, 'in.txt'), 'hello')
      const toNowhere = await here(project, 'cp', 'in.txt', 'web:/nowhere/in.txt')
      assert.equal(toNowhere.code, 1)
      assert.match(toNowhere.err, /There is no folder \/nowhere in the container\./)
      const fromNowhere = await here(project, 'cp', 'web:/bin/sh', 'nowhere/sh')
      assert.equal(fromNowhere.code, 1)
      assert.equal(existsSync(join(project.folder, 'nowhere')), false)
      assert.match(
        (await here(project, 'cp', 'away.txt', 'web:/')).err,
        /away\.txt: no such file or directory\./,
      )
      // sh is a link to busybox.
      mkdirSync(join(project.folder, 'bin'))
      for (const _ of ['made', 'made again'])
        assert.deepEqual(await here(project, 'cp', 'web:/bin/sh', 'bin'), { code: 0, out: '', err: '' })
      assert.equal(readlinkSync(join(project.folder, 'bin/sh')), 'busybox')
      await here(project, 'cp', '-L', 'web:/bin/sh', 'followed')
      assert.equal(readFileSync(join(project.folder, 'followed')).subarray(1, 4).toString(), 'ELF')
    },
  )

  inProject('what was asked for and cannot be is said plainly', web, async (project) => {
    await here(project, 'up', '-d')
    const said = async (...argv: string[]) => {
      const { code, out, err } = await here(project, ...argv)
      assert.deepEqual([code, out], [1, ''], argv.join(' '))
      return err
    }
    assert.match(await said('port', 'web', 'x'), /"x" is no port\./)
    assert.match(await said('port', 'web'), /needs 2 arguments; there is only "web"\./)
    assert.match(await said('logs', '--index', '7', 'web'), /There is no container number 7 of web\./)
    assert.match(await said('up', '-d', '-V', '--no-recreate'), /exclude each other/)
    assert.match(await said('-v', 'up'), /keelson version does not take "up"/)
    const wrong = {
      COMPOSE_PARALLEL_LIMIT: /COMPOSE_PARALLEL_LIMIT is "x", which is not a whole number\./,
      COMPOSE_PROGRESS: /COMPOSE_PROGRESS is "x"; it can be auto, tty/,
    }
    for (const [name, why] of Object.entries(wrong)) {
      const env = { COMPOSE_PROJECT_NAME: project.name, [name]: 'x' }
      assert.match((await keelson(['up', '-d'], { cwd: project.folder, env })).err, why)
    }
    project.write(
      'profiles.yaml',
      web.replaceAll('IMAGE', image()).replace('  web:', '  web:\n    profiles: [a]'),
    )
    assert.match(
      await said('-f', 'profiles.yaml', 'up', '-d'),
      /No service is chosen.*\nName one \(other, web\)/,
    )
    const empty = await keelson(['config'], { cwd: '/proc' })
    assert.match(empty.err, /^error: There is no Compose file \/proc\/compose\.yaml\./)
    const away = await keelson(['ls'], { env: { DOCKER_HOST: 'unix:///away.sock' } })
    assert.match(away.err, /listens elsewhere\. \(connect ENOENT \/away\.sock\)\n$/)
  })

  inProject('flags of older scripts for docker compose are understood', web, async (project) => {
    const older = ['rm -fa', 'build --force-rm --no-rm --compress', 'pull --no-parallel --policy missing']
    for (const line of [...older, `--verbose --no-ansi --workdir ${project.folder} ps`]) {
      const { code, err } = await keelson(line.split(' '), {
        cwd: line.includes('--verbose') ? '/' : project.folder,
        env: { COMPOSE_PROJECT_NAME: project.name },
      })
      assert.equal(code, 0, `${line}: ${err}`)
    }
    // After the verb, --workdir is the verb's own.
    assert.equal(
      (await here(project, 'run', '--rm', '-T', '--workdir', '/bin', 'web', 'busybox', 'pwd')).out,
      '/bin\n',
    )
  })

  inProject('output that cannot be written is a failure', web, async (project) => {
    const { code, err } = await inShell(project, `${launcher} config > /dev/full`)
    assert.equal(code, 1)
    assert.match(err, /^error: The output could not be written: ENOSPC/)
  })

  inProject('an env file that is missing is told by us, once', web, async (project) => {
    const { code, err } = await inShell(project, `${launcher} --env-file away.env config`)
    assert.equal(code, 1)
    assert.equal(
      err.match(/There is no file \S+away\.env\. Create it, or correct its path\.\n/g)?.length,
      1,
      err,
    )
  })
})

/** A line for a shell whose `node` is this one. */
function inShell(project: TestProject, line: string, more: Record<string, string> = {}): Promise<Finished> {
  const env = { ...process.env, ...more, PATH: `${dirname(process.execPath)}:${process.env.PATH}` }
  return new Promise((resolve) => {
    execFile('sh', ['-c', line], { cwd: project.folder, env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}
