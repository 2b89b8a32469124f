import type { AutoscaleStatus } from '@keelson/protocol'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { findEnvironment } from '../environments/store.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import { requireLivingProject, requireProject } from '../projects/require.ts'
import type { ProjectRow } from '../projects/store.ts'
import { findVersion } from '../versions/store.ts'
import type { Autoscaler } from './autoscaler.ts'
import { type At, forgetSettings, keyOf, readDecisions, readSettings, saveSettings } from './store.ts'

type Routes = Pick<Handlers, 'autoscale' | 'setAutoscale' | 'resetAutoscale'>
type Params = { environment: string; service: string }

export function autoscaleRoutes({
  database,
  autoscaler,
}: Pick<Context, 'database'> & { autoscaler: Autoscaler }): Routes {
  async function find(project: ProjectRow, { environment, service }: Params) {
    const row = await findEnvironment(database, project.id, environment)
    const shown = row?.version ?? row?.last_version
    const version = shown == null ? undefined : await findVersion(database, project.id, shown)
    const found = version?.outline.services.find(({ name }) => name === service)
    if (!found) {
      throw new Refusal('not-found', { detail: `"${environment}" has no service "${service}".` })
    }
    return { file: found.autoscale ?? null, at: { projectId: project.id, environment, service } }
  }

  async function status(at: At, file: AutoscaleStatus['file']): Promise<z.input<typeof AutoscaleStatus>> {
    const [all, decisions] = await Promise.all([readSettings(database), readDecisions(database, at)])
    const own = all.get(keyOf(at))
    return {
      from: own !== undefined ? 'set' : file ? 'file' : null,
      file,
      settings: own === undefined ? file : own,
      usage: autoscaler.usageOf(at),
      decisions,
    }
  }

  return {
    autoscale: async ({ params }) => {
      const { at, file } = await find(await requireProject(database, params.project), params)
      return status(at, file)
    },
    setAutoscale: async ({ params, body }) => {
      const { at, file } = await find(await requireLivingProject(database, params.project), params)
      await saveSettings(database, at, body.settings)
      autoscaler.reset(at)
      return status(at, file)
    },
    resetAutoscale: async ({ params }) => {
      const { at, file } = await find(await requireLivingProject(database, params.project), params)
      await forgetSettings(database, at)
      autoscaler.reset(at)
      return status(at, file)
    },
  }
}
