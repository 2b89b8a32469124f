import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'node:test'
import { eventually } from '@keelson/catalog-testing'
import { findImage, LABEL, removeImage } from '@keelson/engine'
import { projectTests } from '../../test/in-project.ts'
import { keelson } from '../../test/keelson.ts'
import { docker } from '../../test/project.ts'

const { inProject, image } = projectTests()
const web = `
services:
  web:
    image: IMAGE
    command: [sh, -c, "echo hello; exec sleep 600"]
    stop_signal: SIGKILL
`
const json = (text: string) => JSON.parse(text)

describe('the real program on the real engine', { concurrency: 3 }, () => {
  inProject('up, ps, logs, exec, scale and down do what docker compose does', web, async (project) => {
    const up = await project.run('up', '-d')
    assert.equal(up.code, 0, up.err)
    assert.match(up.err, new RegExp(` Container ${project.name}-web-1  Started\n`))
    const row = json((await project.run('ps', '--format', 'json')).out)
    assert.deepEqual([row.Name, row.Service, row.State], [`${project.name}-web-1`, 'web', 'running'])
    assert.equal((await project.run('ps', '--format', '{{.Service}} {{.State}}')).out, 'web running\n')
    assert.equal((await project.run('logs')).out, 'web-1  | hello\n')
    const exec = await project.run(
      'exec',
      '-T',
      '-e',
      'A=b',
      'web',
      'sh',
      '-c',
      'echo $A; echo e >&2; exit 7',
    )
    assert.deepEqual(exec, { code: 7, out: 'b\n', err: 'e\n' })
    assert.equal((await project.run('up', '-d', '--scale', 'web=2')).code, 0)
    assert.equal((await project.containers()).length, 2)
    assert.equal((await project.run('down')).code, 0)
    assert.deepEqual(await project.containers(), [])
  })

  inProject('a verb that finds nothing to do says so, and why', web, async (project) => {
    const empty = `Nothing to do: the project ${project.name} has no containers.\n`
    for (const verb of ['stop', 'kill', 'restart', 'pause', 'down'])
      assert.deepEqual(await project.run(verb), { code: 0, out: '', err: empty }, verb)
    await project.run('up', '-d')
    const done = { code: 0, out: '', err: 'Nothing to do: everything is as it should be.\n' }
    for (const verb of ['up -d', 'create', 'start', 'unpause'])
      assert.deepEqual(await project.run(...verb.split(' ')), done, verb)
    assert.deepEqual(await project.run('--progress', 'quiet', 'up', '-d'), { code: 0, out: '', err: '' })
    const { code, err } = await keelson(['-p', 'nowhere', 'start'])
    assert.equal(code, 1)
    assert.match(err, /There are no containers of a project "nowhere"; ls --all/)
  })

  inProject('--dry-run says every step with its reason and does none', web, async (project) => {
    const plan = await project.run('up', '--dry-run')
    assert.match(plan.out, new RegExp(`create container ${project.name}-web-1 \\(.+\\)\n`))
    assert.deepEqual(await project.containers(), [])
    await project.run('up', '-d')
    assert.equal(
      (await project.run('--dry-run', 'up')).out,
      'Nothing to do: everything is as the files say.\n',
    )
  })

  inProject('a dry run of every verb with a plan names its steps and does none', web, async (project) => {
    await project.run('up', '-d')
    const before = await project.containers()
    const name = `${project.name}-web-1`
    const planned = {
      stop: [`stop container ${name} (asked for)`],
      restart: [`restart container ${name} (asked for)`],
      kill: [`kill container ${name} (asked for)`],
      'rm -s': [`stop container ${name} (asked for)`, `remove container ${name} (asked for)`],
      pause: [`pause container ${name} (asked for)`],
      pull: [`pull image ${image()} (a pull was asked for)`],
    }
    const told = {
      'exec web env': [`run env in ${name} (asked for)`],
      'cp compose.yaml web:/x': [`copy compose.yaml to ${name}:/x (asked for)`],
      'cp web:/bin/sh .': [`copy ${name}:/bin/sh to . (asked for)`],
      'attach web': [`join the input and output of ${name} (asked for)`],
      'commit web made:1': [`make an image called made:1 of what ${name} holds (asked for)`],
      'export web': [`write the files of ${name} to standard output (asked for)`],
      'run --name mine web': ['create container mine (asked for)', 'start container mine (created)'],
    }
    for (const [verb, lines] of Object.entries({ ...planned, ...told })) {
      const { out } = await project.run('--dry-run', ...verb.split(' '))
      assert.deepEqual(out.trimEnd().split('\n'), lines, verb)
    }
    const after = await project.containers()
    assert.deepEqual(
      after.map(({ Id, State }) => [Id, State]),
      before.map(({ Id }) => [Id, 'running']),
    )
  })

  const talkers = `
services:
  echo:
    image: IMAGE
    stdin_open: true
    stop_signal: SIGKILL
    command: [sh, -c, "read line; echo heard $$line; exit 5"]
  deaf:
    image: IMAGE
    stop_signal: SIGKILL
    command: [sh, -c, "trap 'exit 7' TERM; while :; do echo here; sleep 0.1; done"]
`
  inProject(
    'attach joins input and output, passes signals on and gives the code',
    talkers,
    async (project) => {
      await project.run('up', '-d')
      const talking = project.start(['attach', 'echo'], { stdin: 'open' })
      talking.child.stdin?.write('you\n')
      const { code, out } = await talking.finished
      assert.deepEqual([code, out], [5, 'heard you\n'])
      const watching = project.start(['attach', '--no-stdin', 'deaf'])
      await eventually('here is written', () => watching.output().includes('here'))
      watching.child.kill('SIGTERM')
      assert.equal((await watching.finished).code, 7)
    },
  )

  inProject('commit makes an image, export an archive, of what a container holds', web, async (project) => {
    await project.run('up', '-d')
    await project.run('exec', '-T', 'web', 'sh', '-c', 'echo mine > /bin/mine')
    const made = `${project.name}-made:1`
    const commit = await project.run('commit', '-c', 'LABEL a=b', 'web', made)
    assert.match(commit.out, /^sha256:[0-9a-f]{64}\n$/)
    const found = await findImage(docker, made)
    assert.deepEqual([`${found?.Id}\n`, found?.Config?.Labels?.a], [commit.out, 'b'])
    await removeImage(docker, made)
    assert.equal((await project.run('export', '-o', 'all.tar', 'web')).code, 0)
    assert.ok(readFileSync(join(project.folder, 'all.tar')).includes('bin/mine'))
    const publish = await project.run('publish', 'registry.example.org/app')
    assert.equal(publish.code, 1)
    assert.match(publish.err, /does not publish Compose files/)
  })

  const both = `${web}
  old:
    image: IMAGE
    command: [sleep, "600"]
    stop_signal: SIGKILL
`
  inProject(
    'kill --remove-orphans kills what the files no longer have too, and removes nothing',
    both,
    async (project) => {
      await project.run('up', '-d')
      project.write('compose.yaml', web.replaceAll('IMAGE', image()))
      assert.equal((await project.run('kill', '--remove-orphans')).code, 0)
      assert.deepEqual(
        (await project.containers()).map(({ Labels, State }) => `${Labels[LABEL.service]} ${State}`).sort(),
        ['old exited', 'web exited'],
      )
    },
  )

  inProject('Ctrl-C stops what attached up started, and the code is 130', web, async (project) => {
    const up = project.start(['up'])
    await eventually('hello is written', () => up.output().includes('hello'))
    up.child.kill('SIGINT')
    const { code, out } = await up.finished
    assert.equal(code, 130)
    assert.match(out, /^web-1 {2}\| hello\n/)
    assert.deepEqual(
      (await project.containers()).map(({ State }) => State),
      ['exited'],
    )
  })

  const pair = `${web}
  job:
    image: IMAGE
    command: [sh, -c, "echo done; exit 3"]
`
  inProject('the exit of one container ends attached up with its code', pair, async (project) => {
    const ran = await project.run('up', '--exit-code-from', 'job')
    assert.equal(ran.code, 3)
    assert.match(ran.out, /^job-1 {2}\| done$/m)
  })

  inProject(
    'run gives the command’s code and leaves nothing behind; wait gives the container’s',
    pair,
    async (project) => {
      const ran = await project.run('run', '--rm', '-T', '-e', 'X=1', 'job', 'sh', '-c', 'echo $X; exit 5')
      assert.deepEqual([ran.code, ran.out], [5, '1\n'])
      assert.deepEqual(await project.containers(), [])
      await project.run('up', '-d', 'job')
      assert.equal((await project.run('wait', 'job')).code, 3)
    },
  )

  inProject('cp goes both ways, also as an archive', web, async (project) => {
    await project.run('up', '-d')
    project.write('seed.txt', 'seed')
    assert.equal((await project.run('cp', 'seed.txt', 'web:/bin/copied.txt')).code, 0)
    assert.equal((await project.run('exec', '-T', 'web', 'cat', '/bin/copied.txt')).out, 'seed')
    assert.equal((await project.run('cp', 'web:/bin/copied.txt', 'back.txt')).code, 0)
    assert.equal(readFileSync(join(project.folder, 'back.txt'), 'utf8'), 'seed')
    assert.match((await project.run('cp', 'web:/bin/copied.txt', '-')).out, /^copied\.txt\0.*seed/s)
    symlinkSync('seed.txt', join(project.folder, 'link'))
    await project.run('cp', 'link', 'web:/bin/link')
    await project.run('cp', '-L', 'link', 'web:/bin/followed')
    const listed = await project.run(
      'exec',
      '-T',
      'web',
      'sh',
      '-c',
      '[ -L /bin/link ] && [ ! -L /bin/followed ]',
    )
    assert.equal(listed.code, 0)
  })

  const watched = `${web}    develop: {watch: [{path: ./src, target: /src, action: sync}]}\n`
  inProject('watch copies what changes into the container', watched, async (project) => {
    mkdirSync(join(project.folder, 'src'))
    const watching = project.start(['watch', '--json'])
    await eventually('watching is written', () => watching.output().includes('watching'))
    project.write('src/page.txt', 'new')
    await eventually('synced is written', () => watching.output().includes('synced'))
    assert.equal((await project.run('exec', '-T', 'web', 'cat', '/src/page.txt')).out, 'new')
    watching.child.kill('SIGINT')
    assert.equal((await watching.finished).code, 130)
  })

  inProject('up --watch shows the output and copies what changes', watched, async (project) => {
    mkdirSync(join(project.folder, 'src'))
    const up = project.start(['up', '--watch'])
    await eventually('watching is written', () => up.errors().includes('watching'))
    project.write('src/page.txt', 'new')
    await eventually('1 copied is written', () => up.errors().includes('1 copied'))
    assert.equal((await project.run('exec', '-T', 'web', 'cat', '/src/page.txt')).out, 'new')
    up.child.kill('SIGINT')
    const { code, out } = await up.finished
    assert.deepEqual([code, out], [130, 'web-1  | hello\n'])
    assert.equal((await project.run('up', '-d', '--watch')).code, 1)
  })

  inProject('a development file is layered on top with --dev', web, async (project) => {
    assert.equal((await project.run('config', '--dev')).code, 1)
    project.write('compose.dev.yaml', 'services: {web: {environment: {MODE: dev}}}')
    const model = json((await project.run('config', '--dev', '--format', 'json')).out)
    assert.equal(model.services.web.environment.MODE, 'dev')
  })

  inProject(
    'a broken file is shown with its place, as text and as data for editors',
    web,
    async (project) => {
      project.write('bad.yaml', 'services:\n  web:\n    imgae: x\n')
      const text = await project.run('-f', 'bad.yaml', 'up', '-d')
      assert.equal(text.code, 1)
      assert.match(
        text.err,
        /bad\.yaml:3:5 {2}unknown-key\n.*Did you mean "image"\?\n.*\n.*imgae: x\n.*\^\^\^\^\^/,
      )
      const data = await project.run('-f', 'bad.yaml', 'config', '--problems', 'json')
      assert.equal(data.code, 1)
      const [problem] = json(data.out)
      assert.deepEqual([problem.code, problem.line, problem.column], ['unknown-key', 3, 5])
    },
  )

  inProject('what is not there is said without a stack trace', web, async (project) => {
    const service = await project.run('up', '-d', 'wbe')
    assert.match(service.err, /^error: no such service: wbe\. Did you mean web\?\n/)
    const [away] = await Promise.all([project.run('exec', 'web', 'true')])
    assert.deepEqual([away.code, away.err], [1, 'error: The service "web" is not running.\n'])
  })
})
