import {
  type ContainerInspect,
  type Docker,
  inspectContainer,
  isNotFound,
  listContainers,
  openEvents,
} from '@keelson/engine'

/** A container of this installation as the engine says it is. */
export type Observed = {
  id: string
  name: string
  composeProject: string
  service: string
  image: string
  imageId: string
  oneOff: boolean
  tty: boolean
  state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'
  health: 'none' | 'starting' | 'healthy' | 'unhealthy'
  exitCode: number | null
  /** Its restart policy brings it back when it ends. */
  restarts: boolean
  restartCount: number
  startedAt: string | null
  /** Address on each network, by network name. */
  addresses: Record<string, string>
  labels: Record<string, string>
}

const containerEvents = [
  'create',
  'start',
  'die',
  'destroy',
  'pause',
  'unpause',
  'rename',
  'health_status',
  'update',
]
const retryMs = 1000
const settleMs = 20

/**
 * Follows the engine's events and keeps a picture of every container of this installation: asked once, then only
 * what an event names is asked again. While the engine is away the last picture stays and `reachable` is false.
 */
export class ObservedContainers {
  reachable = false
  readonly #docker: Docker
  readonly #label: string
  readonly #containers = new Map<string, Observed>()
  readonly #stopped = new AbortController()
  readonly #listeners = new Set<(composeProjects: Set<string>) => void>()
  readonly #dirty = new Set<string>()
  /** Containers that were seen to serve before the engine says so, with the start that this is true of. */
  readonly #proved = new Map<string, string>()
  #settling: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #first: (() => void)[] = []

  constructor(docker: Docker, installation: string) {
    this.#docker = docker
    this.#label = `io.keelson.installation=${installation}`
  }

  of(composeProject: string): Observed[] {
    return [...this.#containers.values()].filter((container) => container.composeProject === composeProject)
  }

  all(): Observed[] {
    return [...this.#containers.values()]
  }

  /** Calls with the Compose projects whose containers changed; gives what ends it. */
  onChange(listener: (composeProjects: Set<string>) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves at the next change, or after so many milliseconds, or at the signal. */
  changed(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        forget()
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const forget = this.onChange(end)
      const timer = setTimeout(end, milliseconds)
      signal.addEventListener('abort', end)
    })
  }

  /** Asks the engine about a Compose project now, for whoever cannot wait for its events. */
  async refresh(composeProject: string): Promise<Observed[]> {
    const label = [this.#label, `com.docker.compose.project=${composeProject}`]
    const found = await listContainers(this.#docker, { all: true, filters: { label } })
    const ids = new Set(found.map((container) => container.Id))
    for (const { id } of this.of(composeProject)) if (!ids.has(id)) this.#containers.delete(id)
    await Promise.all([...ids].map((id) => this.#inspect(id)))
    return this.of(composeProject)
  }

  /** It serves, whatever its own health check waits for: it counts as healthy until the engine knows better. */
  async prove(id: string): Promise<void> {
    const { State: state } = await inspectContainer(this.#docker, id)
    this.#proved.set(id, state.StartedAt)
    const project = await this.#inspect(id)
    if (project !== undefined) this.#tell(new Set([project]))
  }

  start(): void {
    this.#running = this.#follow()
  }

  /** Resolves after the first whole look at the engine. */
  ready(): Promise<void> {
    return this.reachable ? Promise.resolve() : new Promise((resolve) => this.#first.push(resolve))
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    clearTimeout(this.#settling)
    await this.#running
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      try {
        const events = await openEvents(this.#docker, {
          filters: { type: ['container', 'network'], event: [...containerEvents, 'connect', 'disconnect'] },
          signal,
        })
        await this.#lookAround()
        this.reachable = true
        for (const resolve of this.#first.splice(0)) resolve()
        for await (const event of events) {
          const id = event.Type === 'network' ? event.Actor.Attributes?.container : event.Actor.ID
          if (id) this.#ask(id)
        }
      } catch {
        // The engine is away or was restarted; asked again below.
      }
      const was = this.reachable
      this.reachable = false
      if (was && !signal.aborted) this.#tell(new Set(this.all().map((container) => container.composeProject)))
      if (!signal.aborted) await pause(retryMs, signal)
    }
  }

  async #lookAround(): Promise<void> {
    const { signal } = this.#stopped
    const found = await listContainers(this.#docker, { all: true, filters: { label: [this.#label] }, signal })
    const ids = new Set(found.map((container) => container.Id))
    const gone = this.all().filter((container) => !ids.has(container.id))
    for (const { id } of gone) this.#containers.delete(id)
    await Promise.all([...ids].map((id) => this.#inspect(id)))
    this.#tell(new Set([...gone, ...this.all()].map((container) => container.composeProject)))
  }

  #ask(id: string): void {
    this.#dirty.add(id)
    this.#settling ??= setTimeout(async () => {
      this.#settling = undefined
      const ids = [...this.#dirty]
      this.#dirty.clear()
      const changed = await Promise.all(ids.map((one) => this.#inspect(one).catch(() => undefined)))
      const projects = new Set(changed.filter((project) => project !== undefined))
      if (projects.size) this.#tell(projects)
    }, settleMs)
  }

  /** Gives the Compose project of the container, when it is one of ours. */
  async #inspect(id: string): Promise<string | undefined> {
    try {
      const found = await inspectContainer(this.#docker, id, { signal: this.#stopped.signal })
      const labels = found.Config.Labels ?? {}
      if (!this.#label.endsWith(`=${labels['io.keelson.installation']}`)) return undefined
      const composeProject = labels['com.docker.compose.project'] ?? ''
      const { State: state } = found
      this.#containers.set(id, {
        id,
        name: found.Name.replace(/^\//, ''),
        composeProject,
        service: labels['com.docker.compose.service'] ?? '',
        image: found.Config.Image,
        imageId: found.Image,
        tty: found.Config.Tty ?? false,
        oneOff: labels['com.docker.compose.oneoff'] === 'True',
        state: state.Status,
        health: this.#healthOf(id, state),
        restarts: !['', 'no', undefined].includes(found.HostConfig.RestartPolicy?.Name),
        restartCount: found.RestartCount,
        exitCode: state.Status === 'exited' || state.Status === 'dead' ? state.ExitCode : null,
        startedAt: state.StartedAt.startsWith('0001') ? null : new Date(state.StartedAt).toISOString(),
        addresses: Object.fromEntries(
          Object.entries(found.NetworkSettings.Networks ?? {}).map(([name, network]) => [
            name,
            network.IPAddress ?? '',
          ]),
        ),
        labels,
      })
      return composeProject
    } catch (error) {
      if (!isNotFound(error)) throw error
      const known = this.#containers.get(id)
      this.#containers.delete(id)
      this.#proved.delete(id)
      return known?.composeProject
    }
  }

  #healthOf(id: string, { Health, StartedAt }: ContainerInspect['State']): Observed['health'] {
    const said = Health?.Status ?? 'none'
    return said === 'starting' && this.#proved.get(id) === StartedAt ? 'healthy' : said
  }

  #tell(composeProjects: Set<string>): void {
    for (const listener of this.#listeners) listener(composeProjects)
  }
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
