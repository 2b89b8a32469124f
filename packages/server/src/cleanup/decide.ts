import {
  type CleanupItem,
  type CleanupPolicy,
  type CleanupReason,
  EnvironmentName,
  ProjectName,
} from '@keelson/protocol'
import type { Held, HeldProject } from './held.ts'
import { idleHours } from './held.ts'

type Policy = Pick<CleanupPolicy, 'keepVersions' | 'keepLogsDays'>
type Verdict = Pick<CleanupItem, 'may' | 'suggested' | 'because'>
type Versions = HeldProject['versions']

const stays = (because: CleanupReason): Verdict => ({ may: false, suggested: false, because })
/** Only when somebody asks for it. */
const offered = (because: CleanupReason): Verdict => ({ may: true, suggested: false, because })
const suggested = (because: CleanupReason): Verdict => ({ may: true, suggested: true, because })

/**
 * What may go and what stays, each with its reason. Nothing that is on, nothing that an operation works on, nothing
 * that is not ours; volumes and the engine's build cache are never suggested. Same inputs, same answer, same order.
 */
export function decide(held: Held, policy: Policy): CleanupItem[] {
  return [
    ...decideVersions(held, policy),
    ...decideImages(held),
    ...decideContainers(held),
    ...decideVolumes(held),
    ...decideFolders(held),
    ...decideLogs(held, policy),
    ...decideCache(held),
  ].sort((a, b) => Number(b.may) - Number(a.may) || b.bytes - a.bytes || a.id.localeCompare(b.id))
}

function decideVersions(held: Held, policy: Policy): CleanupItem[] {
  const bytesOf = new Map(held.images.map(({ id, bytes }) => [id, bytes]))
  const all = held.projects.flatMap((project) =>
    project.versions
      .filter(({ state, images }) => state === 'ready' && images.some(({ made }) => made))
      .map((version) => ({ project, version, verdict: versionVerdict(project, version.number, policy) })),
  )
  // An image goes with the last version that has it: what another one keeps, none of them frees.
  const users = new Map<string, typeof all>()
  for (const one of all)
    for (const { id } of one.version.images) users.set(id, [...(users.get(id) ?? []), one])
  return all.map((one) => {
    const { project, version, verdict } = one
    const own = new Set(version.images.filter(({ made }) => made).map(({ id }) => id))
    const free = [...own].filter(
      (id) => !held.usedImages.has(id) && users.get(id)?.every((user) => user.verdict.may),
    )
    const mine = (verdict.may ? free : [...own]).filter((id) => users.get(id)?.at(-1) === one)
    const bytes = sum(mine.map((id) => bytesOf.get(id) ?? 0))
    const settled = verdict.may && free.length === 0 ? stays({ code: 'shared' }) : verdict
    return item('version', `${project.name}/v${version.number}`, project.name, bytes, {
      ...settled,
      suggested: settled.suggested && bytes > 0,
    })
  })
}

function versionVerdict(project: HeldProject, number: number, { keepVersions }: Policy): Verdict {
  const on = project.environments.find(({ version, canary }) => version === number || canary === number)
  if (on) return stays({ code: 'on', environment: EnvironmentName.parse(on.name) })
  if (project.busy) return stays({ code: 'busy' })
  const back = project.environments.find(
    ({ version, lastVersion }) => version === null && lastVersion === number,
  )
  if (back) return offered({ code: 'last-on', environment: EnvironmentName.parse(back.name) })
  return newest(project.versions, keepVersions).has(number)
    ? offered({ code: 'recent' })
    : suggested({ code: 'beyond-kept', keep: keepVersions })
}

const newest = (versions: Versions, count: number) =>
  new Set(
    versions
      .filter(({ state }) => state === 'ready')
      .map(({ number }) => number)
      .sort((a, b) => b - a)
      .slice(0, count),
  )

/** What builds left behind: ours, and in no version's record. */
function decideImages(held: Held): CleanupItem[] {
  const known = new Set(
    held.projects.flatMap(({ versions }) =>
      versions.flatMap(({ state, images }) => (state === 'cleaned' ? [] : images.map(({ id }) => id))),
    ),
  )
  return held.images
    .filter(({ id, project }) => project !== null && !known.has(id))
    .map(({ id, name, project, bytes }) => {
      const verdict = isBusy(held, project)
        ? stays({ code: 'busy' })
        : held.usedImages.has(id)
          ? stays({ code: 'in-use' })
          : suggested({ code: 'unused' })
      return { ...item('image', name, project, bytes, verdict), id: `image:${id}` }
    })
}

function decideContainers(held: Held): CleanupItem[] {
  const places = composeProjects(held)
  return held.containers
    .filter(({ oneOff, at }) => oneOff || !places.has(at.composeProject))
    .map(({ name, at, oneOff, bytes }) => {
      const verdict = isBusy(held, at.project)
        ? stays({ code: 'busy' })
        : suggested({ code: oneOff ? 'ended' : 'no-environment' })
      return item('container', name, at.project, bytes, verdict)
    })
}

function decideVolumes(held: Held): CleanupItem[] {
  const places = composeProjects(held)
  return held.volumes.map(({ name, at, mounted, bytes }) => {
    const verdict = places.has(at.composeProject)
      ? stays({ code: 'belongs' })
      : mounted
        ? stays({ code: 'in-use' })
        : isBusy(held, at.project)
          ? stays({ code: 'busy' })
          : offered({ code: 'no-environment' })
    return item('volume', name, at.project, bytes, verdict)
  })
}

function decideFolders(held: Held): CleanupItem[] {
  return held.folders.map(({ path, project, version, bytes }) => {
    const owner = held.projects.find(({ name }) => name === project)
    const known = version === null || owner?.versions.some(({ number }) => number === version)
    const verdict = !owner
      ? suggested({ code: 'no-project' })
      : known
        ? stays({ code: 'belongs' })
        : owner.busy
          ? stays({ code: 'busy' })
          : suggested({ code: 'no-version' })
    return item('folder', path, project, bytes, verdict)
  })
}

function decideLogs({ logs }: Held, { keepLogsDays }: Policy): CleanupItem[] {
  const old = item('logs', 'old', null, logs.oldBytes, suggested({ code: 'old', days: keepLogsDays }))
  const recent = item('logs', 'recent', null, logs.recentBytes, stays({ code: 'belongs' }))
  return [old, recent].filter(({ bytes }) => bytes > 0)
}

/** The engine's, and so of everybody who builds on it: offered, never taken. */
function decideCache({ cache }: Held): CleanupItem[] {
  const idle = item('build-cache', 'idle', null, cache.idleBytes, offered({ code: 'idle', hours: idleHours }))
  const rest = item('build-cache', 'recent', null, cache.restBytes, stays({ code: 'in-use' }))
  return [idle, rest].filter(({ bytes }) => bytes > 0)
}

const composeProjects = ({ projects }: Held) =>
  new Set(projects.flatMap(({ environments }) => environments.map(({ composeProject }) => composeProject)))

const isBusy = ({ projects }: Held, name: string | null) =>
  projects.some((project) => project.name === name && project.busy)

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)

function item(
  kind: CleanupItem['kind'],
  name: string,
  project: string | null,
  bytes: number,
  verdict: Verdict,
): CleanupItem {
  const known = ProjectName.safeParse(project)
  return { id: `${kind}:${name}`, kind, name, project: known.data ?? null, bytes, ...verdict }
}
