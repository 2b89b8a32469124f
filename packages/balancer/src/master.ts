import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ask, BalancerAway } from './socket.ts'

/** Milliseconds that the master may be away before it is taken for gone, and between two attempts. */
const patienceMs = 5000
const pauseMs = 10

/**
 * Asks HAProxy's master something that has an answer. In a reload the master replaces itself: for a moment nobody
 * listens, and what was asked just before is never answered. So it is asked again.
 *
 * @throws BalancerAway if there is no answer for five seconds
 */
export async function askMaster(folder: string, question: string): Promise<string> {
  for (const deadline = Date.now() + patienceMs; ; await delay(pauseMs)) {
    try {
      const answer = await ask(masterSocket(folder), question)
      if (answer === '') throw new BalancerAway(`The balancer did not answer to "${question}".`)
      return answer
    } catch (error) {
      if (!(error instanceof BalancerAway) || Date.now() > deadline) throw error
    }
  }
}

export const masterSocket = (folder: string) => path.join(folder, 'master.sock')

export type Processes = { reloads: number; failed: number; oldWorkers: number[] }

/** @throws BalancerAway */
export async function processes(folder: string): Promise<Processes> {
  return parseProcesses(await askMaster(folder, 'show proc'))
}

/** Reads the master's `show proc`. */
export function parseProcesses(text: string): Processes {
  const [, reloads, failed] = /^\d+\s+master\s+(\d+)\s+\[failed: (\d+)\]/m.exec(text) ?? []
  const old = text.split('# old workers')[1]?.split('#')[0] ?? ''
  return {
    reloads: Number(reloads ?? 0),
    failed: Number(failed ?? 0),
    oldWorkers: [...old.matchAll(/^(\d+)\s+worker/gm)].map(([, pid]) => Number(pid)),
  }
}
