import { configHash, type Loaded, type LoadRequest } from '@keelson/compose'
import type { configFlags } from '../arguments/config-flags.ts'
import type { Values } from '../arguments/flags.ts'
import { Failure } from '../failure.ts'
import { table } from '../print/table.ts'
import { variablesIn } from './variables.ts'

type Success = Extract<Loaded, { ok: true }>

/** What `config --services` and its like print, or undefined: the project itself is wanted. */
export async function configList(
  values: Values<typeof configFlags>,
  { project, profiles }: Success,
  request: Pick<LoadRequest, 'environment'>,
): Promise<string | undefined> {
  const names = (section: object | undefined) => lines(Object.keys(section ?? {}))
  if (values.services) return names(project.services)
  if (values.volumes) return names(project.volumes)
  if (values.networks) return names(project.networks)
  if (values.models) return names(project.models)
  if (values.profiles) return lines(profiles)
  if (values.environment) {
    const environment = { COMPOSE_PROJECT_NAME: project.name, ...request.environment }
    return lines(Object.entries(environment).map(([name, value]) => `${name}=${value}`))
  }
  if (values.images || values.hash !== undefined) {
    // The engine's code is large; only images need it.
    const { imageName } = await import('@keelson/engine')
    const services = Object.entries(project.services)
    if (values.hash === undefined)
      return services
        .map(([name, service]) => imageName(project, name, service))
        .sort()
        .join('\n')
    const wanted = values.hash === '*' ? undefined : values.hash.split(',')
    for (const name of wanted ?? []) {
      if (!Object.hasOwn(project.services, name)) throw new Failure(`no such service: ${name}`)
    }
    const chosen = services.filter(([name]) => wanted === undefined || wanted.includes(name))
    return lines(chosen.map(([name, service]) => `${name} ${configHash(service)}`))
  }
  return undefined
}

const lines = (list: readonly string[]) => [...new Set(list)].sort().join('\n')

/** The variables that an uninterpolated project refers to: as a table, or as docker compose's JSON. */
export function variableList(template: unknown, json: boolean): string {
  const references = [...variablesIn(template).values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  if (json) {
    const entries = references.map(({ name, required, defaultValue, alternateValue }) => [
      name,
      { Name: name, DefaultValue: defaultValue, PresenceValue: alternateValue, Required: required },
    ])
    return JSON.stringify(Object.fromEntries(entries), undefined, 4)
  }
  const rows = references.map(({ name, required, defaultValue, alternateValue }) => [
    name,
    String(required),
    defaultValue,
    alternateValue,
  ])
  return table([['NAME', 'REQUIRED', 'DEFAULT VALUE', 'ALTERNATE VALUE'], ...rows], 20).join('\n')
}
