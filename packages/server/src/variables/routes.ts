import type { Context } from '../context.ts'
import { Refusal } from '../http/refusal.ts'
import type { Handlers } from '../http/serve.ts'
import { requireProject } from '../projects/require.ts'
import { keep } from '../undo/kept.ts'
import type { Undos } from '../undo/undos.ts'
import * as store from './store.ts'

type Routes = Pick<Handlers, 'variables' | 'setVariable' | 'deleteVariable'>

export function variableRoutes({ database, sealing, undos }: Context & { undos: Undos }): Routes {
  return {
    variables: async ({ params }) => {
      const project = await requireProject(database, params.project)
      return (await store.listVariables(database, sealing, project.id)).map(show)
    },

    setVariable: async ({ params, body }) => {
      const project = await requireProject(database, params.project)
      const variable = { name: params.name, ...body }
      await store.setVariable(database, sealing, project.id, variable)
      return show({ ...variable, updatedAt: new Date() })
    },

    deleteVariable: async ({ params, query, caller }) => {
      const project = await requireProject(database, params.project)
      const gone = await store.deleteVariable(database, project.id, params.name, query.environment ?? null)
      if (!gone) throw new Refusal('not-found', { detail: `There is no variable "${params.name}".` })
      return { undo: await undos.keep(caller, project.id, { kind: 'rows', rows: [keep('variables', gone)] }) }
    },
  }
}

const show = ({ name, environment, secret, value, updatedAt }: store.StoredVariable) => ({
  name,
  environment,
  secret,
  value: secret ? null : value,
  updatedAt: updatedAt.toISOString(),
})
