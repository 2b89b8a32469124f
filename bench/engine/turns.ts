import { type Argv, keelson } from './commands.ts'
import type { Ground } from './ground.ts'

export type Bench = Ground & { folder: string; peer: Argv | undefined }

/** The bare calls; our functions in this process; our command; docker compose. */
export type Who = 'floor' | 'keelson' | 'command' | 'compose'
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
  { peer }: Bench,
  go: (who: Who, argv: Argv, round: number) => Promise<Record<What, number>>,
): Contender<What>[] => [
  ['command', (round) => go('command', keelson, round)],
  ...(peer ? [['compose', (round) => go('compose', peer, round)] satisfies Contender<What>] : []),
]
