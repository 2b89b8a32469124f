import assert from 'node:assert/strict'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Project } from '@keelson/compose'
import { copyFrom, copyTo, down, up, type WatchEvent, watch } from '../src/index.ts'
import { engineRig, eventually, type Rig, type Scenario } from './rig.ts'

let rig: Rig
let folder: string
before(async () => {
  rig = await engineRig()
  folder = mkdtempSync(join(tmpdir(), 'keelson-engine-files-'))
})
after(async () => {
  rmSync(folder, { recursive: true, force: true })
  await rig.close()
})

const text = 'services: {web: {image: IMAGE, network_mode: none, stop_grace_period: 0s}}'

function tree(name: string, files: Record<string, string>): string {
  const root = join(folder, name)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

/** Watches while the body runs, and gives it what was reported so far. */
async function watching(
  s: Scenario,
  project: Project,
  body: (events: WatchEvent[]) => Promise<void>,
): Promise<void> {
  const end = new AbortController()
  const events: WatchEvent[] = []
  const going = watch(s.docker, project, { signal: end.signal, onEvent: (event) => void events.push(event) })
  try {
    await eventually(
      async () => events,
      () => events.some(({ kind }) => kind === 'watching'),
    )
    await body(events)
  } finally {
    end.abort()
    await going
  }
}

async function watched(s: Scenario, root: string, rule: string, more = ''): Promise<Project> {
  const project = s.read(
    text.replace('{image', `{${more}develop: {watch: [{path: ${root}, target: /app, ${rule}}]}, image`),
  )
  await up(s.docker, project)
  return project
}

describe('files in and out', { concurrency: 3 }, () => {
  test('cp: a file under a new name, into a folder, and back', () =>
    rig.scenario(async (s) => {
      await s.up(text)
      const root = tree('cp-file', { 'a.txt': 'hello' })
      const { Id } = await s.inspect('web')
      await copyTo(s.docker, Id, join(root, 'a.txt'), '/b.txt')
      await copyTo(s.docker, Id, join(root, 'a.txt'), '/tmp')
      assert.equal((await s.shell('web', 'cat /b.txt /tmp/a.txt')).out, 'hellohello')
      await copyFrom(s.docker, Id, '/b.txt', join(root, 'back.txt'))
      await copyFrom(s.docker, Id, '/b.txt', root)
      assert.equal(
        readFileSync(join(root, 'back.txt'), 'utf8') + readFileSync(join(root, 'b.txt'), 'utf8'),
        'hellohello',
      )
    }))

  test('cp: a folder, or only what is in it', () =>
    rig.scenario(async (s) => {
      await s.up(text)
      const root = tree('cp-folder', { 'site/x/deep.txt': 'deep', 'site/top.txt': 'top' })
      const { Id } = await s.inspect('web')
      await copyTo(s.docker, Id, join(root, 'site'), '/tmp')
      await copyTo(s.docker, Id, `${join(root, 'site')}/.`, '/tmp')
      assert.equal((await s.shell('web', 'cat /tmp/site/x/deep.txt /tmp/x/deep.txt')).out, 'deepdeep')
      await copyFrom(s.docker, Id, '/tmp/site', join(root, 'out'))
      assert.equal(readFileSync(join(root, 'out', 'x', 'deep.txt'), 'utf8'), 'deep')
    }))

  test('cp: what is not there is said', () =>
    rig.scenario(async (s) => {
      await s.up(text)
      const { Id } = await s.inspect('web')
      await assert.rejects(
        copyFrom(s.docker, Id, '/none', folder),
        /no such container|could not find|No such/i,
      )
      await assert.rejects(
        copyTo(s.docker, Id, join(tree('cp-no', { f: '' }), 'f'), '/none/'),
        /no folder \/none\//,
      )
    }))

  test('cp: a file with two names arrives as one', () =>
    rig.scenario(async (s) => {
      await s.up(text)
      const root = tree('cp-same', { keep: '' })
      const { Id } = await s.inspect('web')
      await s.shell('web', 'mkdir /d; echo x > /d/a; busybox ln /d/a /d/b')
      await copyFrom(s.docker, Id, '/d', root)
      assert.equal(statSync(join(root, 'd', 'a')).ino, statSync(join(root, 'd', 'b')).ino)
    }))

  test('cp: a link in the container leads nowhere outside the destination', () =>
    rig.scenario(async (s) => {
      await s.up(text)
      const root = tree('cp-link', { 'in/keep': '' })
      const { Id } = await s.inspect('web')
      symlinkSync(folder, join(root, 'in', 'evil'))
      await s.shell('web', 'mkdir /d /d/evil; echo x > /d/evil/file')
      await assert.rejects(copyFrom(s.docker, Id, '/d/.', join(root, 'in')), /nothing is written through it/)
    }))

  test('watch, sync: changed files go in, removed ones go out, ignored ones stay here', () =>
    rig.scenario(async (s) => {
      const root = tree('sync', { 'a.txt': '1' })
      const project = await watched(s, root, 'action: sync, ignore: ["*.log"]')
      await watching(s, project, async () => {
        writeFileSync(join(root, 'x.log'), 'no')
        writeFileSync(join(root, 'a.txt'), '2')
        await eventually(
          () => s.shell('web', 'cat /app/a.txt'),
          ({ out }) => out === '2',
        )
        assert.equal((await s.shell('web', 'ls /app')).out, 'a.txt')
        unlinkSync(join(root, 'a.txt'))
        await eventually(
          () => s.shell('web', 'ls /app'),
          ({ out }) => out === '',
        )
      })
    }))

  test('watch, sync: links stay links, and a service that is not root loses what is removed too', () =>
    rig.scenario(async (s) => {
      const root = tree('sync-user', { 'a.txt': '1' })
      const project = await watched(s, root, 'action: sync, initial_sync: true', 'user: "1000", ')
      await watching(s, project, async (events) => {
        symlinkSync('a.txt', join(root, 'link'))
        await eventually(
          () => s.shell('web', 'readlink /app/link; cat /app/link'),
          ({ out }) => out === 'a.txt\n1',
        )
        unlinkSync(join(root, 'a.txt'))
        await eventually(
          () => s.shell('web', 'ls /app'),
          ({ out }) => out === 'link',
        )
        assert.ok(!events.some(({ kind }) => kind === 'failed'))
      })
    }))

  test('watch, sync+restart: the container starts anew with the new file', () =>
    rig.scenario(async (s) => {
      const root = tree('restart', { 'a.txt': '1' })
      const project = await watched(s, root, 'action: sync+restart')
      const before = (await s.inspect('web')).State.StartedAt
      await watching(s, project, async (events) => {
        writeFileSync(join(root, 'a.txt'), '2')
        await eventually(
          async () => events,
          () => events.some(({ kind }) => kind === 'restarted'),
        )
      })
      assert.notEqual((await s.inspect('web')).State.StartedAt, before)
      assert.equal((await s.shell('web', 'cat /app/a.txt')).out, '2')
    }))

  test('watch, restart: the container starts anew, nothing is copied', () =>
    rig.scenario(async (s) => {
      const root = tree('only-restart', { 'a.txt': '1' })
      const project = await watched(s, root, 'action: restart')
      const before = await s.inspect('web')
      await watching(s, project, async (events) => {
        writeFileSync(join(root, 'a.txt'), '2')
        await eventually(
          async () => events,
          () => events.some(({ kind }) => kind === 'restarted'),
        )
        assert.ok(!events.some(({ kind }) => kind === 'synced'))
      })
      const after = await s.inspect('web')
      assert.equal(after.Id, before.Id)
      assert.notEqual(after.State.StartedAt, before.State.StartedAt)
    }))

  test('watch, rebuild: the image is built anew and the container replaced', () =>
    rig.scenario(async (s) => {
      const root = tree('rebuild', { 'a.txt': '1' })
      const project = await s.up(`services:
  web:
    build: {context: ${JSON.stringify(root)}, dockerfile_inline: "FROM IMAGE\\nCOPY a.txt /a.txt"}
    network_mode: none
    stop_grace_period: 0s
    develop: {watch: [{path: ${JSON.stringify(root)}, action: rebuild}]}`)
      const before = await s.inspect('web')
      try {
        await watching(s, project, async (events) => {
          writeFileSync(join(root, 'a.txt'), '2')
          await eventually(
            async () => events,
            () => events.some(({ kind }) => kind === 'rebuilt'),
          )
        })
        assert.notEqual((await s.inspect('web')).Id, before.Id)
        assert.equal((await s.shell('web', 'cat /a.txt')).out, '2')
      } finally {
        await down(s.docker, project, { images: 'local', stopTimeout: 0 })
      }
    }))

  test('watch, sync+exec: the command runs after the file is there', () =>
    rig.scenario(async (s) => {
      const root = tree('exec', { 'a.txt': '1' })
      const project = await watched(
        s,
        root,
        'action: sync+exec, exec: {command: [sh, -c, "cat /app/a.txt > /tmp/seen"]}',
      )
      await watching(s, project, async () => {
        writeFileSync(join(root, 'a.txt'), '2')
        await eventually(
          () => s.shell('web', 'cat /tmp/seen'),
          ({ out }) => out === '2',
        )
      })
    }))

  test('watch: nothing to watch is said', () =>
    rig.scenario(async (s) => {
      const { signal } = new AbortController()
      await assert.rejects(watch(s.docker, s.read(text), { signal, onEvent: () => {} }), /Add develop\.watch/)
    }))
})
