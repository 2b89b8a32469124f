import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { eventually } from '@keelson/catalog-testing'
import { listContainers } from '@keelson/engine'
import { ensureBaseImages } from '@keelson/images'
import { type Deploy, type DeployEvent, endpoints } from '@keelson/protocol'
import { createWorker } from '../src/deploys/worker.ts'
import { Traffic } from '../src/environments/traffic.ts'
import { type RunningApp, runningApp } from './running.ts'

const run = promisify(execFile)

/** A deploy may build, beside others. */
const PATIENCE = { seconds: 90 }

export const readDeploy = (value: unknown): Deploy => endpoints.oneDeploy.answer.parse(value)

/** The app on the real engine, which performs operations; but for a balancer, which it does without. */
export async function operatingApp() {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-worker-test-'))
  const app = await runningApp()
  const token = await app.token('admin')
  await ensureBaseImages(app.deps.docker, { only: ['node'] })
  app.deps.observed.start()
  await app.deps.jobs.work('deploys', {
    database: app.deps.database,
    unfinished: [],
    perform: performing(app),
  })

  const send = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) =>
    app.http.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${token}` },
      ...(payload && { payload }),
    })
  /** As `send`, and fails unless it is accepted. */
  async function ask(...asked: Parameters<typeof send>): Promise<unknown> {
    const answer = await send(...asked)
    assert.ok(answer.statusCode < 300, answer.body)
    return answer.json()
  }
  async function ended(started: unknown): Promise<Deploy & { log: string }> {
    const { id } = readDeploy(started)
    const deploy = await eventually(
      `the end of ${id}`,
      async () => {
        const now = readDeploy(await ask('GET', `/deploys/${id}`))
        return now.finishedAt === null ? undefined : now
      },
      PATIENCE,
    )
    const events = endpoints.deployEvents.answer.parse(await ask('GET', `/deploys/${id}/events`))
    return {
      ...deploy,
      log: events.map((event: DeployEvent) => ('line' in event ? event.line : '')).join('\n'),
    }
  }

  return {
    app,
    send,
    ask,
    ended,
    /** A project with a local repository; `commit` adds to its files. */
    async project() {
      const name = `t${randomBytes(4).toString('hex')}`
      const work = join(folder, name)
      mkdirSync(work)
      await run('git', ['init', '-q', '-b', 'main'], { cwd: work })
      await ask('POST', '/projects', { name, source: { kind: 'git', url: work } })
      const label = [`io.keelson.project=${name}`, `io.keelson.installation=${app.deps.installation.id}`]
      return {
        name,
        async commit(files: Record<string, string>) {
          for (const [path, text] of Object.entries(files)) writeFileSync(join(work, path), text)
          await run('git', ['add', '-A'], { cwd: work })
          await run('git', ['-c', 'user.name=Ada', '-c', 'user.email=a@b', 'commit', '-qm', 'x'], {
            cwd: work,
          })
        },
        deploy: async (body: object = {}) => ask('POST', `/projects/${name}/deploys`, body),
        containers: () => listContainers(app.deps.docker, { all: true, filters: { label } }),
      }
    },
    /** Deletes all projects, and ends. */
    async close() {
      const projects = endpoints.projects.answer.parse(await ask('GET', '/projects'))
      await Promise.all(projects.map(async ({ name }) => ended(await ask('DELETE', `/projects/${name}`))))
      await app.deps.observed.stop()
      await app.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function performing(app: RunningApp) {
  const route = async () => {}
  const traffic = new Traffic({ balancer: app.deps.balancer, route, applied: () => undefined })
  return createWorker({ ...app.deps, ...app, router: { route, changed: () => {}, traffic } })
}
