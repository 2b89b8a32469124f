import type { Project, Service } from '@keelson/compose'
import type { Labels } from './docker/types.ts'

/** The labels by which docker compose finds its objects; ours carry the same, so each can work on the other's. */
export const LABEL = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  number: 'com.docker.compose.container-number',
  oneOff: 'com.docker.compose.oneoff',
  slug: 'com.docker.compose.slug',
  hash: 'com.docker.compose.config-hash',
  image: 'com.docker.compose.image',
  builder: 'com.docker.compose.image.builder',
  dependsOn: 'com.docker.compose.depends_on',
  version: 'com.docker.compose.version',
  workingDir: 'com.docker.compose.project.working_dir',
  configFiles: 'com.docker.compose.project.config_files',
  environmentFile: 'com.docker.compose.project.environment_file',
  replace: 'com.docker.compose.replace',
  network: 'com.docker.compose.network',
  volume: 'com.docker.compose.volume',
} as const

/** What the version label says on objects that Keelson made. */
export const VERSION = 'keelson-0.1.0'

/** Where a project was read from, kept on its containers for `ls` and for docker compose. */
export type Origin = { workingDir: string; configFiles: string[]; environmentFiles?: string[] }

export function originLabels(origin: Origin | undefined): Labels {
  if (!origin) return {}
  const labels: Labels = {
    [LABEL.workingDir]: origin.workingDir,
    [LABEL.configFiles]: origin.configFiles.join(','),
  }
  if (origin.environmentFiles?.length) labels[LABEL.environmentFile] = origin.environmentFiles.join(',')
  return labels
}

/** `db:service_healthy:false,…`: service, condition, restart; without services of profiles that are off. Present also when there are none. */
export const dependsOnLabel = (project: Pick<Project, 'services'>, service: Service): string =>
  Object.entries(service.depends_on ?? {})
    .filter(([name]) => name in project.services)
    .map(([name, { condition, restart }]) => `${name}:${condition ?? 'service_started'}:${restart ?? false}`)
    .join(',')

/** The services that a container's label says it depends on. */
export const readDependsOn = (labels: Labels): { service: string; restart: boolean }[] =>
  (labels[LABEL.dependsOn] ?? '')
    .split(',')
    .filter(Boolean)
    .map((entry) => entry.split(':'))
    .map(([service = '', , restart]) => ({ service, restart: restart === 'true' }))

type Naming = Pick<Project, 'name' | 'separator'>

const joined = ({ name, separator = '-' }: Naming, ...parts: (string | number)[]) =>
  [name, ...parts].join(separator)

/** The names by which a service that links to another reaches one of its containers, besides the alias. */
export const linkNames = (project: Naming, name: string, number: number): string[] => [
  [name, number].join(project.separator ?? '-'),
  joined(project, name, number),
]

/** The image that a service runs: its own name for it, or the one that a build gives it. */
export const imageName = (project: Naming, name: string, service: Service): string =>
  service.image ?? joined(project, name)

export const containerName = (project: Naming, name: string, service: Service, number: number): string =>
  service.container_name ?? joined(project, name, number)

/** The service that gives its container this name. */
export const serviceNaming = (
  { services }: Pick<Project, 'services'>,
  container: string,
): string | undefined => Object.keys(services).find((name) => services[name]?.container_name === container)

/** The name of a container of `run`. */
export const oneOffName = (project: Naming, name: string, slug: string): string =>
  joined(project, name, 'run', slug.slice(0, 12))
