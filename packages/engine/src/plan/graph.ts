import type { Project, Service } from '@keelson/compose'
import { serviceNaming } from '../labels.ts'

/** The services of the project that a service depends on, in the order of the file. */
export const dependenciesOf = (project: Project, service: Service): string[] =>
  Object.keys(service.depends_on ?? {}).filter((name) => name in project.services)

/** Service names, each after everything it depends on; otherwise as the project lists them. */
export function inDependencyOrder(project: Project): string[] {
  const ordered = new Set<string>()
  const visit = (name: string, path: string[]) => {
    const service = project.services[name]
    if (!service || ordered.has(name) || path.includes(name)) return
    for (const dependency of dependenciesOf(project, service)) visit(dependency, [...path, name])
    ordered.add(name)
  }
  for (const name of Object.keys(project.services)) visit(name, [])
  return [...ordered]
}

/** The named services and, with `follow`, everything they depend on; all when none is named. */
export function select(project: Project, names: readonly string[] | undefined, follow: boolean): Set<string> {
  if (!names?.length) return new Set(Object.keys(project.services))
  const chosen = new Set<string>()
  const visit = (name: string) => {
    const service = project.services[name]
    if (!service || chosen.has(name)) return
    chosen.add(name)
    if (follow) for (const dependency of dependenciesOf(project, service)) visit(dependency)
  }
  for (const name of names) visit(name)
  return chosen
}

/** How many containers a service shall have. */
export const replicas = (service: Service, asked: number | undefined): number =>
  asked ?? service.scale ?? service.deploy?.replicas ?? 1

/** The other services whose container a service lives in (network, pid, ipc), also by its name, or mounts from. */
export function parentsOf(project: Project, service: Service): { service: string; shares: string }[] {
  const parents: { service: string; shares: string }[] = []
  const add = (mode: string | undefined, shares: string) => {
    const [kind, name = ''] = mode?.split(':') ?? []
    const parent = { service: name, container: serviceNaming(project, name) }[kind ?? '']
    if (parent) parents.push({ service: parent, shares })
  }
  add(service.network_mode, 'network')
  add(service.pid, 'process')
  add(service.ipc, 'ipc')
  for (const from of service.volumes_from ?? []) {
    if (!from.startsWith('container:'))
      parents.push({ service: from.split(':')[0] ?? from, shares: 'volumes' })
  }
  return parents
}

/** Services that a service names in `links`. */
export const linkedServices = (service: Service): string[] =>
  (service.links ?? []).map((link) => link.split(':')[0] ?? link)
