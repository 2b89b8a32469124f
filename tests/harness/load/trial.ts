import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as immediately } from 'node:timers/promises'
import { eventually, selfSigned, serialOf, visitSecurely } from '@keelson/catalog-testing'
import type { Deploy } from '@keelson/protocol'
import { reload } from '../../../packages/balancer/src/reload.ts'
import { docker } from '../engine.ts'
import { startGitServer } from '../git-server.ts'
import { startPlatform } from '../platform.ts'
import { freePort } from '../ports.ts'
import { open } from '../web.ts'
import { listenToBalancer } from './balancer.ts'
import { type Load, type LoadOptions, startLoad } from './load.ts'
import { type Report, table } from './report.ts'
import { steadyApp } from './steady.ts'

const project = 'steady'
const service = 'web'

/** How long a websocket is left on a replica that is on its way out: `x-keelson.drain` of the application. */
export const drainMs = 2000

/** A platform with one application in production under load, and all that can be done to it. */
export type Trial = Awaited<ReturnType<typeof startTrial>>

/**
 * Everything is ready, and the load runs, when this resolves.
 *
 * @param options of the load, where they are not as usual
 */
export async function startTrial(options: Partial<LoadOptions> = {}) {
  await using ends = new AsyncDisposableStack()
  const securePort = await freePort()
  const [platform, server] = await Promise.all([
    startPlatform({ env: { KEELSON_HTTPS_PORT: String(securePort) } }),
    startGitServer(),
  ])
  ends.defer(() => platform.close())
  ends.defer(() => server.close())
  const host = `${project}.localhost`
  const balancerFolder = join(platform.home, 'system/balancer')
  let newest = 0
  let load: Load

  /** The next version of the application, in the repository. */
  const commit = () => repository.commit(steadyApp(String(++newest)))
  /** Gives when it ended, in milliseconds since 1970. */
  const ended = async ({ id }: Deploy): Promise<number> => {
    const { state, failure, finishedAt } = await platform.ended(id)
    if (state !== 'succeeded') throw new Error(`${id} ${state}: ${failure}`)
    return Date.parse(finishedAt ?? '')
  }
  const production = { project, environment: 'production' }
  const askToTurnOn = (environment: string, version: number) =>
    platform.call('turnOn', { params: { project, version }, body: { environment } })
  const replicas = async (): Promise<string[]> => {
    const composeProject = await platform.composeProject(project)
    const label = `label=com.docker.compose.project=${composeProject}`
    return (await docker('ps', '-q', '--no-trunc', '--filter', label)).split('\n').filter(Boolean)
  }
  /** When a visitor who asks again and again is answered by this version, in milliseconds since 1970. */
  const answeredBy = (version: number): Promise<number> =>
    eventually(
      `v${version} answers`,
      async () => {
        const { body } = await open(`http://${host}:${platform.port}/`)
        return JSON.parse(body).version === String(version) && Date.now()
      },
      { seconds: 60, every: 20 },
    )

  server.accept((await platform.call('installation')).publicKey)
  const repository = await server.repository(project)
  await commit()
  await platform.must(['projects', 'create', project, '--git', repository.url])

  const actions = {
    /** Builds a changed version and turns it on in production. */
    async deploy() {
      await commit()
      await ended(await platform.call('deploy', { params: { project }, body: {} }))
      await answeredBy(newest)
    },

    /** Turns a version on in production; gives the milliseconds until it is done and visitors see it. */
    async turnOn(version: number): Promise<number> {
      const start = Date.now()
      const asked = await askToTurnOn('production', version)
      return Math.max(...(await Promise.all([ended(asked), answeredBy(version)]))) - start
    },

    /** Turns a version on beside production. */
    async preview(version: number) {
      await ended(await askToTurnOn('preview', version))
    },

    /** Production and the preview change places; gives milliseconds as `turnOn` does. */
    async makeLive(): Promise<number> {
      const environments = await platform.call('environments', { params: { project } })
      const beside = environments.find(({ name, version }) => name !== 'production' && version !== null)
      if (!beside?.version) throw new Error('No version is on beside production.')
      return actions.turnOn(beside.version)
    },

    async scale(count: number) {
      await ended(
        await platform.call('scaleService', {
          params: { ...production, service },
          body: { replicas: count },
        }),
      )
      const running = await replicas()
      if (running.length !== count) throw new Error(`${running.length} replicas instead of ${count}`)
    },

    /** Kills the control plane, lets traffic go on without it, and starts it again. */
    async killControlPlane() {
      await platform.end('SIGKILL')
      await platform.start()
    },

    async reloadBalancer() {
      if (!(await reload(balancerFolder))) throw new Error('HAProxy refused to reload')
    },

    /** Another certificate for the application's host; done when visitors get it. */
    async replaceCertificate() {
      const { certificate: chain, key } = await selfSigned([host])
      await platform.call('addCertificate', { body: { chain, key } })
      await eventually('the new certificate is shown', async () => {
        const { serial } = await visitSecurely(securePort, host)
        return serial === serialOf(chain)
      })
    },

    /** Ends the process of one replica without warning; the engine starts it again. */
    async killReplica() {
      const [replica = ''] = await replicas()
      const state = async (what: string) => (await docker('inspect', '-f', `{{${what}}}`, replica)).trim()
      const pid = await state('.State.Pid')
      await load.killing(replica.slice(0, 12), async () => {
        process.kill(Number(pid), 'SIGKILL')
        // Until it is gone, the kernel takes connections in its name that nobody will ever answer.
        while (existsSync(`/proc/${pid}`)) await immediately()
      })
      const again = async () => {
        const now = await state('.State.Pid')
        return now !== '0' && now !== pid && (await state('.State.Health.Status')) === 'healthy'
      }
      await eventually('the replica is healthy again', again, { seconds: 30 })
    },
  }

  await ended(await platform.call('deploy', { params: { project }, body: {} }))
  await answeredBy(newest)
  await actions.replaceCertificate()
  load = await startLoad({ ...options, port: platform.port, securePort, host })
  ends.use(load)
  const balancer = listenToBalancer(balancerFolder)
  ends.defer(async () => void (await balancer.stop()))
  // From here on whoever uses it ends it.
  const all = ends.move()

  return {
    ...actions,
    platform,
    newest: () => newest,
    /** One row of the report: the action, so many times. Gives what each time gave. */
    async row<T>(name: string, action: () => Promise<T>, times = 1): Promise<T[]> {
      const given: T[] = []
      await load.during(times === 1 ? name : `${name} × ${times}`, async () => {
        for (let time = 0; time < times; time++) given.push(await action())
      })
      return given
    },
    async stop(): Promise<Report & { table: string }> {
      const report = await load.stop({ drainMs, told: () => balancer.stop() })
      return { ...report, table: table(report) }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
