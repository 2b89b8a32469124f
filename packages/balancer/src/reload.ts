import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ask, BalancerAway } from './socket.ts'

export type Processes = { reloads: number; failed: number; oldWorkers: number[] }

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

export async function processes(folder: string): Promise<Processes> {
  return parseProcesses(await ask(path.join(folder, 'master.sock'), 'show proc'))
}

/**
 * Starts a worker with the file as it is now. The old one goes on with its connections until they end;
 * if the file is refused, it goes on with everything.
 *
 * @returns whether the new file is in use
 * @throws BalancerAway if the master does not come back
 */
export async function reload(folder: string): Promise<boolean> {
  const before = await processes(folder)
  await ask(path.join(folder, 'master.sock'), 'reload')
  const deadline = Date.now() + 15_000
  for (;;) {
    try {
      const now = await processes(folder)
      if (now.reloads !== before.reloads) return now.failed === 0
    } catch (error) {
      // For a moment between two lives of the master nobody listens.
      if (!(error instanceof BalancerAway) || Date.now() > deadline) throw error
    }
    if (Date.now() > deadline)
      throw new BalancerAway('The balancer did not answer to a reload for 15 seconds.')
    await delay(10)
  }
}
