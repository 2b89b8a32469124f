import { contentKey } from './bare-names.ts'
import type { Collector } from './collector.ts'
import { checkConsistency } from './consistency.ts'
import { decode } from './decode.ts'
import { resolveEnvironment, resolveLabels } from './environment.ts'
import type { Loaded, LoadRequest } from './load.ts'
import { nearest } from './nearest.ts'
import { normalize } from './normalize.ts'
import type { Place, Report } from './problem.ts'
import type { Project } from './project.ts'
import type { Model } from './read-model.ts'
import { dropUnused, selectServices, splitByProfile } from './select.ts'
import { project as projectShape } from './tables/project.ts'
import type { Mapping, Node, Origin, Pair } from './yaml/node.ts'
import { placeOf } from './yaml/place.ts'

type Built = Omit<Extract<Loaded, { ok: true }>, 'ok' | 'warnings'>

/** Turns a merged tree into a project: data, what is implied, profiles, checks, variables, selection. */
export function buildProject(model: Model, request: LoadRequest, problems: Collector): Built | undefined {
  const { tree, name, environment } = model
  const data = decode(tree, projectShape, '', problems.report)
  if (problems.list.length > 0 || !isProject(data)) return undefined
  const contents = takeContents(data)
  const project: Project = { ...data, name }
  if (request.normalize ?? true) normalize(project, tree, environment)

  request.onStage?.('project')
  const asked = request.profiles ?? []
  let { active, disabled } = splitByProfile(project.services, asked)
  const profiles = [
    ...new Set(Object.values(project.services).flatMap((service) => service.profiles ?? [])),
  ].sort()
  if (request.consistency ?? true) {
    checkConsistency(project, active, disabled, (section, name, path, fault) => {
      const full = [section, name, ...path]
      const at = placeOfPath(tree, full)
      problems.report({ ...fault, ...(at && { at }), path: full.join('.') })
    })
    if (problems.list.length > 0) return undefined
    for (const service of Object.values(active))
      if (service.scale !== undefined && service.deploy) service.deploy.replicas = service.scale
  }

  request.onStage?.('consistency')
  const services = request.services ?? []
  const named = services.flatMap((one) => disabled[one]?.profiles ?? [])
  if (named.length > 0) ({ active, disabled } = splitByProfile(project.services, [...asked, ...named]))
  const report: Report = (problem) => {
    const at = problem.at ?? placeOfPath(tree, problem.path.split('.'))
    problems.report({ ...problem, ...(at && { at }) })
  }
  const files = { resources: request.resources, report, folder: request.projectDirectory }
  for (const [key, service] of Object.entries(active)) resolveLabels(key, service, files)
  project.services = selectServices(active, services, (unknown, service) => {
    const off = disabled[unknown]
    if (off && service !== undefined) {
      const path = `services.${service}.depends_on.${unknown}`
      const { profiles = [] } = off
      return report({ code: 'disabled-dependency', service, needs: unknown, profiles, path })
    }
    const near = nearest(unknown, Object.keys(active))
    problems.report({
      code: 'unknown-service',
      name: unknown,
      ...(near && { nearest: near }),
      path: 'services',
    })
  })
  if (request.resolveEnvironment ?? true)
    for (const [key, service] of Object.entries(project.services))
      resolveEnvironment(key, service, environment, files)
  if (!request.allResources) dropUnused(project)
  request.onStage?.('environment')
  return { project, disabled: Object.keys(disabled).sort(), profiles, contents }
}

/** Decoding by the table makes a project or nothing. */
function isProject(data: unknown): data is Project {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
}

/** Takes the values that came from variables off the secrets and configs. */
function takeContents(data: Project): Built['contents'] {
  const contents: Built['contents'] = { secrets: {}, configs: {} }
  for (const section of ['secrets', 'configs'] as const) {
    for (const [key, entry] of Object.entries(data[section] ?? {})) {
      const value = entry[contentKey]
      if (typeof value === 'string') contents[section][key] = value
      delete entry[contentKey]
      if (section === 'configs' && 'content' in entry && typeof entry.content === 'string')
        contents.configs[key] ??= entry.content
    }
  }
  return contents
}

function placeOfPath(tree: Mapping, path: readonly (string | number)[]): Place | undefined {
  const origin = placeAt(tree, path)
  return origin && placeOf(origin)
}

/** The key or value at a path, or the nearest one above it. */
function placeAt(tree: Mapping, path: readonly (string | number)[]): Origin | undefined {
  let found: Origin | undefined
  let value: Node | undefined = tree
  for (const step of path) {
    const pair: Pair | undefined = value?.kind === 'mapping' ? value.pairs.get(String(step)) : undefined
    const item: Node | undefined =
      value?.kind === 'sequence' && typeof step === 'number' ? value.items[step] : undefined
    value = pair?.value ?? item
    if (!value) return found
    found = pair ?? item
  }
  return found
}
