import { type Argv, keelson } from './commands.ts'
import type { Ground } from './ground.ts'

/** `peer`: docker compose started by itself. `typed`: as people type it. */
export type Bench = Ground & { folder: string; peer?: Argv; typed?: Argv }

/** The bare calls; our functions in this process; our command; docker compose by itself, and as it is typed. */
export type Who = 'floor' | 'keelson' | 'command' | 'compose' | 'typed'
/** Milliseconds, one a round. */
export type Times = Partial<Record<Who, number[]>>
export type Contender<What extends string> = [Who, (round: number) => Promise<Partial<Record<What, number>>>]

/** Every contender once a round, in turns from the first to the last and back. */
export async function takeTurns<What extends string>(
  whats: readonly What[],
  rounds: number,
  contenders: Contender<What>[],
): Promise<Record<What, Times>> {
  const all = Object.fromEntries(whats.map((what) => [what, {}])) as Record<What, Times>
  for (let round = 0; round < rounds; round++) {
    for (const [who, go] of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const took = await go(round)
      for (const what of whats) {
        const ms = took[what]
        if (ms !== undefined) all[what][who] = [...(all[what][who] ?? []), ms]
      }
    }
  }
  return all
}

/** Our command, and docker compose where there is one. */
export const commands = <What extends string>(
  { peer, typed }: Bench,
  go: (who: Who, argv: Argv, round: number) => Promise<Record<What, number>>,
  whose: readonly Who[] = ['command', 'compose'],
): Contender<What>[] =>
  Object.entries({ command: keelson, compose: peer, typed }).flatMap(([name, argv]): Contender<What>[] => {
    const who = name as Who
    return argv && whose.includes(who) ? [[who, (round) => go(who, argv, round)]] : []
  })
