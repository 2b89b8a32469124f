import type { Project, Service } from '@keelson/compose'

/** What a version keeps of its Compose files: the rendered project, images by id, and what files hold by content. */
export type Model = {
  project: Project
  contents: { secrets: Record<string, string>; configs: Record<string, string> }
  /** Services that profiles leave out: known, so no orphans. */
  disabled: string[]
}

export type Placement = { composeProject: string; preview: boolean }

/**
 * The model as it runs in one environment: names of its own, TCP ports left to the balancer. What the file names
 * explicitly (a container, a volume, a network) is kept in production and made the preview's own in a preview, so
 * that two versions never share data. Pure.
 */
export function placeModel(project: Project, { composeProject, preview }: Placement): Project {
  const rename = <T extends { name: string; external?: true }>(objects: Record<string, T> | undefined) =>
    objects &&
    Object.fromEntries(
      Object.entries(objects).map(([key, object]): [string, T] => {
        if (object.external) return [key, object]
        const implied = object.name === `${project.name}_${key}`
        return [key, implied || preview ? { ...object, name: `${composeProject}_${key}` } : object]
      }),
    )
  const { networks, volumes, secrets, configs, ...rest } = project
  return {
    ...rest,
    name: composeProject,
    services: Object.fromEntries(
      Object.entries(project.services).map(([name, service]) => [name, placeService(service, preview)]),
    ),
    ...withSome('networks', rename(networks)),
    ...withSome('volumes', rename(volumes)),
    ...withSome('secrets', rename(secrets)),
    ...withSome('configs', rename(configs)),
  }
}

const withSome = <K extends string, T>(key: K, value: T | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: T }

function placeService(service: Service, preview: boolean): Service {
  const { ports, container_name: containerName, networks, ...rest } = service
  const kept = (ports ?? [])
    .filter((port) => port.protocol === 'udp' || port.mode === 'host')
    .map((port) => {
      const { published: _, ...ephemeral } = port
      return preview ? ephemeral : port
    })
  return {
    ...rest,
    ...(kept.length > 0 && { ports: kept }),
    ...(containerName !== undefined && !preview && { container_name: containerName }),
    ...(networks && { networks: preview && containerName ? withAlias(networks, containerName) : networks }),
  }
}

/** Others of the project may call a container by the name that it has in the file. */
const withAlias = (
  networks: NonNullable<Service['networks']>,
  alias: string,
): NonNullable<Service['networks']> =>
  Object.fromEntries(
    Object.entries(networks).map(([key, attachment]) => [
      key,
      { ...attachment, aliases: [...(attachment?.aliases ?? []), alias] },
    ]),
  )

/** The model of a version: nothing left to build, every image by its id. */
export function pinImages(project: Project, ids: ReadonlyMap<string, string>): Project {
  return {
    ...project,
    services: Object.fromEntries(
      Object.entries(project.services).map(
        ([name, { build: _, develop: __, pull_policy: ___, ...service }]) => {
          const id = ids.get(name)
          return [name, { ...service, ...(id !== undefined && { image: id }) }]
        },
      ),
    ),
  }
}
