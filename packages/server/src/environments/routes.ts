import type { Caller } from '../access/authorise.ts'
import type { Context } from '../context.ts'
import type { Operations } from '../deploys/operations.ts'
import { canaryFirst } from '../deploys/rules.ts'
import { showDeploy } from '../deploys/show.ts'
import { Refusal } from '../http/refusal.ts'
import { alreadyAnswered, type Handlers } from '../http/serve.ts'
import type { Announcer } from '../live/announcer.ts'
import { requireLivingProject, requireProject } from '../projects/require.ts'
import { viewProject } from '../projects/view.ts'
import type { Undos } from '../undo/undos.ts'
import { findVersion, type VersionRow } from '../versions/store.ts'
import { followLogs, readLogs } from './logs.ts'
import type { ObservedContainers } from './observed.ts'
import type { Router } from './router.ts'
import { changeEnvironment, type EnvironmentRow, findEnvironment } from './store.ts'

type Routes = Pick<
  Handlers,
  'environments' | 'services' | 'scaleService' | 'changeCanary' | 'promoteCanary' | 'abortCanary' | 'logs'
>

export function environmentRoutes(
  context: Context & {
    observed: ObservedContainers
    operations: Operations
    undos: Undos
    router: Pick<Router, 'changed'>
    announcer: Pick<Announcer, 'project'>
  },
): Routes {
  const { database, docker, observed, operations, undos } = context

  async function requireCanary(at: { project: string; environment: string }) {
    const project = await requireLivingProject(database, at.project)
    const environment = await findEnvironment(database, project.id, at.environment)
    if (!environment?.canary)
      throw new Refusal('wrong-state', { detail: `There is no canary in "${at.environment}".` })
    return { project, environment, canary: environment.canary }
  }

  async function endCanary(
    kind: 'promote' | 'abort',
    at: { project: string; environment: string },
    caller: Caller,
  ) {
    const { project, environment, canary } = await requireCanary(at)
    const deploy = await operations.request(project.id, {
      kind,
      environment: environment.name,
      version: canary.version,
      ref: null,
      requestedBy: caller.kind === 'user' ? caller.label : '',
    })
    return showDeploy(deploy)
  }

  return {
    environments: async ({ params }) =>
      (await viewProject(context, await requireProject(database, params.project))).environments,

    services: async ({ params }) => {
      const project = await requireProject(database, params.project)
      const services = (await viewProject(context, project)).services.get(params.environment)
      if (!services)
        throw new Refusal('not-found', { detail: `There is no environment "${params.environment}".` })
      return services
    },

    scaleService: async ({ params, body, caller }) => {
      const project = await requireLivingProject(database, params.project)
      const environment = await findEnvironment(database, project.id, params.environment)
      const version = environment && (await shownVersion(database, environment))
      if (!environment || !version)
        throw new Refusal('not-found', { detail: `Nothing was ever on in "${params.environment}".` })
      if (environment.canary) throw new Refusal('wrong-state', { detail: canaryFirst(environment) })
      requireServiceOf(version, params.service)
      const deploy = await operations.request(project.id, {
        kind: 'scale',
        environment: environment.name,
        version: environment.version,
        ref: null,
        requestedBy: caller.kind === 'user' ? caller.label : '',
        scale: { service: params.service, replicas: body.replicas },
      })
      const before = {
        kind: 'scale' as const,
        environment: environment.name,
        version: environment.version,
        ref: null,
        scale: { service: params.service, replicas: environment.scale[params.service] ?? null },
      }
      await undos.keep(caller, project.id, { kind: 'operations', operations: [before] }, deploy.id)
      return showDeploy(deploy)
    },

    changeCanary: async ({ params, body }) => {
      const { project, environment, canary } = await requireCanary(params)
      const next = { ...canary, ...body }
      await changeEnvironment(database, environment, { canary: next })
      context.router.changed()
      context.announcer.project(project.id)
      return next
    },

    promoteCanary: ({ params, caller }) => endCanary('promote', params, caller),
    abortCanary: ({ params, caller }) => endCanary('abort', params, caller),

    logs: async ({ params, query, request, reply }) => {
      const environment = await requireEnvironment(context, params)
      const { compose_project: composeProject } = environment
      const isThere = observed.of(composeProject).some(({ service }) => service === query.service)
      const version = await shownVersion(database, environment)
      if (query.service !== undefined && !isThere && version) requireServiceOf(version, query.service)
      const wanted = { composeProject, service: query.service, tail: query.tail }
      if (!query.follow) return readLogs(docker, observed, wanted)
      const gone = new AbortController()
      request.raw.once('close', () => gone.abort())
      reply.hijack()
      reply.raw.writeHead(200, {
        'content-type': 'application/x-ndjson',
        'x-content-type-options': 'nosniff',
      })
      await followLogs(docker, observed, wanted, gone.signal, (lines) => {
        reply.raw.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      }).finally(() => reply.raw.end())
      return alreadyAnswered
    },
  }
}

type At = { project: string; environment: string }

async function requireEnvironment({ database }: Pick<Context, 'database'>, at: At): Promise<EnvironmentRow> {
  const project = await requireProject(database, at.project)
  const environment = await findEnvironment(database, project.id, at.environment)
  if (!environment) throw new Refusal('not-found', { detail: `There is no environment "${at.environment}".` })
  return environment
}

/** The Compose project behind an environment. */
export const composeProjectOf = async (context: Pick<Context, 'database'>, at: At): Promise<string> =>
  (await requireEnvironment(context, at)).compose_project

/** What is on in the environment, or was last. */
async function shownVersion(
  database: Context['database'],
  { project_id: project, version, last_version: last }: EnvironmentRow,
): Promise<VersionRow | undefined> {
  const number = version ?? last
  return number === null ? undefined : findVersion(database, project, number)
}

function requireServiceOf({ number, outline }: VersionRow, service: string): void {
  const names = outline.services.map(({ name }) => name)
  if (names.includes(service)) return
  const detail = `v${number} has no service "${service}". It has: ${names.join(', ')}.`
  throw new Refusal('not-found', { detail })
}
