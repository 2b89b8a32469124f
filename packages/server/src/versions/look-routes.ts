import { phraseOf } from '@keelson/engine'
import type { Context } from '../context.ts'
import { composeProjectFor } from '../deploys/compose-project.ts'
import { chooseEnvironment } from '../deploys/rules.ts'
import { type Deciding, decide } from '../deploys/stages/apply.ts'
import { findExchange } from '../deploys/stages/exchange.ts'
import type { ObservedContainers } from '../environments/observed.ts'
import { findEnvironment, listEnvironments } from '../environments/store.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import { requireProject } from '../projects/require.ts'
import type { ProjectRow } from '../projects/store.ts'
import { compareVersions, type Side } from './compare.ts'
import type { Model } from './model.ts'
import * as store from './store.ts'
import { versionTopology } from './topology.ts'

/** A look at the engine that takes longer than this is given up. */
const patienceMs = 30_000

type Routes = Pick<Handlers, 'topology' | 'compare' | 'plan'>

/** What can be asked of versions as built: their picture, how two differ, what turning one on would do. */
export function lookRoutes(context: Context & { observed: ObservedContainers }): Routes {
  return {
    topology: async ({ params }) => {
      const project = await requireProject(context.database, params.project)
      const { model, ...side } = await built(context, project, params.version)
      return versionTopology(model, side)
    },

    compare: async ({ params }) => {
      const project = await requireProject(context.database, params.project)
      const [from, to] = await Promise.all(
        ([params.version, params.other] as const).map((number) => built(context, project, number)),
      )
      if (!from || !to) throw new Refusal('not-found')
      return compareVersions(from, to)
    },

    plan: async ({ params, query }) => {
      const { database } = context
      const project = await requireProject(database, params.project)
      const version = await built(context, project, params.version)
      const environment =
        query.environment ??
        chooseEnvironment(
          { number: version.number, lastEnvironment: version.lastEnvironment },
          await listEnvironments(database, project.id),
        )
      const place = await findEnvironment(database, project.id, environment)
      // A place that never had anything gets its name on the engine only now.
      const settled = place && (place.version ?? place.last_version) !== null ? place : undefined
      const deciding: Deciding = { ...context, project, signal: AbortSignal.timeout(patienceMs) }
      const exchange =
        settled &&
        (await findExchange({ ...deciding, database, observed: context.observed }, settled, version))
      const decided = exchange?.possible
        ? undefined
        : await decide(deciding, version.model, {
            environment,
            composeProject: settled
              ? settled.compose_project
              : await composeProjectFor(deciding, environment),
            version: version.number,
            scale: place?.scale ?? {},
          })
      return {
        environment,
        version: version.number,
        replaces: place?.version ?? null,
        takeover: exchange?.told ?? null,
        steps: (decided?.steps ?? []).map((step) => ({
          does: phraseOf(step),
          because: step.why ?? null,
        })),
      }
    },
  }
}

type Built = Side & { lastEnvironment: string | null }

/** A version with its model. @throws Refusal where there is none, or it was never built whole. */
async function built(
  { database, sealing, places }: Context,
  project: ProjectRow,
  number: number,
): Promise<Built> {
  const [row, text] = await Promise.all([
    store.findVersion(database, project.id, number),
    store.readModel(database, sealing, project.id, number),
  ])
  if (!row) throw new Refusal('not-found', { detail: `The project "${project.name}" has no v${number}.` })
  if (text === undefined) {
    throw new Refusal('wrong-state', {
      detail: `v${number} was never built whole, so there is nothing to see.`,
    })
  }
  const model: Model = JSON.parse(text)
  return {
    number,
    name: project.name,
    checkout: places.checkout(project.name, number),
    model,
    images: row.images,
    lastEnvironment: row.last_environment,
  }
}
