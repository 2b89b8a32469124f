import { setTimeout as delay } from 'node:timers/promises'
import { askMaster, masterSocket, processes } from './master.ts'
import { ask } from './socket.ts'

/** Milliseconds that a worker with nothing left to do has to end by itself. It takes one or two. */
const patienceMs = 1000

/**
 * Ends workers of before a reload that have nothing left to do and yet do not end.
 *
 * Each reload tells all old workers again to end, by a signal that only the first thread takes. Where it comes when
 * that thread has left already and another one has not, HAProxy 2.6 turns in circles on a whole core until
 * `hard-stop-after`.
 *
 * @returns their process ids, as the master knows them
 * @throws BalancerAway
 */
export async function endStuckWorkers(folder: string): Promise<number[]> {
  const before = await idleWorkers(folder)
  if (before.length === 0) return []
  await delay(patienceMs)
  const stuck = (await idleWorkers(folder)).filter((pid) => before.includes(pid))
  // It is gone before it could answer.
  for (const pid of stuck) await ask(masterSocket(folder), `expert-mode on; @!${pid} debug dev exit 0`)
  return stuck
}

async function idleWorkers(folder: string): Promise<number[]> {
  const { oldWorkers } = await processes(folder)
  const infos = await Promise.all(oldWorkers.map((pid) => askMaster(folder, `@!${pid} show info`)))
  return oldWorkers.filter((_, index) => isIdle(infos[index] ?? ''))
}

/** Told to end, and nothing is open but this very question. A worker that ended meanwhile says none of this. */
function isIdle(info: string): boolean {
  const number = (name: string) => Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(info)?.[1])
  return number('Stopping') === 1 && number('Jobs') - number('Unstoppable Jobs') === 1
}
