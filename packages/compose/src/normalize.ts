import { cleanPath } from './forms/path.ts'
import type { Environment } from './include.ts'
import type { Project } from './project.ts'
import type { Dependency, Service } from './service.ts'
import type { Mapping } from './yaml/node.ts'

/**
 * Adds what is implied: the default network, the Dockerfile, values of variables, dependencies, names. `tree` tells
 * what the files say at all, where an empty value is not the same as none.
 */
export function normalize(project: Project, tree: Mapping, environment: Environment): void {
  const services = mappingAt(tree, 'services')
  let usesDefault = false
  for (const [name, service] of Object.entries(project.services)) {
    const written = services && mappingAt(services, name)
    if (attach(service, written)) usesDefault = true
    normalizeService(service, written, environment)
  }
  if (usesDefault) {
    project.networks ??= {}
    if (!Object.hasOwn(project.networks, 'default')) project.networks.default = { name: '', ipam: {} }
  }
  nameResources(project, tree)
}

function mappingAt(tree: Mapping, key: string): Mapping | undefined {
  const value = tree.pairs.get(key)?.value
  return value?.kind === 'mapping' ? value : undefined
}

/** True when the service is on the default network. */
function attach(service: Service, written: Mapping | undefined): boolean {
  if (written?.pairs.has('provider') || written?.pairs.has('network_mode')) return false
  if (!service.networks || Object.keys(service.networks).length === 0) {
    service.networks = { default: null }
    return true
  }
  return Object.hasOwn(service.networks, 'default')
}

function hasValue(node: Mapping | undefined, key: string): boolean {
  const value = node?.pairs.get(key)?.value
  return value !== undefined && !(value.kind === 'scalar' && value.value === null)
}

function normalizeService(service: Service, written: Mapping | undefined, environment: Environment): void {
  if (service.pull_policy === 'if_not_present') service.pull_policy = 'missing'
  if (service.build) {
    const build = written && mappingAt(written, 'build')
    if (!hasValue(build, 'context')) service.build.context = '.'
    if (!hasValue(build, 'dockerfile') && !hasValue(build, 'dockerfile_inline'))
      service.build.dockerfile = 'Dockerfile'
    if (service.build.args) {
      for (const [key, value] of Object.entries(service.build.args)) {
        if (value !== null) continue
        const known = environment[key]
        if (known === undefined) delete service.build.args[key]
        else service.build.args[key] = known
      }
      if (Object.keys(service.build.args).length === 0) delete service.build.args
    }
  }
  resolveNames(service.environment, environment)
  if (service.image) for (const hook of service.pre_start ?? []) hook.image ??= service.image
  for (const mount of service.volumes ?? [])
    if (mount.target !== undefined) mount.target = cleanPath(mount.target)
  const implied = impliedDependencies(service)
  if (Object.keys(implied).length > 0) service.depends_on = { ...implied, ...service.depends_on }
}

/** Names without value take the one the environment has. */
export function resolveNames(variables: Service['environment'], environment: Environment): void {
  for (const [key, value] of Object.entries(variables ?? {}))
    if (value === null && variables && Object.hasOwn(environment, key))
      variables[key] = environment[key] ?? null
}

const shares = ['network_mode', 'ipc', 'pid', 'uts', 'cgroup'] as const

/** Services that links, shared namespaces and shared volumes need. */
function impliedDependencies(service: Service): Record<string, Dependency> {
  const implied: Record<string, Dependency> = {}
  const needs = (name: string, restart: boolean) => {
    if (Object.hasOwn(implied, name)) return
    implied[name] = {
      condition: 'service_started',
      ...(restart && { restart: true as const }),
      required: true,
    }
  }
  for (const link of service.links ?? []) {
    const parts = link.split(':')
    needs(parts.length === 2 ? (parts[0] ?? link) : link, true)
  }
  for (const key of shares) {
    const shared = service[key]
    if (shared?.startsWith('service:')) needs(shared.slice('service:'.length), true)
  }
  for (const from of service.volumes_from ?? [])
    if (!from.startsWith('container:')) needs(from.split(':', 1)[0] ?? from, false)
  return implied
}

function nameResources(project: Project, tree: Mapping): void {
  for (const section of ['networks', 'volumes', 'configs', 'secrets'] as const) {
    const written = mappingAt(tree, section)
    for (const [key, resource] of Object.entries(project[section] ?? {})) {
      const own = written && mappingAt(written, key)
      if (hasValue(own, 'name')) continue
      resource.name = resource.external ? key : `${project.name}_${key}`
    }
  }
}
