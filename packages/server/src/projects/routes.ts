import { allows, type Caller } from '../access/authorise.ts'
import { readCatalog } from '../catalog/catalog.ts'
import type { Context } from '../context.ts'
import type { Operations } from '../deploys/operations.ts'
import { showDeploy } from '../deploys/show.ts'
import type { ObservedContainers } from '../environments/observed.ts'
import { ensureEnvironment } from '../environments/store.ts'
import { contact } from '../git/contact.ts'
import { readRefs } from '../git/repository.ts'
import { parseRemote } from '../git/url.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import { generateKeyPair } from '../keys/ssh-key.ts'
import type { Announcer } from '../live/announcer.ts'
import { requireLivingProject, requireProject } from './require.ts'
import * as store from './store.ts'
import { viewProject } from './view.ts'

type Routes = Pick<
  Handlers,
  'projects' | 'createProject' | 'project' | 'changeProject' | 'deleteProject' | 'refs' | 'checkAccess'
>
type Parts = Context & { observed: ObservedContainers; operations: Operations; announcer: Announcer }

export function projectRoutes(context: Parts): Routes {
  const { database, sealing, installation, places, operations, announcer } = context
  const show = async (row: store.ProjectRow) => (await viewProject(context, row)).project

  /** A source as it may be stored: of the right form, there, and for this caller to use. */
  function requireSource(source: store.Settings['source'], caller: Caller): void {
    if (source.kind === 'git') parseRemote(source.url, { allowLocal: allows(caller, 'admin') })
    else if (
      source.kind === 'catalog' &&
      !readCatalog(places.catalog).some(({ name }) => name === source.app)
    ) {
      throw new Refusal('not-found', { detail: `The catalog has no "${source.app}".`, field: 'source.app' })
    }
  }

  return {
    projects: async () => Promise.all((await store.listProjects(database)).map(show)),

    project: async ({ params }) => show(await requireProject(database, params.project)),

    createProject: async ({ body, caller }) => {
      requireSource(body.source, caller)
      const ownKey = body.ownKey ? await generateKeyPair(`keelson-${body.name}`) : undefined
      const row = await store.insertProject(database, sealing, { ...body, trusted: false, ownKey })
      if (!row)
        throw new Refusal('name-taken', {
          detail: `There is a project "${body.name}" already.`,
          field: 'name',
        })
      await ensureEnvironment(database, row.id, 'production', `${row.name}-production`)
      announcer.project(row.id)
      return show(row)
    },

    changeProject: async ({ params, body, caller }) => {
      const project = await requireLivingProject(database, params.project)
      if (body.trusted !== undefined && body.trusted !== project.trusted && !allows(caller, 'admin')) {
        throw new Refusal('not-allowed', {
          detail: 'Only an administrator may trust a project.',
          field: 'trusted',
        })
      }
      if (body.source) requireSource(body.source, caller)
      const changed = await store.updateProject(database, sealing, project, body)
      announcer.project(project.id)
      return show(changed)
    },

    deleteProject: async ({ params, caller }) => {
      const project = await requireProject(database, params.project)
      const deploy = await operations.request(project.id, {
        kind: 'delete',
        environment: null,
        version: null,
        ref: null,
        requestedBy: caller.kind === 'user' ? caller.label : '',
      })
      await store.setDeleting(database, project.id, true)
      return showDeploy(deploy)
    },

    refs: async ({ params }) => {
      const project = await requireProject(database, params.project)
      if (project.source_kind !== 'git') return { defaultBranch: null, branches: [], tags: [] }
      return contact(context, store.credentials(sealing, project, installation.key), undefined, readRefs)
    },

    checkAccess: async ({ body, caller }) => {
      const { source } = body
      requireSource(source, caller)
      if (source.kind !== 'git') return { defaultBranch: null, branches: [], tags: [] }
      const project = body.project ? await requireProject(database, body.project) : undefined
      const known = project && store.credentials(sealing, project, installation.key)
      // A stored token goes only to the address that it was stored for.
      const token = source.token ?? (known?.url === source.url ? known.token : undefined)
      const key = known?.key ?? installation.key
      return contact(context, { url: source.url, token, key, nextKey: known?.nextKey }, undefined, readRefs)
    },
  }
}
