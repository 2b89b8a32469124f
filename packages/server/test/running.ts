import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect as connectBalancer } from '@keelson/balancer'
import { connect as connectEngine } from '@keelson/engine'
import type { Scope } from '@keelson/protocol'
import { hashPassword } from '../src/access/passwords.ts'
import { hashSecret, randomSecret } from '../src/access/secrets.ts'
import { createFirstUser, createToken } from '../src/access/store.ts'
import { buildApp, type Deps } from '../src/app.ts'
import type { Look } from '../src/domains/dns.ts'
import { ObservedContainers } from '../src/environments/observed.ts'
import { Router } from '../src/environments/router.ts'
import { Jobs } from '../src/jobs/queue.ts'
import { createSealing } from '../src/keys/sealing.ts'
import { generateKeyPair } from '../src/keys/ssh-key.ts'
import { connect, migrate } from '../src/storage/database.ts'
import { createLog } from '../src/system/log.ts'
import { makePlaces, placesIn } from '../src/system/places.ts'
import { testDatabase } from './database.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
export const admin = { email: 'ada@example.test', password: 'correct horse battery' }

/** The whole app in memory on a real database and a real queue: it listens to nothing and performs nothing. */
export async function runningApp() {
  const home = mkdtempSync(join(tmpdir(), 'keelson-server-test-'))
  const rdb = await testDatabase()
  const database = connect(rdb.url, () => {})
  await migrate(database)
  const docker = connectEngine()
  const places = placesIn(home, root)
  makePlaces(places)
  const id = randomBytes(4).toString('hex')
  const said: string[] = []
  const jobs = new Jobs(rdb.url, (error) => said.push(String(error)))
  await jobs.start()
  const context = {
    database,
    docker,
    places,
    jobs,
    log: createLog((line) => said.push(line)),
    observed: new ObservedContainers(docker, id),
    sealing: createSealing(randomBytes(32)),
    installation: {
      id,
      version: '0.0.0',
      url: 'http://localhost:8000',
      domain: 'localhost',
      port: 8000,
      secure: false,
      httpPort: 8000,
      httpsPort: null,
      key: await generateKeyPair('test'),
    },
  }
  const balancer = connectBalancer({ folder: join(home, 'no-balancer') })
  const frame = {
    http: { port: 8000 },
    dashboard: { hosts: ['localhost'], address: '127.0.0.1', port: 8001 },
    cookieKey: 'only-for-tests',
  }
  const router = new Router({ ...context, balancer, frame })
  const look: Look = {
    resolve: async () => [],
    reaches: async () => false,
    expected: async () => ['192.0.2.1'],
  }
  const deps: Deps = { ...context, balancer, router, look }
  const app = buildApp(deps)
  await app.http.ready()
  const user = await createFirstUser(database, admin.email, await hashPassword(admin.password))

  return {
    ...app,
    deps,
    said,
    user,
    /** A new token of the administrator with this scope. */
    async token(scope: Scope): Promise<string> {
      const secret = randomSecret('keelson')
      await createToken(database, { userId: user?.id ?? '', name: scope, scope, hash: hashSecret(secret) })
      return secret
    },
    async close() {
      router.close()
      app.autoscaler.close()
      app.balancing.close()
      await Promise.all([app.watch.close(), app.certificates.close()])
      app.announcer.close()
      await app.live.close()
      await app.http.close()
      await jobs.stop(1)
      await database.destroy()
      await rdb.close()
      docker.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export type RunningApp = Awaited<ReturnType<typeof runningApp>>
