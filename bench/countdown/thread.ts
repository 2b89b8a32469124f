// One thread of bench/countdown: solves, or counts what can be solved, for its part of all boards.
import { parentPort, workerData } from 'node:worker_threads'
import { draws } from '../../catalog/countdown/game/numbers/board.ts'
import { reachableTargets } from '../../catalog/countdown/game/numbers/reachable.ts'
import { solve } from '../../catalog/countdown/game/numbers/solve.ts'
import type { ValueSet } from '../../catalog/countdown/game/numbers/value-set.ts'

const { task, part, parts }: { task: 'solve' | 'count'; part: number; parts: number } = workerData
const boards = [...draws()].filter((_, index) => index % parts === part)

if (task === 'count') {
  const pool: (ValueSet | undefined)[] = []
  const counted = { all: 0, hundred: 0 }
  for (const tiles of boards) {
    const targets = reachableTargets(tiles, pool)
    for (const found of targets) counted.all += found
    counted.hundred += targets[0] ?? 0
  }
  parentPort?.postMessage(counted)
} else {
  // Warm first; the clock of the others starts when all are.
  for (const [n, tiles] of boards.slice(0, 300).entries()) solve({ tiles, target: 100 + (n % 900) })
  parentPort?.postMessage('warm')
  parentPort?.once('message', (seconds: number) => {
    const end = performance.now() + seconds * 1000
    let solved = 0
    for (; performance.now() < end; solved++)
      solve({ tiles: boards[solved % boards.length] ?? [], target: 100 + ((solved * 397) % 900) })
    parentPort?.postMessage(solved)
  })
}
