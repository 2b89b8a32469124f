import type { Context } from '../context.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import { requireLivingProject, requireProject } from '../projects/require.ts'
import type { EventLogs } from './event-log.ts'
import type { Operations } from './operations.ts'
import { showDeploy } from './show.ts'
import * as store from './store.ts'

type Routes = Pick<Handlers, 'deploy' | 'deploys' | 'oneDeploy' | 'deployEvents' | 'cancel' | 'retry'>
const waitMs = 25_000

export function deployRoutes({
  database,
  operations,
  eventLogs,
}: Context & { operations: Operations; eventLogs: EventLogs }): Routes {
  async function requireDeploy(id: string): Promise<store.DeployRow> {
    const deploy = await store.findDeploy(database, id)
    if (!deploy) throw new Refusal('not-found', { detail: 'There is no such deploy.' })
    return deploy
  }

  return {
    deploy: async ({ params, body, caller }) => {
      const project = await requireLivingProject(database, params.project)
      const deploy = await operations.request(project.id, {
        kind: 'deploy',
        environment: body.environment ?? 'production',
        version: null,
        ref: body.ref ?? project.default_ref,
        requestedBy: caller.kind === 'user' ? caller.label : '',
      })
      return showDeploy(deploy)
    },

    deploys: async ({ params, query }) => {
      const project = await requireProject(database, params.project)
      const before = query.before === undefined ? undefined : new Date(query.before)
      return (await store.listDeploys(database, project.id, { version: query.version, before })).map(
        showDeploy,
      )
    },

    oneDeploy: async ({ params }) => showDeploy(await requireDeploy(params.deploy)),

    deployEvents: async ({ params, query, request }) => {
      const { id, finished_at: finished } = await requireDeploy(params.deploy)
      const events = await store.readEvents(database, id, query.after)
      if (events.length || !query.wait || finished) return events
      const gone = new AbortController()
      request.raw.once('close', () => gone.abort())
      await eventLogs.next(id, query.after, AbortSignal.any([gone.signal, AbortSignal.timeout(waitMs)]))
      return store.readEvents(database, id, query.after)
    },

    retry: async ({ params, caller }) => {
      const ended = await requireDeploy(params.deploy)
      const { kind, environment, ref, version, scale, canary } = ended
      if (!['failed', 'cancelled', 'superseded'].includes(ended.state)) {
        throw new Refusal('wrong-state', {
          detail: `Only what did not succeed is tried again; this is ${ended.state}.`,
        })
      }
      const project = await requireLivingProject(database, ended.project)
      const again = await operations.request(project.id, {
        kind,
        environment,
        ref,
        // A deploy makes a version of its own.
        version: kind === 'deploy' ? null : version,
        requestedBy: caller.kind === 'user' ? caller.label : '',
        ...(scale && { scale }),
        ...(canary && { canary }),
      })
      return showDeploy(again)
    },

    cancel: async ({ params }) =>
      showDeploy(await operations.cancel((await requireDeploy(params.deploy)).id)),
  }
}
