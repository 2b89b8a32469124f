import type { Project } from './project.ts'
import type { Service } from './service.ts'

/** Whether a service is active under the given profiles; `*` is all of them. */
export function isActive(service: Service, profiles: readonly string[]): boolean {
  if (!service.profiles?.length) return true
  return profiles.some((profile) => profile === '*' || service.profiles?.includes(profile))
}

/** Splits services by profile. Naming a service activates its profiles. */
export function splitByProfile(
  services: Readonly<Record<string, Service>>,
  profiles: readonly string[],
): { active: Record<string, Service>; disabled: Record<string, Service> } {
  const active: Record<string, Service> = {}
  const disabled: Record<string, Service> = {}
  for (const [name, service] of Object.entries(services))
    (isActive(service, profiles) ? active : disabled)[name] = service
  return { active, disabled }
}

/** A name with `*`, `?` and `[…]` as in shells. */
function matcher(pattern: string): (name: string) => boolean {
  if (!/[*?[]/.test(pattern)) return (name) => name === pattern
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]')
  try {
    const expression = new RegExp(`^${source}$`)
    return (name) => expression.test(name)
  } catch {
    return () => false
  }
}

/**
 * Keeps the named services and what they need; dependencies on others are dropped. `unknown` hears of names without
 * service, and of who needs them.
 */
export function selectServices(
  active: Readonly<Record<string, Service>>,
  names: readonly string[],
  unknown: (name: string, neededBy: string | undefined) => void,
): Record<string, Service> {
  if (names.length === 0) return { ...active }
  const kept = new Set<string>()
  type Wanted = { pattern: string; required: boolean; neededBy?: string }
  const waiting: Wanted[] = names.map((pattern) => ({ pattern, required: true }))
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const matches = active[next.pattern] ? [next.pattern] : Object.keys(active).filter(matcher(next.pattern))
    if (matches.length === 0 && next.required) unknown(next.pattern, next.neededBy)
    for (const name of matches) {
      if (kept.has(name)) continue
      kept.add(name)
      for (const [other, { required }] of Object.entries(active[name]?.depends_on ?? {}))
        waiting.push({ pattern: other, required, neededBy: name })
    }
  }
  const selected: Record<string, Service> = {}
  for (const [name, service] of Object.entries(active)) {
    if (!kept.has(name)) continue
    const needs = Object.entries(service.depends_on ?? {}).filter(([other]) => kept.has(other))
    const { depends_on: _, ...rest } = service
    selected[name] = needs.length > 0 ? { ...service, depends_on: Object.fromEntries(needs) } : rest
  }
  return selected
}

/** Drops the networks, volumes, secrets, configs and models that no service uses. */
export function dropUnused(project: Project): void {
  const used = {
    networks: new Set<string>(),
    volumes: new Set<string>(),
    secrets: new Set<string>(),
    configs: new Set<string>(),
    models: new Set<string>(),
  }
  for (const service of Object.values(project.services)) {
    for (const key of Object.keys(service.networks ?? {})) used.networks.add(key)
    for (const mount of service.volumes ?? [])
      if (mount.type === 'volume' && mount.source) used.volumes.add(mount.source)
    for (const secret of [...(service.secrets ?? []), ...(service.build?.secrets ?? [])])
      used.secrets.add(secret.source ?? '')
    for (const config of service.configs ?? []) used.configs.add(config.source ?? '')
    for (const key of Object.keys(service.models ?? {})) used.models.add(key)
  }
  for (const section of ['networks', 'volumes', 'secrets', 'configs', 'models'] as const) {
    const resources = project[section]
    if (!resources) continue
    for (const key of Object.keys(resources)) if (!used[section].has(key)) delete resources[key]
    if (Object.keys(resources).length === 0) delete project[section]
  }
}
