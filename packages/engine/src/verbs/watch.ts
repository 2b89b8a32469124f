import { type FSWatcher, readFileSync, watch as watchPath } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import type { Project } from '@keelson/compose'
import { runHooks } from '../apply/hooks.ts'
import { type Entry, fileEntry, listContext, packContext } from '../build/context.ts'
import { type Ignore, parseIgnore } from '../build/ignore.ts'
import { putArchive } from '../docker/containers.ts'
import type { Docker } from '../docker/docker.ts'
import { createExec, startExec } from '../docker/exec.ts'
import { observeContainers } from '../observe.ts'
import type { ObservedContainer } from '../observed.ts'
import { restart } from './restart.ts'
import { type UpOptions, up } from './up.ts'

export type WatchEvent =
  | { kind: 'watching'; service: string; path: string; action: string }
  | { kind: 'synced'; service: string; copied: number; removed: number }
  | { kind: 'rebuilt' | 'restarted' | 'executed'; service: string; because: string }
  | { kind: 'failed'; service: string; message: string }

export type WatchOptions = {
  services?: readonly string[] | undefined
  /** For the `up` of a rebuild. */
  up?: UpOptions
  onEvent: (event: WatchEvent) => void
  signal: AbortSignal
}

type Rule = NonNullable<NonNullable<Project['services'][string]['develop']>['watch']>[number]
type Watched = { service: string; rule: Rule; ignores: (path: string) => boolean }

/** Milliseconds without a change after which what changed is handled: editors and compilers write in bursts. */
const QUIET = 200

/**
 * Follows the paths under `develop.watch` and does what each asks for, until cancelled.
 * @throws when no chosen service has something to watch.
 */
export async function watch(docker: Docker, project: Project, options: WatchOptions): Promise<void> {
  const watched = watchedPaths(project, options.services)
  if (watched.length === 0) throw new Error('No service says what to watch. Add develop.watch to one.')
  const changed = new Map<Watched, Set<string>>()
  let timer: NodeJS.Timeout | undefined
  let working = Promise.resolve()
  const handle = () => {
    const batch = new Map(changed)
    changed.clear()
    working = working.then(() => handleChanges(docker, project, batch, options))
  }
  const note = (one: Watched, path: string) => {
    const paths = changed.get(one) ?? new Set()
    changed.set(one, paths.add(path))
    clearTimeout(timer)
    timer = setTimeout(handle, QUIET)
  }
  const watchers = await Promise.all(watched.map((one) => begin(docker, project, one, note, options)))
  await new Promise<void>((resolve) => {
    if (options.signal.aborted) resolve()
    options.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  clearTimeout(timer)
  for (const watcher of watchers) watcher.close()
  await working
}

function watchedPaths(project: Project, services: readonly string[] | undefined): Watched[] {
  return Object.entries(project.services).flatMap(([service, { develop, build }]) => {
    if (services?.length && !services.includes(service)) return []
    const context = build?.context
      ? { folder: build.context, ignore: dockerIgnore(build.context) }
      : undefined
    return (develop?.watch ?? []).map((rule) => {
      const own = parseIgnore((rule.ignore ?? []).join('\n'))
      const only = rule.include?.length ? parseIgnore(rule.include.join('\n')) : undefined
      const ignores = (path: string) => {
        const inside = toPosix(relative(rule.path, path))
        if (inside === '') return false
        if (TEMPORARY.test(path) || own.excludes(inside)) return true
        if (only && !only.excludes(inside)) return true
        const inContext = context && toPosix(relative(context.folder, path))
        return Boolean(inContext && !inContext.startsWith('../') && context.ignore?.excludes(inContext))
      }
      return { service, rule, ignores }
    })
  })
}

/** What editors leave for a moment, and git's own folder. */
const TEMPORARY = /(^|\/)(\.git(\/|$)|4913$|\.#|#[^/]*#$)|~$|\.(sw[a-z]|tmp|bck|___jb_(tmp|old)___)$/

const toPosix = (path: string) => path.split(sep).join('/')

function dockerIgnore(folder: string): Ignore | undefined {
  try {
    return parseIgnore(readFileSync(join(folder, '.dockerignore'), 'utf8'))
  } catch {
    return undefined
  }
}

async function begin(
  docker: Docker,
  project: Project,
  one: Watched,
  note: (one: Watched, path: string) => void,
  options: WatchOptions,
): Promise<FSWatcher> {
  const { rule, service } = one
  const isFolder = (await lstat(rule.path)).isDirectory()
  // A file is replaced by its editor rather than written, so its folder is what can be watched.
  const folder = isFolder ? rule.path : dirname(rule.path)
  const watcher = watchPath(folder, { recursive: isFolder }, (_, name) => {
    if (!isFolder && name !== basename(rule.path)) return
    // What happens to the folder itself has no name; in Node it is empty, in Bun it is not there.
    const path = join(folder, name ?? '')
    if (!one.ignores(path)) note(one, path)
  })
  watcher.on('error', (error) => options.onEvent({ kind: 'failed', service, message: error.message }))
  options.onEvent({ kind: 'watching', service, path: rule.path, action: rule.action })
  if (rule.initial_sync && rule.action.startsWith('sync')) {
    await attempt(service, options, () => sync(docker, project, one, new Set([rule.path]), options))
  }
  return watcher
}

async function attempt(
  service: string,
  { onEvent, signal }: WatchOptions,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!signal.aborted)
      onEvent({ kind: 'failed', service, message: error instanceof Error ? error.message : String(error) })
  }
}

async function handleChanges(
  docker: Docker,
  project: Project,
  changes: Map<Watched, Set<string>>,
  options: WatchOptions,
): Promise<void> {
  const services = new Set([...changes.keys()].map(({ service }) => service))
  for (const service of services) {
    const own = [...changes].filter(([one]) => one.service === service)
    await attempt(service, options, () => handleService(docker, project, service, own, options))
  }
}

/** A rebuild makes everything else of the same moment needless. */
async function handleService(
  docker: Docker,
  project: Project,
  service: string,
  changes: [Watched, Set<string>][],
  options: WatchOptions,
): Promise<void> {
  const { onEvent, signal } = options
  const rebuild = changes.find(([{ rule }]) => rule.action === 'rebuild')
  if (rebuild) {
    await up(docker, project, {
      ...options.up,
      services: [service],
      noDeps: true,
      build: true,
      ignoreOrphans: true,
      signal,
    })
    return onEvent({ kind: 'rebuilt', service, because: [...rebuild[1]].join(', ') })
  }
  for (const [one, paths] of changes) {
    if (one.rule.action.startsWith('sync')) await sync(docker, project, one, paths, options)
  }
  const restarts = changes.find(([{ rule }]) => rule.action === 'restart' || rule.action === 'sync+restart')
  if (restarts) {
    await restart(docker, project, { services: [service], noDeps: true, signal })
    onEvent({ kind: 'restarted', service, because: [...restarts[1]].join(', ') })
  }
  for (const [{ rule }] of changes) {
    if (rule.action !== 'sync+exec') continue
    for (const container of await containersOf(docker, project, service, signal)) {
      await runHooks(docker, container, [rule.exec], 'post_start', () => {}, signal)
    }
    onEvent({ kind: 'executed', service, because: (rule.exec.command ?? []).join(' ') })
  }
}

const containersOf = async (
  docker: Docker,
  project: Project,
  service: string,
  signal: AbortSignal,
): Promise<ObservedContainer[]> =>
  (await observeContainers(docker, project.name, { signal })).filter(
    (one) => one.service === service && !one.oneOff && one.state === 'running',
  )

/** Copies what changed into every container of the service and removes there what is gone here. */
async function sync(
  docker: Docker,
  project: Project,
  one: Watched,
  paths: Set<string>,
  { signal, onEvent }: WatchOptions,
): Promise<void> {
  const entries = new Map<string, Entry>()
  const removed: string[] = []
  for (const path of paths) {
    const target = targetOf(one.rule, path)
    const found = await entriesAt(path, target, one)
    if (found) for (const entry of found) entries.set(entry.path, entry)
    else removed.push(target)
  }
  for (const container of await containersOf(docker, project, one.service, signal)) {
    if (entries.size > 0)
      await putArchive(docker, container.id, '/', packContext([...entries.values()]), { signal })
    if (removed.length > 0) {
      const exec = await createExec(
        docker,
        container.id,
        // As root, to whom what was copied belongs.
        { Cmd: ['rm', '-rf', ...removed], User: '0', AttachStdout: true },
        { signal },
      )
      for await (const _ of await startExec(docker, exec, { signal }));
    }
  }
  onEvent({ kind: 'synced', service: one.service, copied: entries.size, removed: removed.length })
}

function targetOf(rule: Rule, path: string): string {
  const inside = toPosix(relative(rule.path, path))
  return inside === '' ? (rule.target ?? '/') : `${rule.target ?? ''}/${inside}`.replace(/\/+/g, '/')
}

/** The file, or everything in the folder, at a path; undefined when it is gone. */
async function entriesAt(path: string, target: string, one: Watched): Promise<Entry[] | undefined> {
  const info = await lstat(path, { bigint: true }).catch(() => undefined)
  if (!info) return undefined
  const at = target.replace(/^\//, '')
  if (info.isDirectory()) {
    const inside = await listContext(path)
    return inside
      .filter((entry) => !one.ignores(join(path, entry.path)))
      .map((entry) => ({ ...entry, path: `${at}/${entry.path}` }))
  }
  const entry = await fileEntry(path, at, info)
  return entry ? [entry] : []
}
