import { readdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { type EngineUsage, engineInfo, engineUsage, listContainers } from '@keelson/engine'
import type { Holdings } from '@keelson/protocol'
import type { Context } from '../context.ts'
import { unfinishedDeploys } from '../deploys/store.ts'
import { listEnvironments } from '../environments/store.ts'
import { listProjects } from '../projects/store.ts'
import { listVersions } from '../versions/store.ts'
import { folderBytes } from './folder-bytes.ts'
import { type Held, type HeldFolder, type HeldImage, type HeldProject, idleHours } from './held.ts'
import { logBytes } from './store.ts'

type Looking = Pick<Context, 'database' | 'docker' | 'installation' | 'places'> & { signal: AbortSignal }
/** What changes from one moment to the next, and is quickly looked at again. */
export type Records = Pick<Held, 'projects' | 'usedImages'>

/** Everything that the installation holds, measured. It takes as long as reading through its volumes. */
export async function observeHoldings(
  looking: Looking,
  { keepLogsDays }: { keepLogsDays: number },
): Promise<Held> {
  const { database, docker, installation, places, signal } = looking
  const [records, usage, stopped, folders, logs] = await Promise.all([
    observeRecords(looking),
    engineUsage(docker, { signal }),
    listContainers(docker, {
      all: true,
      filters: {
        label: [`io.keelson.installation=${installation.id}`],
        status: ['created', 'exited', 'dead'],
      },
      signal,
    }),
    observeFolders(places),
    logBytes(database, keepLogsDays),
  ])
  const written = new Map(usage.Containers?.map(({ Id, SizeRw }) => [Id, SizeRw ?? 0]))
  return {
    ...records,
    images: observeImages(usage, records.projects, installation.id),
    containers: stopped
      .filter(({ Labels }) => Labels['io.keelson.system'] === undefined)
      .map(({ Id, Names, Labels }) => ({
        id: Id,
        name: (Names[0] ?? Id).replace(/^\//, ''),
        at: placeOf(Labels),
        oneOff: Labels['com.docker.compose.oneoff'] === 'True',
        bytes: written.get(Id) ?? 0,
      })),
    volumes: (usage.Volumes ?? [])
      // Keelson's own, its database, belongs to no project.
      .filter(({ Labels }) => isOurs(Labels, installation.id) && Labels?.['io.keelson.project'] !== undefined)
      .map(({ Name, Labels, UsageData }) => ({
        name: Name,
        at: placeOf(Labels),
        mounted: (UsageData?.RefCount ?? 0) > 0,
        bytes: Math.max(0, UsageData?.Size ?? 0),
      })),
    folders,
    logs,
    cache: observeCache(usage),
  }
}

/** What the database says of projects, and which images containers use. */
export async function observeRecords({ database, docker, signal }: Looking): Promise<Records> {
  const [projects, environments, unfinished, containers] = await Promise.all([
    listProjects(database),
    listEnvironments(database),
    unfinishedDeploys(database),
    listContainers(docker, { all: true, signal }),
  ])
  const busy = new Set(unfinished.map(({ project_id: id }) => id))
  return {
    usedImages: new Set(containers.map(({ ImageID }) => ImageID)),
    projects: await Promise.all(
      projects.map(async ({ id, name, deleting }): Promise<HeldProject> => {
        const versions = await listVersions(database, id)
        return {
          id,
          name,
          busy: deleting || busy.has(id),
          environments: environments
            .filter(({ project_id: project }) => project === id)
            .map((row) => ({
              name: row.name,
              composeProject: row.compose_project,
              version: row.version,
              lastVersion: row.last_version,
              canary: row.canary?.version ?? null,
            })),
          versions: versions.map(({ number, state, images }) => ({ number, state, images })).reverse(),
        }
      }),
    ),
  }
}

function observeImages(usage: EngineUsage, projects: HeldProject[], installation: string): HeldImage[] {
  const pulled = new Set(
    projects.flatMap(({ versions }) =>
      versions.flatMap(({ images }) => images.filter(({ made }) => made).map(({ id }) => id)),
    ),
  )
  return (usage.Images ?? [])
    .filter(({ Id, Labels }) => isOurs(Labels, installation) || pulled.has(Id))
    .map(({ Id, RepoTags, Labels, Size, SharedSize }) => ({
      id: Id,
      name:
        RepoTags?.find((tag) => tag !== '<none>:<none>') ?? Id.slice('sha256:'.length, 'sha256:'.length + 12),
      project: isOurs(Labels, installation) ? (Labels?.['io.keelson.project'] ?? null) : null,
      bytes: Size - Math.max(0, SharedSize),
    }))
}

function observeCache({ BuildCache }: EngineUsage): Held['cache'] {
  const before = Date.now() - idleHours * 3_600_000
  const all = (BuildCache ?? []).filter(({ Shared }) => !Shared)
  const idle = all.filter(
    ({ InUse, LastUsedAt }) => !InUse && LastUsedAt && new Date(LastUsedAt).getTime() < before,
  )
  const idleBytes = sizes(idle)
  return { idleBytes, restBytes: sizes(all) - idleBytes }
}

/** Checkouts of versions and mirrors of repositories: whatever lies where they lie. */
async function observeFolders({
  checkouts,
  repositories,
  ...places
}: Context['places']): Promise<HeldFolder[]> {
  const found: Omit<HeldFolder, 'bytes'>[] = []
  for (const project of await names(checkouts)) {
    for (const folder of await names(places.project(project))) {
      const version = /^v(\d+)$/.exec(folder)?.[1]
      if (version)
        found.push({ path: places.checkout(project, Number(version)), project, version: Number(version) })
    }
  }
  for (const name of await names(repositories)) {
    const project = /^(.+)\.git$/.exec(name)?.[1]
    if (project) found.push({ path: join(repositories, name), project, version: null })
  }
  return Promise.all(
    found.map(async (folder) => ({
      ...folder,
      path: folder.path.slice(places.home.length + 1),
      bytes: await folderBytes(folder.path),
    })),
  )
}

const names = (folder: string) => readdir(folder).catch(() => [])

/** The disk on which the engine keeps its images; where that is not to be seen, the one of the data folder. */
export async function observeDisk({
  docker,
  places,
  signal,
}: Pick<Looking, 'docker' | 'places' | 'signal'>): Promise<Holdings['disk']> {
  const { DockerRootDir } = await engineInfo(docker, { signal })
  const { blocks, bavail, bsize } = await statfs(DockerRootDir).catch(() => statfs(places.home))
  return { totalBytes: blocks * bsize, freeBytes: bavail * bsize }
}

type Labels = Record<string, string> | null

const isOurs = (labels: Labels, installation: string) => labels?.['io.keelson.installation'] === installation

const placeOf = (labels: Labels) => ({
  project: labels?.['io.keelson.project'] ?? '',
  composeProject: labels?.['com.docker.compose.project'] ?? '',
})

const sizes = (of: { Size: number }[]) => of.reduce((sum, { Size }) => sum + Size, 0)
