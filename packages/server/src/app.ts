import type { Balancer } from '@keelson/balancer'
import Fastify, { type FastifyInstance } from 'fastify'
import { identify } from './access/callers.ts'
import { accessRoutes } from './access/routes.ts'
import { accessRuleRoutes } from './access-rules/routes.ts'
import { createNote, createRecorder } from './activity/record.ts'
import { activityRoutes } from './activity/routes.ts'
import { Autoscaler } from './autoscaling/autoscaler.ts'
import { autoscaleRoutes } from './autoscaling/routes.ts'
import { Balancing } from './balancing/balancing.ts'
import { balancingRoutes } from './balancing/routes.ts'
import { catalogRoutes } from './catalog/routes.ts'
import { CertificateKeeper } from './certificates/keeper.ts'
import { certificateRoutes } from './certificates/routes.ts'
import { wantedHosts } from './certificates/wanted.ts'
import { Cleanups } from './cleanup/cleanups.ts'
import { cleanupRoutes } from './cleanup/routes.ts'
import { CleanupSchedule } from './cleanup/schedule.ts'
import type { Context } from './context.ts'
import { EventLogs } from './deploys/event-log.ts'
import { Operations } from './deploys/operations.ts'
import { deployRoutes } from './deploys/routes.ts'
import { readEvents } from './deploys/store.ts'
import type { Look } from './domains/dns.ts'
import { domainRoutes } from './domains/routes.ts'
import { DomainWatch } from './domains/watch.ts'
import { followLogs } from './environments/logs.ts'
import type { ObservedContainers } from './environments/observed.ts'
import type { Router } from './environments/router.ts'
import { composeProjectOf, environmentRoutes } from './environments/routes.ts'
import { answerRefusals, toRefusal } from './http/errors.ts'
import { Refusal } from './http/refusal.ts'
import { addSecurityHeaders } from './http/security-headers.ts'
import { type Gate, serveEndpoints } from './http/serve.ts'
import { Locks } from './jobs/locks.ts'
import type { Jobs } from './jobs/queue.ts'
import { jobRoutes } from './jobs/routes.ts'
import { keyRoutes } from './keys/routes.ts'
import { Announcer } from './live/announcer.ts'
import { Live } from './live/live.ts'
import { projectRoutes } from './projects/routes.ts'
import { registryRoutes } from './registries/routes.ts'
import { ServiceMinutes } from './services/minutes.ts'
import { serviceRoutes } from './services/routes.ts'
import { ReplicaUsages } from './services/usage.ts'
import { servePages } from './system/routes.ts'
import { Terminals } from './terminals/terminals.ts'
import { undoRoutes } from './undo/routes.ts'
import { Undos } from './undo/undos.ts'
import { variableRoutes } from './variables/routes.ts'
import { versionRoutes } from './versions/routes.ts'
import { VolumeReaders } from './volumes/readers.ts'
import { volumeRoutes } from './volumes/routes.ts'

export type Deps = Context & {
  jobs: Jobs
  observed: ObservedContainers
  balancer: Balancer
  router: Router
  /** How it is found out where domains lead. */
  look: Look
}
export type App = {
  http: FastifyInstance
  live: Live
  operations: Operations
  /** Who changes an environment, one at a time. */
  locks: Locks
  announcer: Announcer
  eventLogs: EventLogs
  balancing: Balancing
  autoscaler: Autoscaler
  certificates: CertificateKeeper
  watch: DomainWatch
  minutes: ServiceMinutes
  terminals: Terminals
  /** What has volumes open to be read. */
  readers: VolumeReaders
  cleanupSchedule: CleanupSchedule
  /** What is served, as `METHOD path`. */
  routes: () => string[]
}

/** Puts the parts together. Listens to nothing, starts no work: that is main.ts, or a test. */
export function buildApp(deps: Deps): App {
  const { database, installation, jobs, observed, docker, log } = deps
  const { secure } = installation
  const http = Fastify({
    // The balancer on this machine says who really asks.
    trustProxy: ['127.0.0.1', '::1'],
    bodyLimit: 1 << 20,
    logger: false,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
  })
  http.removeContentTypeParser('text/plain')
  http.decorateRequest('caller')
  http.addHook('onRequest', async (request) => {
    request.caller = { kind: 'nobody' }
  })
  const routes: string[] = []
  http.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') routes.push(`${one} ${url}`)
  })
  addSecurityHeaders(http, secure)
  answerRefusals(http, log)

  const announcer = new Announcer(deps)
  const operations = new Operations({ database, jobs, announcer, log })
  const eventLogs = new EventLogs({ database, announcer })
  const balancing = new Balancing(deps)
  const certificates = new CertificateKeeper({
    ...deps,
    wanted: () => wantedHosts(deps),
    onObtained: () => void announcer.addresses(),
  })
  const watch = new DomainWatch({
    ...deps,
    onArrival: () => certificates.wake(),
    onChanged: ({ project_id: project }) => announcer.project(project),
  })
  const note = createNote({ database, log })
  const terminals = new Terminals({ ...deps, note })
  const readers = new VolumeReaders(deps)
  const minutes = new ServiceMinutes(deps)
  const live = new Live(http.server, {
    identify: (headers) => identify(database, headers, secure),
    secure,
    readEvents: (deploy, after) => readEvents(database, deploy, after),
    toRefusal: (error) => toRefusal(error, log),
    openTerminal: (request, caller, screen) => terminals.open(request, caller, screen),
    entered: (room) => {
      if (room === 'balancer') balancing.watched()
    },
    follow: async ({ service, tail, ...at }, signal, onLines) => {
      const composeProject = await composeProjectOf(deps, at)
      await followLogs(docker, observed, { composeProject, service, tail }, signal, (lines) =>
        onLines(lines as Parameters<typeof onLines>[0]),
      )
    },
  })
  announcer.live = live
  balancing.live = live
  const autoscaler = new Autoscaler({ ...deps, operations, balancing })

  const gate: Gate = { identify: (request) => identify(database, request.headers, secure) }
  const locks = new Locks()
  const usages = new ReplicaUsages(docker)
  const undos = new Undos(deps)
  const cleanups = new Cleanups({ ...deps, announcer })
  const cleanupSchedule = new CleanupSchedule({ ...deps, cleanups })
  http.addHook('onClose', async () => {
    usages.close()
    await Promise.all([terminals.close(), readers.close()])
  })
  const parts = {
    ...deps,
    locks,
    usages,
    readers,
    undos,
    cleanups,
    announcer,
    operations,
    eventLogs,
    balancing,
    autoscaler,
    certificates,
    watch,
  }
  serveEndpoints(
    http,
    {
      ...accessRoutes({
        database,
        url: installation.url,
        secure,
        onRevoked: (hash) => live.endSecret(hash),
        onChanged: (user) => live.endUser(user),
      }),
      ...keyRoutes(parts),
      ...activityRoutes(parts),
      ...catalogRoutes(parts),
      ...projectRoutes(parts),
      ...versionRoutes(parts),
      ...environmentRoutes(parts),
      ...serviceRoutes(parts),
      ...volumeRoutes(parts),
      ...balancingRoutes(parts),
      ...domainRoutes(parts),
      ...certificateRoutes(parts),
      ...accessRuleRoutes(parts),
      ...autoscaleRoutes(parts),
      ...variableRoutes(parts),
      ...deployRoutes(parts),
      ...jobRoutes(parts),
      ...undoRoutes(parts),
      ...registryRoutes(parts),
      ...cleanupRoutes(parts),
    },
    { ...gate, record: createRecorder(note) },
  )
  servePages(http, parts, gate)
  http.setNotFoundHandler(() => {
    throw new Refusal('not-found')
  })
  return {
    http,
    live,
    operations,
    locks,
    announcer,
    eventLogs,
    balancing,
    autoscaler,
    certificates,
    watch,
    minutes,
    terminals,
    readers,
    cleanupSchedule,
    routes: () => routes,
  }
}
