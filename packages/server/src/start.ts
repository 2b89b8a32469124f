import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { connect as connectEngine } from '@keelson/engine'
import { ensureAdministrator, makeSetupToken } from './access/first-start.ts'
import { type App, buildApp, type Deps } from './app.ts'
import { createCleaner } from './cleanup/run.ts'
import { unfinishedCleanups } from './cleanup/store.ts'
import { CanaryGuard } from './deploys/canary-guard.ts'
import { unfinishedDeploys } from './deploys/store.ts'
import { createWorker } from './deploys/worker.ts'
import { lookFrom } from './domains/dns.ts'
import { ObservedContainers } from './environments/observed.ts'
import { Router } from './environments/router.ts'
import { listEnvironments } from './environments/store.ts'
import { Jobs } from './jobs/queue.ts'
import { createSealing, readKey } from './keys/sealing.ts'
import { connect, migrate, reach } from './storage/database.ts'
import { Outage } from './storage/outage.ts'
import { diskTrouble } from './system/disk.ts'
import { bringUp } from './system/ground.ts'
import { GroundWatch } from './system/ground-watch.ts'
import { holdFolder, installationId, installationKey } from './system/identity.ts'
import { createLog } from './system/log.ts'
import { tidyWhenIdle } from './system/memory.ts'
import { makePlaces, placesIn, takeTemporary } from './system/places.ts'
import { readSettings, type Settings } from './system/settings.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Reads the environment, starts, and stops on SIGTERM or SIGINT; what is deployed goes on. */
export async function main(): Promise<void> {
  try {
    const { stop } = await start(readSettings(process.env), (line) => console.log(line))
    let stopping = false
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, async () => {
        if (stopping) return
        stopping = true
        await stop()
        process.exit(0)
      })
    }
  } catch (error) {
    console.error(whyNot(error))
    process.exit(1)
  }
}

function whyNot(error: unknown): unknown {
  const trouble = diskTrouble(error)
  if (trouble === undefined) return error instanceof Error ? error.message : error
  const home = process.env.KEELSON_HOME || '~/.keelson'
  return `The disk of the data folder ${home} ${trouble}. Make room there, or name another folder with KEELSON_HOME.`
}

/** Starts everything; gives what stops it. */
export async function start(
  settings: Settings,
  say: (line: string) => void,
): Promise<{ stop: () => Promise<void> }> {
  const plainLog = createLog(say)
  const places = placesIn(settings.home, root)
  makePlaces(places)
  const id = installationId(settings.home)
  const lock = await holdFolder(settings.home, id)
  takeTemporary(places)
  const docker = connectEngine({ onSilence: (said) => plainLog.warn(said) })
  const ground = await bringUp({ settings, docker, places, id }, say)
  const { databaseUrl, balancer, frame, serverPort } = ground

  const database = connect(databaseUrl, (error) => log.warn(error))
  const outage = new Outage(plainLog, () => reach(database, 0))
  const { log } = outage
  await reach(database, 60)
  await migrate(database)
  if (settings.administrator) {
    await ensureAdministrator(database, settings.administrator.email, settings.administrator.password)
  }
  const observed = new ObservedContainers(docker, id)
  const jobs = new Jobs(databaseUrl, (error) => log.warn(error))
  observed.start()
  await Promise.all([jobs.start(), observed.ready()])

  const installation = await describeInstallation(settings, id)
  const sealing = createSealing(readKey(settings.home))
  const context = { database, docker, places, log, jobs, observed, sealing, installation }
  const router = new Router({ ...context, balancer, frame })
  const look = lookFrom({ ...settings, httpPort: settings.port, installationId: id })
  const deps: Deps = { ...context, balancer, router, look }
  const app = buildApp(deps)
  observeProjects(deps, app)
  await app.http.listen({ host: '127.0.0.1', port: serverPort })
  await app.readers.removeLeft()
  app.terminals.endLeft().catch((error) => log.warn(error))
  await router.adopt()
  await router.route(AbortSignal.timeout(60_000))
  const unfinished = await unfinishedDeploys(database)
  await jobs.work('deploys', {
    database,
    unfinished: unfinished.map((deploy) => deploy.id),
    perform: createWorker({ ...deps, ...app }),
  })
  await jobs.work('cleanups', {
    database,
    unfinished: (await unfinishedCleanups(database)).map(({ id }) => id),
    perform: createCleaner({ ...deps, ...app }),
  })
  const token = await makeSetupToken(database)
  if (token) say(`Set the administrator here, once: ${settings.url}/setup?token=${token}`)
  say(`ready: ${settings.url}`)
  app.balancing.start()
  app.watch.start()
  app.certificates.wake()
  app.autoscaler.start()
  app.minutes.start()
  app.cleanupSchedule.start()
  const canaryGuard = new CanaryGuard({ ...deps, operations: app.operations })
  canaryGuard.start()
  const groundWatch = new GroundWatch({ ...ground, observed, log })
  groundWatch.start()
  const endTidying = tidyWhenIdle()

  return {
    async stop() {
      endTidying()
      outage.close()
      canaryGuard.close()
      await groundWatch.close()
      router.close()
      app.autoscaler.close()
      app.minutes.close()
      app.balancing.close()
      await Promise.all([app.watch.close(), app.certificates.close(), app.cleanupSchedule.close()])
      app.announcer.close()
      await app.live.close()
      await app.http.close()
      await jobs.stop(10)
      await observed.stop()
      await database.destroy()
      docker.close()
      lock.close()
    },
  }
}

/** What containers do is told to the pages of their project. */
function observeProjects({ observed, database, log }: Deps, { announcer }: App): void {
  observed.onChange(async (composeProjects) => {
    try {
      for (const row of await listEnvironments(database)) {
        if (composeProjects.has(row.compose_project)) announcer.project(row.project_id)
      }
    } catch (error) {
      log.warn(error)
    }
  })
}

async function describeInstallation(settings: Settings, id: string): Promise<Deps['installation']> {
  const { protocol, port } = new URL(settings.url)
  const secure = protocol === 'https:'
  return {
    id,
    version: readVersion(),
    url: settings.url,
    domain: settings.domain,
    port: Number(port || (secure ? 443 : 80)),
    secure,
    httpPort: settings.port,
    httpsPort: settings.httpsPort,
    key: await installationKey(settings.home, id),
  }
}

const readVersion = (): string => {
  const { version } = JSON.parse(readFileSync(`${root}/packages/server/package.json`, 'utf8'))
  return String(version)
}
