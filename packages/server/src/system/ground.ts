import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Balancer, connect as connectBalancer, prepareFolder } from '@keelson/balancer'
import { format } from '@keelson/compose'
import { loadFromDisk } from '@keelson/compose/node'
import { type Docker, listContainers, up } from '@keelson/engine'
import { describeImageProgress, ensureBaseImages } from '@keelson/images'
import { z } from 'zod'
import type { BalancerFrame } from '../environments/router.ts'
import type { Places } from './places.ts'
import type { Settings } from './settings.ts'

/** What the server stands on: its database and its balancer, in containers of their own. */
export type Ground = {
  databaseUrl: string
  balancer: Balancer
  frame: BalancerFrame
  /** Where the server listens for the balancer, on loopback. */
  serverPort: number
  /** The containers that belong to it, by service. */
  services: readonly string[]
  /** Brings up again whichever of them was stopped or removed. */
  raise: () => Promise<void>
}

const Ports = z.object({ database: z.number().int(), server: z.number().int() })

/**
 * Brings up the system's own containers with our own engine; what runs and fits stays untouched.
 * @throws Error in words: the engine is away, the port is taken, …
 */
export async function bringUp(
  { settings, docker, places, id }: { settings: Settings; docker: Docker; places: Places; id: string },
  say: (line: string) => void,
): Promise<Ground> {
  const folder = join(places.home, 'system')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const running = await runningServices(docker, id)
  if (!running.has('balancer') && !(await isFree(settings.port, '0.0.0.0'))) {
    throw new Error(`Port ${settings.port} is in use by another program. Free it, or set KEELSON_PORT.`)
  }
  if (
    settings.httpsPort !== null &&
    !(await mayListen(folder, running.has('balancer'), settings.httpsPort))
  ) {
    throw new Error(
      `Port ${settings.httpsPort} is in use by another program. Free it, or set KEELSON_HTTPS_PORT (off: no HTTPS).`,
    )
  }
  const ports = await choosePorts(folder, running.has('db'))
  const password = secretFile(folder, 'db-password', 0o644)
  const frame: BalancerFrame = {
    http: { port: settings.port },
    ...(settings.httpsPort !== null && { https: { port: settings.httpsPort } }),
    dashboard: {
      hosts: [...new Set([settings.domain, 'localhost', new URL(settings.url).hostname])],
      address: '127.0.0.1',
      port: ports.server,
    },
    cookieKey: secretFile(folder, 'cookie-key', 0o600),
  }
  const balancerFolder = join(folder, 'balancer')
  const user = await prepareFolder(balancerFolder, { ...frame, routes: [], published: [], backends: [] })
  const services = settings.databaseUrl ? ['balancer'] : ['db', 'balancer']
  await ensureBaseImages(docker, {
    only: settings.databaseUrl ? ['haproxy'] : ['postgres', 'haproxy'],
    onProgress: (progress) => {
      if (progress.state !== 'current') say(describeImageProgress(progress))
    },
  })
  const project = loadSystem(places, {
    KEELSON_INSTALLATION: id,
    KEELSON_SYSTEM_FOLDER: folder,
    KEELSON_DB_PORT: String(ports.database),
    KEELSON_PORT: String(settings.port),
    KEELSON_BALANCER_USER: user,
  })
  const raise = async () =>
    void (await up(docker, project, { services, extraLabels: { 'io.keelson.installation': id } }))
  await raise()
  return {
    databaseUrl: settings.databaseUrl ?? `postgres://keelson:${password}@127.0.0.1:${ports.database}/keelson`,
    balancer: connectBalancer({ folder: balancerFolder }),
    frame,
    serverPort: ports.server,
    services,
    raise,
  }
}

function loadSystem(places: Places, environment: Record<string, string>) {
  const loaded = loadFromDisk({
    workingDirectory: places.deployFolder,
    files: ['compose.yaml'],
    environment: { ...environment, COMPOSE_DISABLE_ENV_FILE: 'true' },
  })
  if (!loaded.ok) throw new Error(loaded.problems.map((problem) => format(problem)).join('\n'))
  return loaded.project
}

/** The system's own services that run now. */
async function runningServices(docker: Docker, id: string): Promise<Set<string>> {
  const label = [`io.keelson.installation=${id}`, 'io.keelson.system']
  const found = await listContainers(docker, { filters: { label, status: ['running'] } })
  return new Set(found.map((container) => container.Labels['io.keelson.system'] ?? ''))
}

/** Ports on loopback are chosen once, so that a restart changes nothing; again only when somebody took one. */
async function choosePorts(folder: string, databaseRuns: boolean): Promise<z.infer<typeof Ports>> {
  const file = join(folder, 'ports.json')
  const kept = existsSync(file) ? Ports.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data : undefined
  const ports = {
    database: kept && (databaseRuns || (await isFree(kept.database))) ? kept.database : await freePort(),
    server: kept && (await isFree(kept.server)) ? kept.server : await freePort(),
  }
  if (ports.database !== kept?.database || ports.server !== kept.server)
    writeFileSync(file, JSON.stringify(ports))
  return ports
}

function secretFile(folder: string, name: string, mode: number): string {
  const file = join(folder, name)
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode })
  chmodSync(file, mode)
  return readFileSync(file, 'utf8').trim()
}

function listenOnce(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(undefined))
    probe.listen({ port, host, exclusive: true }, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
    })
  })
}

/** Is the port free, or held by the balancer that runs? */
async function mayListen(folder: string, balancerRuns: boolean, port: number): Promise<boolean> {
  const file = join(folder, 'balancer', 'haproxy.cfg')
  const isOurs = balancerRuns && existsSync(file) && readFileSync(file, 'utf8').includes(`:${port} ssl `)
  return isOurs || (await isFree(port, '0.0.0.0'))
}

const isFree = async (port: number, host = '127.0.0.1') => (await listenOnce(port, host)) !== undefined

async function freePort(): Promise<number> {
  const port = await listenOnce(0, '127.0.0.1')
  if (port === undefined) throw new Error('There is no free port on loopback.')
  return port
}
