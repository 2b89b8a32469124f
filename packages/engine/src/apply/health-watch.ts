import { inspectContainer } from '../docker/containers.ts'
import type { Docker } from '../docker/docker.ts'
import { type EventStream, openEvents } from '../docker/system.ts'
import type { ContainerInspect } from '../docker/types.ts'

/** The state changes of a project's containers, from one stream of events, so that nobody has to poll. */
export class HealthWatch {
  readonly #docker: Docker
  readonly #project: string
  readonly #signal: AbortSignal | undefined
  #stream: Promise<EventStream> | undefined
  #failure: unknown
  /** Events seen per container, and who waits for the next one. */
  readonly #seen = new Map<string, number>()
  readonly #waiting = new Set<() => void>()

  constructor(docker: Docker, project: string, signal: AbortSignal | undefined) {
    this.#docker = docker
    this.#project = project
    this.#signal = signal
  }

  /**
   * Inspects the container now and after each of its changes, until `decide` gives something or throws.
   * The stream is open before the first look, so no change falls between.
   * `signal`: instead of the one of the whole watch.
   */
  async until<T>(
    id: string,
    decide: (container: ContainerInspect) => T | undefined,
    signal: AbortSignal | undefined = this.#signal,
  ): Promise<T> {
    this.#stream ??= this.#open()
    await this.#stream
    while (true) {
      signal?.throwIfAborted()
      const seen = this.#seen.get(id) ?? 0
      const decision = decide(await inspectContainer(this.#docker, id, { signal }))
      if (decision !== undefined) return decision
      await this.#change(id, seen, signal)
    }
  }

  async close(): Promise<void> {
    const stream = await this.#stream?.catch(() => undefined)
    stream?.close()
  }

  async #open(): Promise<EventStream> {
    const filters = {
      type: ['container'],
      label: [`com.docker.compose.project=${this.#project}`],
      event: ['health_status', 'start', 'die', 'destroy'],
    }
    const stream = await openEvents(this.#docker, { filters, signal: this.#signal })
    this.#read(stream)
    return stream
  }

  async #read(stream: EventStream): Promise<void> {
    try {
      for await (const { Actor } of stream) {
        this.#seen.set(Actor.ID, (this.#seen.get(Actor.ID) ?? 0) + 1)
        this.#wake()
      }
      this.#failure = new Error('The engine stopped sending events. Run the same command again to go on.')
    } catch (error) {
      this.#failure = error
    }
    this.#wake()
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }

  #change(id: string, seen: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.#failure === undefined && (this.#seen.get(id) ?? 0) === seen) return
        this.#waiting.delete(look)
        signal?.removeEventListener('abort', abort)
        if (this.#failure !== undefined) reject(this.#failure)
        else resolve()
      }
      const abort = () => {
        this.#waiting.delete(look)
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#waiting.add(look)
      look()
    })
  }
}
