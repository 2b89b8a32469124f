import type { Project } from './project.ts'
import type { Json } from './service.ts'

/** What runs a project. Only the engine exists yet. */
export type Target = 'engine' | 'swarm' | 'kubernetes'

/** What becomes of one key of a project on one target. */
export type Fate = {
  target: Target
  /** The keys that lead to it, for example `services.web.ports`. */
  path: string
  outcome: 'kept' | 'differently' | 'refused' | 'no such target yet'
  /** Why it is not simply kept. */
  because?: string
}

type Verdict = [outcome: 'differently' | 'refused', because: string]
type Rule = (value: Json) => Verdict | undefined

const always =
  (...verdict: Verdict): Rule =>
  () =>
    verdict

const onlyWindows = always('differently', 'Only engines on Windows act on it.')

/** Keys of a service (and of parts of it) that a single engine does not simply keep. */
const service: Record<string, Rule> = {
  cpu_count: onlyWindows,
  cpu_percent: onlyWindows,
  credential_spec: onlyWindows,
  isolation: onlyWindows,
  provider: always('refused', 'No provider programs are run.'),
  models: always('refused', 'There is no model runner.'),
  pre_start: always('refused', 'Nothing is run before a container but services that it waits for.'),
  'deploy.mode': (mode) =>
    mode === 'global' ? ['differently', 'On one machine, one container is one on every machine.'] : undefined,
  'deploy.endpoint_mode': always(
    'differently',
    'One machine has no virtual addresses; names resolve to containers.',
  ),
  'deploy.placement': always('differently', 'There is one machine to place containers on.'),
  'deploy.restart_policy': (policy) =>
    isObject(policy) && (policy.delay !== undefined || policy.window !== undefined)
      ? ['differently', 'The engine chooses its own delays between restarts.']
      : undefined,
  'deploy.resources.reservations.generic_resources': always(
    'differently',
    'Only a swarm counts generic resources.',
  ),
  oom_kill_disable: always('differently', 'Engines on control groups version 2 ignore it.'),
  mem_swappiness: always('differently', 'Engines on control groups version 2 ignore it.'),
  links: always('differently', 'Links become network aliases.'),
  'build.entitlements': always(
    'refused',
    'No build may ask for more than its sandbox, apart from the host network.',
  ),
  'build.no_cache_filter': always('differently', 'All stages are built without cache.'),
}

/** Files mounted as they are keep their owner and mode. */
const mountedFile: Rule = (mounts) =>
  Array.isArray(mounts) &&
  mounts.some((mount) => isObject(mount) && (mount.uid ?? mount.gid ?? mount.mode) !== undefined)
    ? ['differently', 'Owner and mode apply to inline content; a file from the disk keeps its own.']
    : undefined

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** For every key of a project and every target: kept, kept differently, or refused, and why. */
export function report(
  project: Project,
  targets: readonly Target[] = ['engine', 'swarm', 'kubernetes'],
): Fate[] {
  return keysOf(project).flatMap(({ path, rule, value }) =>
    targets.map((target): Fate => {
      if (target !== 'engine') return { target, path, outcome: 'no such target yet' }
      const verdict = rule?.(value)
      return verdict
        ? { target, path, outcome: verdict[0], because: verdict[1] }
        : { target, path, outcome: 'kept' }
    }),
  )
}

type Key = { path: string; value: Json; rule?: Rule }

function keysOf(project: Project): Key[] {
  const keys: Key[] = []
  for (const [name, one] of Object.entries(project.services)) {
    for (const [key, value] of Object.entries(one)) {
      if (value === null || value === undefined) continue
      const path = `services.${name}.${key}`
      if (key === 'deploy' || key === 'build') keys.push(...partsOf(value, key, path))
      else {
        const rule = key === 'secrets' || key === 'configs' ? mountedFile : service[key]
        keys.push({ path, value, ...(rule && { rule }) })
      }
    }
  }
  for (const section of ['networks', 'volumes', 'secrets', 'configs', 'models'] as const) {
    const resources: Record<string, Record<string, Json | undefined>> = project[section] ?? {}
    for (const [name, resource] of Object.entries(resources))
      for (const [key, value] of Object.entries(resource)) {
        const rule = section === 'models' ? service.models : undefined
        keys.push({ path: `${section}.${name}.${key}`, value: value ?? null, ...(rule && { rule }) })
      }
  }
  return keys
}

/** The keys below `deploy` and `build` that a rule speaks of, else the key itself. */
function partsOf(value: Json, prefix: string, path: string): Key[] {
  const rule = service[prefix]
  const spoken = Object.keys(service).some((key) => key.startsWith(`${prefix}.`))
  if (rule || !isObject(value) || !spoken) return [{ path, value, ...(rule && { rule }) }]
  return Object.entries(value)
    .filter(([, inner]) => !isObject(inner) || Object.keys(inner).length > 0)
    .flatMap(([key, inner]) => partsOf(inner, `${prefix}.${key}`, `${path}.${key}`))
}
