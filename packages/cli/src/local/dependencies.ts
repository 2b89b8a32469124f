import type { Project } from '@keelson/compose'

/** The services and everything that they depend on, each once. */
export function withDependencies(project: Project, services: readonly string[]): string[] {
  const all = new Set<string>()
  const add = (name: string) => {
    if (all.has(name) || !Object.hasOwn(project.services, name)) return
    all.add(name)
    for (const other of Object.keys(project.services[name]?.depends_on ?? {})) add(other)
  }
  for (const name of services) add(name)
  return [...all]
}
