import assert from 'node:assert/strict'
import { createContainer, removeContainer, startContainer } from '@keelson/engine'
import { ensureBaseImages } from '@keelson/images'
import { ensureEnvironment } from '../src/environments/store.ts'
import { findProject } from '../src/projects/store.ts'
import type { RunningApp } from './running.ts'

export const at = { project: 'shop', environment: 'production', service: 'web' }
const idle = 'setInterval(() => {}, 1e6); process.on("SIGTERM", () => process.exit(0))'

/** A project “shop”, and containers of its own that stand for replicas of its service `web`: nothing is deployed. */
export async function openShop(app: RunningApp) {
  const { database, docker, observed, installation } = app.deps
  await ensureBaseImages(docker, { only: ['node'] })
  const token = await app.token('admin')
  const text = 'services:\n  web:\n    image: keelson/node:24\n'
  const created = await app.http.inject({
    method: 'POST',
    url: '/api/v1/projects',
    headers: { authorization: `Bearer ${token}` },
    payload: { name: at.project, source: { kind: 'compose', text } },
  })
  const project = await findProject(database, at.project)
  assert.ok(project, created.body)
  const environment = await ensureEnvironment(database, project.id, at.environment, 'shop-production')
  const made: string[] = []
  /** Containers of other tests may have the same project. */
  const nameOf = (what: string) => `keelson-server-test-${installation.id}-${what}`

  return {
    project,
    composeProject: environment.compose_project,
    nameOf,
    made,
    /** Starts a replica; gives its container's id. */
    async replica(
      what: string,
      {
        command = ['node', '-e', idle],
        ...more
      }: { command?: string[] } & Omit<
        Parameters<typeof createContainer>[2],
        'Image' | 'Cmd' | 'Labels'
      > = {},
    ): Promise<string> {
      const { Id } = await createContainer(docker, nameOf(what), {
        Image: 'keelson/node:24',
        Cmd: command,
        Labels: {
          'io.keelson.installation': installation.id,
          'com.docker.compose.project': environment.compose_project,
          'com.docker.compose.service': at.service,
          'com.docker.compose.oneoff': 'False',
        },
        ...more,
      })
      made.push(Id)
      await startContainer(docker, Id)
      return Id
    },
    async observe(): Promise<void> {
      observed.start()
      await observed.ready()
    },
    async close(): Promise<void> {
      await observed.stop()
      await Promise.all(made.map((id) => removeContainer(docker, id, { force: true, volumes: true })))
    },
  }
}
export type Shop = Awaited<ReturnType<typeof openShop>>
