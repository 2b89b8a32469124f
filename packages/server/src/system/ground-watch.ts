import type { Observed, ObservedContainers } from '../environments/observed.ts'
import type { Log } from './log.ts'

/** The engine starts again by itself what ended by itself, and takes a moment for it. */
const settleMs = 2000
const againMs = 10_000

type Parts = {
  observed: Pick<ObservedContainers, 'all' | 'reachable' | 'onChange'>
  /** Those that belong to the system, by service. */
  services: readonly string[]
  /** Brings up whichever of them is missing. */
  raise: () => Promise<void>
  log: Pick<Log, 'info' | 'warn'>
}

/** Keeps up what the server stands on: a container of its own that somebody stopped or removed comes back. */
export class GroundWatch {
  readonly #parts: Parts
  #timer: NodeJS.Timeout | undefined
  #raising: Promise<void> | undefined
  #forget: (() => void) | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  start(): void {
    const { observed } = this.#parts
    this.#forget = observed.onChange(() => this.#lookIn(settleMs))
    this.#lookIn(settleMs)
  }

  async close(): Promise<void> {
    this.#forget?.()
    this.#forget = undefined
    clearTimeout(this.#timer)
    await this.#raising
  }

  #lookIn(ms: number): void {
    if (!this.#forget || this.#raising) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#raising = this.#look().finally(() => {
        this.#raising = undefined
      })
    }, ms)
  }

  async #look(): Promise<void> {
    const { observed, services, raise, log } = this.#parts
    if (!observed.reachable) return
    const fallen = fallenOf(services, observed.all()).join(' and ')
    if (fallen === '') return
    log.warn(`Keelson’s own ${fallen}: stopped or removed by somebody. Bringing it up again.`)
    try {
      await raise()
      log.info(`Keelson’s own ${fallen}: up again.`)
    } catch (error) {
      log.warn(error)
      setTimeout(() => this.#lookIn(0), againMs).unref()
    }
  }
}

/** Which of the system's services have no container that runs, or that the engine brings back by itself. Pure. */
export function fallenOf(services: readonly string[], containers: readonly Observed[]): string[] {
  const standing = new Set(
    containers
      .filter(({ state }) => ['running', 'paused', 'restarting'].includes(state))
      .map(({ labels }) => labels['io.keelson.system']),
  )
  return services.filter((service) => !standing.has(service))
}
