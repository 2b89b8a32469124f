import { setTimeout as delay } from 'node:timers/promises'
import { masterSocket, processes } from './master.ts'
import { ask, BalancerAway } from './socket.ts'

/**
 * Starts a worker with the file as it is now. The old one goes on with its connections until they end;
 * if the file is refused, it goes on with everything.
 *
 * @returns whether the new file is in use
 * @throws BalancerAway if the master does not come back
 */
export async function reload(folder: string): Promise<boolean> {
  const before = await processes(folder)
  await ask(masterSocket(folder), 'reload').catch((error) => {
    // The master may have replaced itself before its answer was on the way; its count tells.
    if (!(error instanceof BalancerAway)) throw error
  })
  for (const deadline = Date.now() + 15_000; ; await delay(10)) {
    const now = await processes(folder)
    if (now.reloads !== before.reloads) return now.failed === 0
    if (Date.now() > deadline)
      throw new BalancerAway('The balancer did not answer to a reload for 15 seconds.')
  }
}
