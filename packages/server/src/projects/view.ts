import type { Environment, Project, ServiceStatus, Version } from '@keelson/protocol'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { showDeploy } from '../deploys/show.ts'
import type { DeployRow } from '../deploys/store.ts'
import * as deploys from '../deploys/store.ts'
import { readOwnAddresses, withOwnAddresses } from '../domains/addresses.ts'
import { type EnvironmentRoute, environmentRoutes } from '../environments/hosts.ts'
import type { ObservedContainers } from '../environments/observed.ts'
import { type EnvironmentState, environmentState, serviceStatuses } from '../environments/status.ts'
import * as environments from '../environments/store.ts'
import type { Outline } from '../storage/tables.ts'
import * as versions from '../versions/store.ts'
import { projectState, versionState } from './states.ts'
import type { ProjectRow } from './store.ts'

export type ProjectView = {
  project: z.input<typeof Project>
  versions: z.input<typeof Version>[]
  environments: z.input<typeof Environment>[]
  services: Map<string, z.input<typeof ServiceStatus>[]>
}
type Viewing = Pick<Context, 'database' | 'installation'> & { observed: Pick<ObservedContainers, 'of'> }

const nothing: Outline = { services: [], routes: [], ports: [] }

/** Everything that the pages of a project show, from the database and from what the engine was seen doing. */
export async function viewProject(context: Viewing, project: ProjectRow): Promise<ProjectView> {
  const { database } = context
  const [environmentRows, versionRows, own, unfinished, [last]] = await Promise.all([
    environments.listEnvironments(database, project.id),
    versions.listVersions(database, project.id),
    readOwnAddresses(context, project.id),
    deploys.unfinishedDeploys(database, project.id),
    deploys.lastDeploys(database, [project.id]),
  ])
  const services: ProjectView['services'] = new Map()
  const seen = environmentRows.map((row) => {
    const running = unfinished.filter(
      ({ environment, version }) =>
        environment === row.name || (environment === null && (version === null || version === row.version)),
    )
    const shown = row.version ?? row.last_version
    const outline = versionRows.find(({ number }) => number === shown)?.outline ?? nothing
    const routes = withOwnAddresses(
      environmentRoutes(outline, { ...context.installation, project: project.name, environment: row.name }),
      own.filter(({ environment }) => environment === row.name),
    )
    // A service's first address is its best: the last entry of a key wins.
    const urls = new Map([...routes].reverse().map(({ service, url }) => [service, url]))
    const statuses = serviceStatuses(
      outline,
      context.observed.of(row.compose_project),
      row.version !== null,
      urls,
      row.scale,
    )
    services.set(row.name, statuses)
    const state = environmentState(
      row,
      running.length > 0,
      statuses.map((service) => service.state),
    )
    return { row, routes, state }
  })
  return {
    project: showProject(context, project, seen, versionRows.length > 0, last, unfinished.length > 0),
    environments: seen.map(({ row, routes, state }) => ({
      name: row.name,
      composeProject: row.compose_project,
      version: row.version,
      canary: row.canary,
      state,
      routes: routes.map(({ service, url, main }) => ({ service, url, main })),
      ports: row.ports.map(({ service, host, container }) => ({ service, host, container })),
    })),
    versions: versionRows.map((row) => {
      const on = seen.filter((one) => one.row.version === row.number)
      return {
        number: row.number,
        ref: row.ref,
        commit: row.commit,
        author: row.author,
        message: row.message,
        committedAt: row.committed_at?.toISOString() ?? null,
        createdAt: row.created_at.toISOString(),
        onIn: on.map((one) => one.row.name),
        cleaned: row.state === 'cleaned',
        state: versionState(
          row.state,
          on.map((one) => one.state),
          unfinished.some(({ version }) => version === row.number),
        ),
        urls: on.flatMap((one) => one.routes.filter((route) => route.main).map((route) => route.url)),
        images: row.images.map(({ service, image, id, built }) => ({ service, image, id, built })),
        lastDeploy: row.last_deploy,
      }
    }),
    services,
  }
}

function showProject(
  { installation }: Viewing,
  project: ProjectRow,
  seen: { row: environments.EnvironmentRow; routes: EnvironmentRoute[]; state: EnvironmentState }[],
  hasVersions: boolean,
  last: DeployRow | undefined,
  busy: boolean,
): z.input<typeof Project> {
  const production = seen.find(({ row }) => row.name === 'production')
  return {
    name: project.name,
    source: showSource(project),
    path: project.path,
    files: project.files,
    profiles: project.profiles,
    defaultRef: project.default_ref,
    publicKey: project.public_key ?? installation.key.publicKey,
    ownKey: project.public_key !== null,
    trusted: project.trusted,
    state: projectState(
      seen.map(({ row, state }) => ({ name: row.name, state })),
      hasVersions,
      busy,
      last?.state ?? null,
    ),
    url:
      production?.row.version != null ? (production.routes.find((route) => route.main)?.url ?? null) : null,
    createdAt: project.created_at.toISOString(),
    lastDeploy: last ? showDeploy(last) : null,
  }
}

function showSource({
  source_kind: kind,
  source,
  token_sealed: token,
}: ProjectRow): z.input<typeof Project>['source'] {
  switch (kind) {
    case 'git':
      return { kind, url: source, hasToken: token !== null }
    case 'catalog':
      return { kind, app: source }
    case 'compose':
      return { kind, text: source }
  }
}
