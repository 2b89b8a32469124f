import type { EnvironmentAccess } from '@keelson/protocol'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import type { Router } from '../environments/router.ts'
import { findEnvironment } from '../environments/store.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import { requireLivingProject, requireProject } from '../projects/require.ts'
import { keep } from '../undo/kept.ts'
import type { Undos } from '../undo/undos.ts'
import { hashForBalancer } from './hash.ts'
import * as store from './store.ts'

type Routes = Pick<Handlers, 'accessRules' | 'setAccessRule' | 'removeAccessRule' | 'setMaintenance'>

const effectMs = 15_000
const production = 'production'

export function accessRuleRoutes({
  database,
  router,
  undos,
}: Context & { router: Router; undos: Undos }): Routes {
  type Place = { projectId: string; environment: string }

  async function show({ projectId, environment }: Place): Promise<z.input<typeof EnvironmentAccess>> {
    const [all, closed] = await Promise.all([
      store.listRules(database, projectId),
      store.listMaintenance(database, projectId),
    ])
    const own = all.filter((rule) => rule.environment === environment)
    const inherited = all.filter(
      (rule) => rule.environment === production && !own.some(({ service }) => service === rule.service),
    )
    const shown = environment === production ? own : [...own, ...inherited]
    const maintenance = closed.find((one) => one.environment === environment)
    return {
      rules: shown
        .map(({ service, users, networks, limit, ...rule }) => ({
          service,
          users: users.map(({ name }) => name),
          networks,
          limit,
          inherited: rule.environment !== environment,
        }))
        .sort((a, b) => a.service.localeCompare(b.service)),
      maintenance: {
        on: maintenance !== undefined,
        networks: maintenance?.networks ?? [],
        since: maintenance?.since.toISOString() ?? null,
      },
    }
  }

  async function requirePlace(
    at: { project: string; environment: string },
    require = requireLivingProject,
  ): Promise<Place> {
    const project = await require(database, at.project)
    const environment = await findEnvironment(database, project.id, at.environment)
    if (!environment)
      throw new Refusal('not-found', { detail: `There is no environment "${at.environment}".` })
    return { projectId: project.id, environment: environment.name }
  }

  /** Takes effect before it is answered. */
  async function changed(place: Place) {
    await router.route(AbortSignal.timeout(effectMs))
    return show(place)
  }

  return {
    accessRules: async ({ params }) => show(await requirePlace(params, requireProject)),

    setAccessRule: async ({ params, body }) => {
      const place = await requirePlace(params)
      const { service } = params
      const before = (await store.listRules(database, place.projectId)).find(
        (rule) => rule.environment === place.environment && rule.service === service,
      )
      const users: store.StoredRule['users'] = []
      for (const [index, { name, password }] of body.users.entries()) {
        if (users.some((user) => user.name === name)) {
          throw new Refusal('invalid-input', {
            detail: `"${name}" is there twice.`,
            field: `users.${index}.name`,
          })
        }
        const known = before?.users.find((user) => user.name === name)?.hash
        const hash = password === undefined ? known : await hashForBalancer(password)
        if (hash === undefined) {
          const detail = `"${name}" is new here and needs a password.`
          throw new Refusal('invalid-input', { detail, field: `users.${index}.password` })
        }
        users.push({ name, hash })
      }
      await store.saveRule(database, { ...place, service, users, networks: body.networks, limit: body.limit })
      return changed(place)
    },

    removeAccessRule: async ({ params, caller }) => {
      const place = await requirePlace(params)
      const gone = await store.deleteRule(database, { ...place, service: params.service })
      if (!gone)
        throw new Refusal('not-found', { detail: `"${params.service}" has no access rule of its own here.` })
      const rows = [keep('access_rules', gone)]
      const undo = await undos.keep(caller, place.projectId, { kind: 'rows', rows })
      return { ...(await changed(place)), undo }
    },

    setMaintenance: async ({ params, body }) => {
      const place = await requirePlace(params)
      await store.setMaintenance(database, place, body.on ? body.networks : null)
      return changed(place)
    },
  }
}
