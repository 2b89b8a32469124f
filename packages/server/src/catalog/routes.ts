import type { Context } from '../context.ts'
import type { Handlers } from '../http/serve.ts'
import { readCatalog } from './catalog.ts'

export function catalogRoutes({ database, places }: Context): Pick<Handlers, 'catalog'> {
  return {
    catalog: async () => {
      const projects = await database
        .selectFrom('projects')
        .select(['name', 'source'])
        .where('source_kind', '=', 'catalog')
        .orderBy('name')
        .execute()
      return readCatalog(places.catalog).map((app) => ({
        ...app,
        projects: projects.filter((project) => project.source === app.name).map((project) => project.name),
      }))
    },
  }
}
