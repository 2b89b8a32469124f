import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { connect as connectEngine } from '@keelson/engine'
import { ensureAdministrator, makeSetupToken } from './access/first-start.ts'
import { buildApp, type Deps } from './app.ts'
import { unfinishedDeploys } from './deploys/store.ts'
import { ObservedContainers } from './environments/observed.ts'
import { Jobs } from './jobs/queue.ts'
import { createSealing, readKey } from './keys/sealing.ts'
import { connect, migrate, reach } from './storage/database.ts'
import { holdFolder, installationId, installationKey } from './system/identity.ts'
import { createLog } from './system/log.ts'
import { makePlaces, placesIn } from './system/places.ts'
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
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

/** Starts everything; gives what stops it. */
export async function start(
  settings: Settings,
  say: (line: string) => void,
): Promise<{ stop: () => Promise<void> }> {
  const log = createLog(say)
  const places = placesIn(settings.home, root)
  makePlaces(places)
  const id = installationId(settings.home)
  const lock = await holdFolder(settings.home, id)
  const docker = connectEngine()
  const databaseUrl = settings.databaseUrl
  if (!databaseUrl) throw new Error('DATABASE_URL is not set.')
  const database = connect(databaseUrl, (error) => log.warn(error))
  await reach(database, 60)
  await migrate(database)
  if (settings.administrator) {
    await ensureAdministrator(database, settings.administrator.email, settings.administrator.password)
  }
  const observed = new ObservedContainers(docker, id)
  observed.start()
  const jobs = new Jobs(databaseUrl, (error) => log.warn(error))
  await jobs.start()
  const url = new URL(settings.url)
  const secure = url.protocol === 'https:'
  const deps: Deps = {
    database,
    docker,
    places,
    log,
    jobs,
    observed,
    sealing: createSealing(readKey(settings.home)),
    installation: {
      id,
      version: readVersion(),
      url: settings.url,
      domain: settings.domain,
      port: Number(url.port || (secure ? 443 : 80)),
      secure,
      key: await installationKey(settings.home, id),
    },
  }
  const app = buildApp(deps)
  await jobs.work(
    database,
    (await unfinishedDeploys(database)).map((deploy) => deploy.id),
    async () => {},
  )
  await app.http.listen({ host: '127.0.0.1', port: settings.port })
  const address = app.http.server.address() as AddressInfo
  const token = await makeSetupToken(database)
  if (token) say(`Set the administrator here, once: ${settings.url}/setup?token=${token}`)
  say(`ready: ${settings.url}`)
  log.info(`listening on ${address.port}`)

  return {
    async stop() {
      app.announcer.close()
      await app.live.close()
      await app.http.close()
      await jobs.stop(5)
      await observed.stop()
      await database.destroy()
      docker.close()
      lock.close()
    },
  }
}

const readVersion = (): string => {
  const { version } = JSON.parse(readFileSync(`${root}/packages/server/package.json`, 'utf8'))
  return String(version)
}
