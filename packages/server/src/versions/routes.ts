import type { Context } from '../context.ts'
import type { Operations } from '../deploys/operations.ts'
import { canaryFirst, chooseEnvironment } from '../deploys/rules.ts'
import { showDeploy } from '../deploys/show.ts'
import type { ObservedContainers } from '../environments/observed.ts'
import { type EnvironmentRow, findEnvironment, listEnvironments } from '../environments/store.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import { requireLivingProject, requireProject } from '../projects/require.ts'
import type { ProjectRow } from '../projects/store.ts'
import { viewProject } from '../projects/view.ts'
import type { Undos } from '../undo/undos.ts'
import { lookRoutes } from './look-routes.ts'
import * as store from './store.ts'

type Routes = Pick<
  Handlers,
  'versions' | 'version' | 'topology' | 'compare' | 'plan' | 'turnOn' | 'turnOff' | 'deleteVersion'
>
/** @throws Refusal unless another version is on there, and no other canary. */
function requireOther(places: EnvironmentRow[], name: string, number: number): void {
  const place = places.find((one) => one.name === name)
  if (!place?.version || place.version === number) {
    throw new Refusal('wrong-state', {
      detail: `A canary stands beside another version, and none is on in "${name}". Turn v${number} on without canary.`,
    })
  }
  if (place.canary && place.canary.version !== number)
    throw new Refusal('wrong-state', { detail: canaryFirst(place) })
}

type Parts = Context & { observed: ObservedContainers; operations: Operations; undos: Undos }

export function versionRoutes(context: Parts): Routes {
  const { database, operations, undos } = context

  async function requireVersion(project: ProjectRow, number: number): Promise<store.VersionRow> {
    const version = await store.findVersion(database, project.id, number)
    if (!version)
      throw new Refusal('not-found', { detail: `The project "${project.name}" has no v${number}.` })
    if (version.state === 'deleting')
      throw new Refusal('being-deleted', { detail: `v${number} is being deleted.` })
    return version
  }

  return {
    ...lookRoutes(context),

    versions: async ({ params }) =>
      (await viewProject(context, await requireProject(database, params.project))).versions,

    version: async ({ params }) => {
      const project = await requireProject(database, params.project)
      const { versions } = await viewProject(context, project)
      const version = versions.find(({ number }) => number === params.version)
      if (!version)
        throw new Refusal('not-found', { detail: `The project "${project.name}" has no v${params.version}.` })
      return version
    },

    turnOn: async ({ params, body, caller }) => {
      const project = await requireLivingProject(database, params.project)
      const version = await requireVersion(project, params.version)
      if (version.state !== 'ready' && version.state !== 'cleaned') {
        throw new Refusal('wrong-state', {
          detail: `v${version.number} was never built whole (it is ${version.state}), so it cannot be turned on.`,
        })
      }
      const places = await listEnvironments(database, project.id)
      const environment =
        body.environment ??
        (body.canary
          ? 'production'
          : chooseEnvironment({ number: version.number, lastEnvironment: version.last_environment }, places))
      if (body.canary) requireOther(places, body.environment ?? 'production', version.number)
      const deploy = await operations.request(project.id, {
        kind: body.canary ? 'canary' : 'on',
        ...(body.canary && { canary: body.canary }),
        environment,
        version: version.number,
        ref: version.ref,
        requestedBy: caller.kind === 'user' ? caller.label : '',
      })
      return showDeploy(deploy)
    },

    turnOff: async ({ params, body, caller }) => {
      const project = await requireLivingProject(database, params.project)
      const version = await requireVersion(project, params.version)
      if (body.environment) {
        const environment = await findEnvironment(database, project.id, body.environment)
        if (environment?.version !== version.number) {
          throw new Refusal('wrong-state', {
            detail: `v${version.number} is not on in "${body.environment}".`,
          })
        }
      }
      const places = (await listEnvironments(database, project.id)).filter(
        (place) => place.version === version.number && (body.environment ?? place.name) === place.name,
      )
      const deploy = await operations.request(project.id, {
        kind: 'off',
        environment: body.environment ?? null,
        version: version.number,
        ref: null,
        requestedBy: caller.kind === 'user' ? caller.label : '',
      })
      const again = places.map(({ name }) => ({
        kind: 'on' as const,
        environment: name,
        version: version.number,
        ref: version.ref,
      }))
      await undos.keep(caller, project.id, { kind: 'operations', operations: again }, deploy.id)
      return showDeploy(deploy)
    },

    deleteVersion: async ({ params, query, caller }) => {
      const project = await requireLivingProject(database, params.project)
      const version = await requireVersion(project, params.version)
      const deploy = await operations.request(
        project.id,
        {
          kind: 'delete',
          environment: null,
          version: version.number,
          ref: null,
          requestedBy: caller.kind === 'user' ? caller.label : '',
        },
        { graceSeconds: query.grace },
      )
      if (query.grace > 0)
        await undos.keep(caller, project.id, { kind: 'call-off', deploy: deploy.id }, deploy.id)
      return showDeploy(deploy)
    },
  }
}
