import type { Balancer, BalancerConfig } from '@keelson/balancer'
import { serverName } from '@keelson/balancer'

/** What of a replica the balancer must know that the engine does not. */
export type TrafficPicture = {
  /** It has not been seen to serve yet. */
  isHeld(container: string): boolean
  /** It gets nothing new; until when what it has may go on. */
  leavingUntil(container: string): Date | undefined
}
export const openTraffic: TrafficPicture = { isHeld: () => false, leavingUntil: () => undefined }

const lookMs = 40
const seenMs = 10_000

type Parts = {
  balancer: Balancer
  /** Brings the balancer up to date. */
  route: (signal: AbortSignal) => Promise<void>
  applied: () => BalancerConfig | undefined
}

/**
 * Who gets requests while replicas are replaced. Kept in memory: what a deploy was doing when the server was killed is
 * found again from the engine and the balancer, and the deploy goes on.
 */
export class Traffic implements TrafficPicture {
  readonly #parts: Parts
  /** With the time when it was begun to be held. */
  readonly #held = new Map<string, number>()
  readonly #leaving = new Map<string, Date>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  isHeld(container: string): boolean {
    return this.#held.has(container)
  }

  leavingUntil(container: string): Date | undefined {
    return this.#leaving.get(container)
  }

  hold(container: string): void {
    this.#held.set(container, Date.now())
    this.#leaving.delete(container)
  }

  /**
   * Resolves when the balancer sends requests to it; at once where it has no routes to it.
   * @throws when the balancer cannot reach it, though it reaches others that do the same
   */
  async enter(container: string, signal: AbortSignal): Promise<void> {
    this.#held.delete(container)
    this.#leaving.delete(container)
    await this.#parts.route(signal)
    const backends = this.#backendsWith(container)
    const name = serverName({ id: container })
    for (const deadline = Date.now() + seenMs; backends.length > 0; await pause(lookMs, signal)) {
      const { servers } = await this.#parts.balancer.statistics()
      const up = servers.filter(({ state, backend }) => state === 'up' && backends.includes(backend))
      const missing = backends.filter(
        (one) => !up.some(({ backend, server }) => backend === one && server === name),
      )
      if (missing.length === 0) return
      if (Date.now() < deadline) continue
      if (missing.some((one) => up.some(({ backend }) => backend === one)))
        throw new Error('The balancer cannot connect to its port.')
      return
    }
  }

  /** Resolves when nothing is open on it any more, or when its time is over. */
  async leave(container: string, drainMs: number, signal: AbortSignal): Promise<void> {
    this.#leaving.set(container, new Date(Date.now() + drainMs))
    await this.#parts.route(signal)
    await this.#drained([container], drainMs, signal)
  }

  /** The same for all replicas of something that `change` takes off the routes. */
  async leaveWith(
    change: () => Promise<void>,
    containers: string[],
    drainMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    const open = containers.flatMap((id) => this.#backendsWith(id).map((backend) => ({ backend, id })))
    await change()
    await this.#parts.route(signal)
    await Promise.all(
      open.map(({ backend, id }) => this.#parts.balancer.drained(backend, id, { timeout: drainMs, signal })),
    )
  }

  /** A change begins anew: what was leaving may stay after all. */
  recall(containers: string[]): void {
    for (const id of containers) this.#leaving.delete(id)
  }

  /** A change is over: everything that is there may get requests. */
  release(containers: string[]): void {
    for (const id of containers) {
      this.#held.delete(id)
      this.#leaving.delete(id)
    }
  }

  /** Containers that are gone need no remembering. */
  forgetAllBut(containers: ReadonlySet<string>): void {
    for (const [id, since] of this.#held) {
      // A new one is held before anybody has seen it.
      if (!containers.has(id) && Date.now() - since > 60_000) this.#held.delete(id)
    }
    for (const id of this.#leaving.keys()) if (!containers.has(id)) this.#leaving.delete(id)
  }

  async #drained(containers: string[], timeout: number, signal: AbortSignal): Promise<void> {
    const { balancer } = this.#parts
    const open = containers.flatMap((id) => this.#backendsWith(id).map((backend) => ({ backend, id })))
    await Promise.all(open.map(({ backend, id }) => balancer.drained(backend, id, { timeout, signal })))
  }

  #backendsWith(container: string): string[] {
    const backends = this.#parts.applied()?.backends ?? []
    return backends
      .filter(({ servers }) => servers.some(({ id }) => id === container))
      .map(({ name }) => name)
  }
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    signal.throwIfAborted()
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    signal.addEventListener('abort', stop, { once: true })
  })
