import { nearest } from './nearest.ts'
import type { Fault, Section } from './problem.ts'
import type { Project } from './project.ts'
import type { Service } from './service.ts'

/** Tells of a fault at a path below a service or another resource. */
export type Tell = (section: Section, name: string, path: readonly (string | number)[], fault: Fault) => void

/** Checks that everything active services refer to exists and that attributes fit together. */
export function checkConsistency(
  project: Project,
  active: Readonly<Record<string, Service>>,
  disabled: Readonly<Record<string, Service>>,
  tell: Tell,
): void {
  for (const [name, service] of Object.entries(active)) {
    const here = (path: readonly (string | number)[], fault: Fault) => tell('services', name, path, fault)
    checkSource(name, service, active, here)
    checkReferences(name, service, project, active, disabled, here)
    checkLimits(service, here)
    checkMounts(service, here)
  }
  for (const [name, secret] of Object.entries(project.secrets ?? {}))
    if (!secret.external && !secret.file && !secret.environment)
      tell('secrets', name, [], { code: 'one-of-keys', keys: ['file', 'environment'] })
  checkNames(active, tell)
  checkCycles(active, tell)
}

/** A name is for one container. */
function checkNames(active: Readonly<Record<string, Service>>, tell: Tell): void {
  const owners = new Map<string, string>()
  for (const [service, { container_name: name }] of Object.entries(active)) {
    if (!name) continue
    const owner = owners.get(name)
    if (owner !== undefined)
      tell('services', service, ['container_name'], { code: 'name-twice', name, service: owner })
    else owners.set(name, service)
  }
}

type Here = (path: readonly (string | number)[], fault: Fault) => void

function checkSource(
  name: string,
  service: Service,
  active: Readonly<Record<string, Service>>,
  here: Here,
): void {
  const { build } = service
  if (!build && !service.image && !service.provider) here([], { code: 'no-image', service: name })
  if (!build) return
  if (build.dockerfile && build.dockerfile_inline)
    here(['build', 'dockerfile'], { code: 'exclusive-keys', keys: ['dockerfile', 'dockerfile_inline'] })
  for (const [key, context] of Object.entries(build.additional_contexts ?? {})) {
    if (!context.startsWith('service:')) continue
    const other = context.slice('service:'.length)
    const path = ['build', 'additional_contexts', key]
    if (!active[other]) here(path, unknown(name, 'services', other, active))
    else if (!active[other].build) here(path, { code: 'not-buildable', service: name, name: other })
  }
  const { platforms } = build
  if (platforms?.length && service.platform && !platforms.includes(service.platform))
    here(['build', 'platforms'], { code: 'platform-missing', platform: service.platform })
}

function unknown(service: string, section: Section, name: string, known: object | undefined): Fault {
  const near = nearest(name, Object.keys(known ?? {}))
  return { code: 'unknown-reference', service, section, name, ...(near && { nearest: near }) }
}

function checkReferences(
  name: string,
  service: Service,
  project: Project,
  active: Readonly<Record<string, Service>>,
  disabled: Readonly<Record<string, Service>>,
  here: Here,
): void {
  const needs = (
    section: Exclude<Section, 'services'>,
    key: string | undefined,
    path: (string | number)[],
  ) => {
    if (key !== undefined && !Object.hasOwn(project[section] ?? {}, key))
      here(path, unknown(name, section, key, project[section]))
  }
  if (service.network_mode && service.networks && Object.keys(service.networks).length > 0)
    here(['network_mode'], { code: 'exclusive-keys', keys: ['network_mode', 'networks'] })
  for (const key of Object.keys(service.networks ?? {})) needs('networks', key, ['networks', key])
  for (const [other, { required }] of Object.entries(service.depends_on ?? {})) {
    const off = disabled[other]
    if (active[other] || (off && !required)) continue
    if (off)
      here(['depends_on', other], {
        code: 'disabled-dependency',
        service: name,
        needs: other,
        profiles: off.profiles ?? [],
      })
    else here(['depends_on', other], unknown(name, 'services', other, active))
  }
  const shared = service.network_mode?.startsWith('service:')
    ? service.network_mode.slice('service:'.length)
    : undefined
  if (shared !== undefined && !active[shared] && !service.depends_on?.[shared])
    here(['network_mode'], unknown(name, 'services', shared, active))
  service.volumes?.forEach((mount, index) => {
    if (mount.type === 'volume' && mount.source) needs('volumes', mount.source, ['volumes', index])
  })
  service.build?.secrets?.forEach((secret, index) => {
    needs('secrets', secret.source ?? '', ['build', 'secrets', index])
  })
  service.secrets?.forEach((secret, index) => {
    needs('secrets', secret.source ?? '', ['secrets', index])
  })
  service.configs?.forEach((config, index) => {
    needs('configs', config.source ?? '', ['configs', index])
  })
  for (const key of Object.keys(service.models ?? {})) needs('models', key, ['models', key])
  const [word] = service.healthcheck?.test ?? []
  if (word !== undefined && !['CMD', 'CMD-SHELL', 'NONE'].includes(word))
    here(['healthcheck', 'test'], { code: 'not-allowed', value: word, allowed: ['CMD', 'CMD-SHELL', 'NONE'] })
  service.develop?.watch?.forEach((watch, index) => {
    if (!watch.target && watch.action !== 'rebuild' && watch.action !== 'restart')
      here(['develop', 'watch', index], { code: 'missing-key', key: 'target' })
  })
}

function checkLimits(service: Service, here: Here): void {
  const { deploy } = service
  const { limits, reservations } = deploy?.resources ?? {}
  const replicas = deploy?.replicas
  const differs = (path: string, one: unknown, keys: [string, string], other: unknown) => {
    if (one !== undefined && one !== other) here([path], { code: 'unequal-values', keys })
  }
  if (replicas !== undefined) differs('scale', service.scale, ['scale', 'deploy.replicas'], replicas)
  for (const [path, count] of [
    ['scale', service.scale],
    ['deploy', replicas],
  ] as const)
    if (count !== undefined && count < 0) here([path], { code: 'out-of-range', value: count, min: 0 })
  if (limits) {
    differs('cpus', service.cpus, ['cpus', 'deploy.resources.limits.cpus'], limits.cpus ?? 0)
    differs(
      'mem_limit',
      service.mem_limit,
      ['mem_limit', 'deploy.resources.limits.memory'],
      limits.memory ?? '0',
    )
    differs(
      'pids_limit',
      service.pids_limit,
      ['pids_limit', 'deploy.resources.limits.pids'],
      limits.pids ?? 0,
    )
  }
  if (reservations)
    differs(
      'mem_reservation',
      service.mem_reservation,
      ['mem_reservation', 'deploy.resources.reservations.memory'],
      reservations.memory ?? '0',
    )
  const scale = service.scale ?? replicas ?? 1
  if (scale > 1 && service.container_name)
    here(['container_name'], { code: 'name-and-scale', service: service.container_name, replicas: scale })
}

function checkMounts(service: Service, here: Here): void {
  const targets = new Set<string>()
  const take = (target: string, path: (string | number)[]) => {
    if (targets.has(target)) here(path, { code: 'mounted-twice', target })
    targets.add(target)
  }
  service.tmpfs?.forEach((entry, index) => {
    take(entry.split(':', 1)[0] ?? entry, ['tmpfs', index])
  })
  service.volumes?.forEach((mount, index) => {
    take(mount.target ?? '', ['volumes', index])
  })
}

/** Depth first in the order of names, each service entered once; a list instead of calls, for long chains. */
function checkCycles(active: Readonly<Record<string, Service>>, tell: Tell): void {
  const done = new Set<string>()
  const needs = (name: string) =>
    Object.keys(active[name]?.depends_on ?? {})
      .filter((other) => active[other])
      .sort()
  for (const start of Object.keys(active).sort()) {
    if (done.has(start)) continue
    const open = new Set([start])
    const stack = [{ name: start, left: needs(start) }]
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.left.shift()
      if (next === undefined) {
        done.add(top.name)
        open.delete(top.name)
        stack.pop()
      } else if (open.has(next)) {
        const path = [...open]
        const cycle = [...path.slice(path.indexOf(next)), next]
        tell('services', top.name, ['depends_on', next], { code: 'dependency-cycle', services: cycle })
        return
      } else if (!done.has(next)) {
        open.add(next)
        stack.push({ name: next, left: needs(next) })
      }
    }
  }
}
