import type { Project } from '@keelson/compose'
import { imageName, LABEL, readDependsOn } from '../labels.ts'
import type { Observed, ObservedContainer } from '../observed.ts'
import { isUp, refOf } from './planning.ts'
import type { Step } from './step.ts'

export type DownOptions = {
  /** The project as it is written; without it everything is known from labels. */
  project?: Project | undefined
  /** Only these services, with the networks that only they were in. */
  services?: readonly string[] | undefined
  /** Named volumes of the project and anonymous ones. */
  volumes?: boolean | undefined
  /** Volumes that others use stay, with a warning; otherwise they are an error. */
  tolerant?: boolean | undefined
  /** Containers of services that the project does not have, and one-offs. */
  removeOrphans?: boolean | undefined
  /** Services that belong to the project without being in it now (inactive profiles): not orphans. */
  known?: readonly string[] | undefined
  images?: 'local' | 'all' | undefined
  /** Seconds for stopping, instead of each container's own. */
  stopTimeout?: number | undefined
}

/** What must happen so that nothing of a project is left, dependents before what they depend on. */
export function planDown(observed: Observed, options: DownOptions = {}): Step[] {
  const { project } = options
  const chosen = observed.containers.filter((container) => belongs(container, options))
  const steps: Step[] = []
  const because = options.services?.length ? 'asked for' : 'the project is taken down'
  const removal = new Map<string, string>()
  for (const container of chosen) {
    const container_ = refOf(container)
    const after: string[] = []
    if (isUp(container)) {
      const id = `container/${container.name}/stop`
      const dependents = chosen.filter((other) => isUp(other) && dependsOn(other, container.service, project))
      steps.push({
        id,
        because,
        after: dependents.map(({ name }) => `container/${name}/stop`),
        kind: 'stop-container',
        container: container_,
        timeout: options.stopTimeout,
      })
      after.push(id)
    }
    const id = `container/${container.name}/remove`
    removal.set(container.id, id)
    const volumes = options.volumes ?? false
    steps.push({ id, because, after, kind: 'remove-container', container: container_, volumes, force: true })
  }
  const removals = [...removal.values()]
  const staying = observed.containers.filter((container) => !chosen.includes(container))
  steps.push(...planNetworks(observed, options, staying, removals))
  if (options.volumes) steps.push(...planVolumes(observed, options, removals))
  let after = removals
  for (const image of imagesOf(observed, options)) {
    const id = `image/${image}/remove`
    steps.push({ id, because: 'asked for', after, kind: 'remove-image', image })
    // One after the other: the engine fails when images that share layers are removed at the same moment.
    after = [id]
  }
  return inOrder(steps)
}

/** Containers of the project as it is written, or of any service by name alone; the others with `removeOrphans`. */
function belongs(
  { service, oneOff }: ObservedContainer,
  { project, services, removeOrphans = false, known }: DownOptions,
): boolean {
  if (services?.length && !services.includes(service)) return false
  if (oneOff) return removeOrphans
  if (!project || service in project.services) return true
  return removeOrphans && !known?.includes(service)
}

function dependsOn(container: ObservedContainer, service: string, project: Project | undefined): boolean {
  const declared = project?.services[container.service]
  if (declared) return service in (declared.depends_on ?? {})
  return readDependsOn(container.labels).some((dependency) => dependency.service === service)
}

/** All of the project; where only some services go, the networks of these that nobody else is in. */
function planNetworks(
  observed: Observed,
  { project, services }: DownOptions,
  staying: ObservedContainer[],
  after: string[],
): Step[] {
  if (services?.length && !project) return []
  const joined = new Set(services?.flatMap((name) => Object.keys(project?.services[name]?.networks ?? {})))
  const names = new Set(
    Object.entries(project?.networks ?? {})
      .filter(([key, { external }]) => !external && (!services?.length || joined.has(key)))
      .map(([, { name }]) => name),
  )
  const isUsed = (name: string) =>
    staying.some(({ networks }) => networks.some((network) => network.name === name))
  return observed.networks
    .filter(({ name, labels }) => labels[LABEL.project] === observed.project && (!project || names.has(name)))
    .filter(({ name }) => !services?.length || !isUsed(name))
    .map(({ id, name }) => ({
      id: `network/${name}/remove`,
      because: 'the project is taken down',
      after,
      kind: 'remove-network',
      network: id,
      name,
      tolerant: true,
    }))
}

function planVolumes(
  observed: Observed,
  { project, services, tolerant }: DownOptions,
  after: string[],
): Step[] {
  const mounted = (name: string) =>
    Object.entries(project?.services ?? {}).some(
      ([key, service]) =>
        services?.includes(key) &&
        service.volumes?.some(({ source }) => source && project?.volumes?.[source]?.name === name),
    )
  const declared = new Set(
    Object.values(project?.volumes ?? {})
      .filter(({ external }) => !external)
      .map(({ name }) => name),
  )
  return observed.volumes
    .filter(
      ({ name, labels }) => labels[LABEL.project] === observed.project && (!project || declared.has(name)),
    )
    .filter(({ name }) => !services?.length || mounted(name))
    .map(({ name }) => ({
      id: `volume/${name}/remove`,
      because: 'asked for',
      after,
      kind: 'remove-volume',
      name,
      ...(tolerant && { tolerant }),
    }))
}

/** `local`: those without a name of their own; `all`: every one. */
function imagesOf(observed: Observed, { images, project }: DownOptions): string[] {
  if (!images) return []
  const names = project
    ? Object.entries(project.services)
        .filter(([, service]) => images === 'all' || !service.image)
        .map(([name, service]) => imageName(project, name, service))
    : observed.containers
        .filter(({ image, service }) => images === 'all' || image === `${observed.project}-${service}`)
        .map(({ image }) => image)
  return [...new Set(names)]
}

/** Each step after those that it waits for. */
function inOrder(steps: Step[]): Step[] {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const ordered = new Map<string, Step>()
  const path = new Set<string>()
  const visit = (step: Step) => {
    if (ordered.has(step.id) || path.has(step.id)) return
    path.add(step.id)
    for (const id of step.after) {
      const before = byId.get(id)
      if (before) visit(before)
    }
    path.delete(step.id)
    ordered.set(step.id, step)
  }
  for (const step of steps) visit(step)
  return [...ordered.values()]
}
