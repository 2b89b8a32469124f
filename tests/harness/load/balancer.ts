import { setTimeout as pause } from 'node:timers/promises'
import { BalancerAway } from '@keelson/balancer'
import { describeFailure, readFailures } from '../../../packages/balancer/src/failures.ts'

/** What the balancer wrote down of a request that failed. */
export type Told = {
  /** When it began, in milliseconds since 1970. */
  at: number
  /** Ours, of the connection that it came by. */
  port: number
  words: string
}

const everyMs = 1000

/**
 * Collects what the balancer says of requests that fail: a worker that ends takes its memory along.
 *
 * @param folder the balancer's own
 */
export function listenToBalancer(folder: string): { stop(): Promise<Told[]> } {
  const told = new Map<string, Told>()
  const ended = new AbortController()
  const look = async () => {
    try {
      for (const failure of await readFailures(folder)) {
        const { at, client } = failure
        told.set(JSON.stringify(failure), { at, port: client.port, words: describeFailure(failure) })
      }
    } catch (error) {
      if (!(error instanceof BalancerAway)) throw error
    }
  }
  const looking = (async () => {
    while (!ended.signal.aborted) {
      await look()
      await pause(everyMs, undefined, { signal: ended.signal }).catch(() => {})
    }
  })()
  return {
    async stop() {
      ended.abort()
      await looking
      await look()
      return [...told.values()]
    },
  }
}
