import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { docker, eventually } from '@keelson/catalog-testing'
import { Queue } from 'bullmq'
import { dictionary } from '../catalog/countdown/game/letters/dictionaries.ts'
import { drawLetters, languages } from '../catalog/countdown/game/letters/piles.ts'
import { draws } from '../catalog/countdown/game/numbers/board.ts'
import { exhaustive } from '../catalog/countdown/game/numbers/exhaustive.ts'
import { solve } from '../catalog/countdown/game/numbers/solve.ts'
import { seeded } from '../catalog/countdown/game/seeded.ts'
import { type NumbersJob, type NumbersResult, queueName } from '../catalog/countdown/service/jobs.ts'
import { techniques } from './countdown/techniques.ts'
import { median, rounded } from './statistics/rounds.ts'

const TARGETS_PER_BOARD = 4
const RECURSIONS = 60
const LETTER_DRAWS = 5000
/** Solvable games with targets from 101 to 999, as players of the show have counted them. */
const KNOWN = 10_858_746
const JOBS = 2000
const boards = [...draws()]
const random = seeded(2026)
const anyTarget = () => 100 + Math.floor(random() * 900)
const round = (value: number, digits = 3) => rounded(value, digits)

export default { name: 'countdown', run: measure }

/** Time to the proven best, alone and through the queue, and how many games can be solved at all. */
async function measure(): Promise<{ figures: Record<string, number>; report: string }> {
  const { times, worst } = everyBoard()
  const plain = recursions()
  const [one, two, four] = [await threads(1), await threads(2), await threads(4)]
  const queued = await throughQueue([1, 2, 4])
  const letters = await longestWords()
  const tried = await compareTechniques()
  const { all, hundred, seconds } = await count()
  const games = boards.length * 900
  if (all - hundred !== KNOWN)
    throw new Error(`${all - hundred} games from 101 on can be solved, not ${KNOWN}`)

  const figures = {
    worstMs: round(worst.milliseconds),
    medianMs: round(median(times)),
    vsPlainRecursion: round(plain, 1),
    boardsPerSecondPerWorker: Math.round(one),
    scaling2: round(two / one, 2),
    scaling4: round(four / one, 2),
    queueOverheadMs: round(1000 / (queued[0] ?? 1) - 1000 / one),
    jobsPerSecond1: Math.round(queued[0] ?? 0),
    jobsPerSecond2: Math.round(queued[1] ?? 0),
    jobsPerSecond4: Math.round(queued[2] ?? 0),
    lettersWorstMs: round(letters.worst),
    lettersMedianMs: round(letters.median, 4),
    dictionariesMb: round(letters.megabytes, 1),
    solvableGames: all,
    solvableShare: round(all / games, 6),
  }
  const report = [
    `${boards.length} boards × ${TARGETS_PER_BOARD} targets, to the proven best on one core:`,
    `  median ${figures.medianMs} ms, worst ${figures.worstMs} ms (${worst.board})`,
    `  ${figures.vsPlainRecursion} times as quick as plain recursion over ${RECURSIONS} of the same boards`,
    ...tried,
    `one thread ${figures.boardsPerSecondPerWorker} boards/s; two ${figures.scaling2} times that, four ${figures.scaling4}`,
    `through the queue, with 1, 2 and 4 workers: ${queued.map(Math.round).join(', ')} jobs/s`,
    `  the queue costs ${figures.queueOverheadMs} ms a job with one worker`,
    `letters, both languages: longest words in ${figures.lettersMedianMs} ms (median), ${figures.lettersWorstMs} ms (worst);`,
    `  the dictionaries take ${figures.dictionariesMb} MB`,
    `${all} of ${games} games can be solved exactly (${figures.solvableShare}), counted in ${round(seconds, 0)} s;`,
    `  without target 100 (${hundred} boards make it): ${KNOWN}, the figure that players of the show know`,
  ].join('\n')
  return { figures, report }
}

/** Every distinct board with sampled targets. What seems slow is measured again: a pause of the machine is not ours. */
function everyBoard(): { times: number[]; worst: { milliseconds: number; board: string } } {
  for (let n = 0; n < 2000; n++) solve({ tiles: boards[n * 6] ?? [], target: anyTarget() })
  const times: number[] = []
  let worst = { milliseconds: 0, board: '' }
  for (const tiles of boards) {
    for (let n = 0; n < TARGETS_PER_BOARD; n++) {
      const board = { tiles, target: anyTarget() }
      let milliseconds = time(() => solve(board))
      if (milliseconds > worst.milliseconds)
        for (let again = 0; again < 4; again++)
          milliseconds = Math.min(
            milliseconds,
            time(() => solve(board)),
          )
      times.push(milliseconds)
      if (milliseconds > worst.milliseconds)
        worst = { milliseconds, board: `${tiles.join(' ')} → ${board.target}` }
    }
  }
  return { times, worst }
}

/** How many times as long plain recursion takes for the same boards; both must agree. */
function recursions(): number {
  const [ours, plain]: [number[], number[]] = [[], []]
  for (let n = 0; n < RECURSIONS; n++) {
    const tiles = boards[Math.floor(random() * boards.length)] ?? []
    const target = anyTarget()
    let found = solve({ tiles, target })
    let fewest = new Uint8Array()
    ours.push(time(() => (found = solve({ tiles, target }))))
    plain.push(time(() => (fewest = exhaustive(tiles, 2000) as Uint8Array<ArrayBuffer>)))
    if (fewest[found.value] !== found.steps.length)
      throw new Error(`${tiles.join(' ')} → ${target}: recursion needs ${fewest[found.value]} steps`)
  }
  return median(plain) / median(ours)
}

/** What else was tried, over the same boards: a line each. All must agree where a target can be made. */
async function compareTechniques(): Promise<string[]> {
  const chosen = Array.from({ length: 30 }, () => ({
    tiles: boards[Math.floor(random() * boards.length)] ?? [],
    target: anyTarget(),
  })).filter(({ tiles, target }) => solve({ tiles, target }).away === 0)
  const lines = (await techniques()).map(({ name, away }) => {
    for (const { tiles, target } of chosen.slice(0, 5)) away(tiles, target)
    const times = chosen.map(({ tiles, target }) =>
      time(() => {
        if (away(tiles, target) !== 0) throw new Error(`${name}: ${tiles.join(' ')} does not make ${target}`)
      }),
    )
    return `    ${name}: median ${round(median(times))} ms, worst ${round(Math.max(...times))} ms`
  })
  return [`  tried, over the same ${chosen.length} boards:`, ...lines]
}

/** Milliseconds to the longest words of random draws, and megabytes that both dictionaries keep. */
async function longestWords(): Promise<{ median: number; worst: number; megabytes: number }> {
  const times: number[] = []
  for (const language of languages) {
    const words = await dictionary(language)
    for (let n = 0; n < LETTER_DRAWS; n++) {
      const letters = drawLetters(language, 3 + (n % 3), random)
      // As with boards: a pause of the machine is not ours.
      times.push(Math.min(...[0, 1, 2].map(() => time(() => words.longest(letters)))))
    }
  }
  const kept = await Promise.all(languages.map(async (language) => (await dictionary(language)).bytes))
  const megabytes = kept.reduce((sum, bytes) => sum + bytes, 0) / 2 ** 20
  return { median: median(times), worst: Math.max(...times), megabytes }
}

/** Boards a second of so many threads at the same time. */
async function threads(parts: number, seconds = 3): Promise<number> {
  const workers = Array.from({ length: parts }, (_, part) => thread({ task: 'solve', part, parts }))
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  for (const worker of workers) worker.postMessage(seconds)
  const solved = await Promise.all(workers.map(async (worker) => Number((await once(worker, 'message'))[0])))
  await Promise.all(workers.map((worker) => worker.terminate()))
  return solved.reduce((sum, count) => sum + count, 0) / seconds
}

/** Exactly solvable games among all boards and all 900 targets, those of target 100, and the seconds it took. */
async function count(): Promise<{ all: number; hundred: number; seconds: number }> {
  const began = performance.now()
  const workers = [0, 1].map((part) => thread({ task: 'count', part, parts: 2 }))
  const parts = await Promise.all(
    workers.map(
      async (worker): Promise<{ all: number; hundred: number }> => (await once(worker, 'message'))[0],
    ),
  )
  const sum = (of: 'all' | 'hundred') => parts.reduce((total, part) => total + part[of], 0)
  return { all: sum('all'), hundred: sum('hundred'), seconds: (performance.now() - began) / 1000 }
}

/** Jobs a second with so many worker processes, on a Redis of its own that writes every job to the disk. */
async function throughQueue(workerCounts: number[]): Promise<number[]> {
  const name = `bench-countdown-${process.pid}`
  const durable = ['redis-server', '--appendonly', 'yes', '--appendfsync', 'always']
  await docker('run', '-d', '--rm', '--name', name, '-p', '127.0.0.1::6379', 'keelson/redis:7', ...durable)
  try {
    const port = Number((await docker('port', name, '6379')).split('\n')[0]?.split(':').at(-1))
    await eventually(
      'Redis answers',
      async () => (await docker('exec', name, 'redis-cli', 'ping')) === 'PONG',
    )
    const rates: number[] = []
    for (const workers of workerCounts) rates.push(await rate(port, workers))
    return rates
  } finally {
    await docker('rm', '-f', name)
  }
}

async function rate(port: number, workers: number): Promise<number> {
  const queue = new Queue<NumbersJob, NumbersResult>(queueName, { connection: { host: '127.0.0.1', port } })
  const jobs = (count: number) =>
    Array.from({ length: count }, () => ({
      name: 'solve',
      data: {
        ...{ owner: 'bench', target: anyTarget(), all: false },
        tiles: boards[Math.floor(random() * boards.length)] ?? [],
      },
    }))
  const file = new URL('../catalog/countdown/worker/main.ts', import.meta.url)
  const environment = { ...process.env, REDIS_HOST: '127.0.0.1', REDIS_PORT: String(port) }
  const processes = Array.from({ length: workers }, () =>
    spawn(process.execPath, [file.pathname], { env: environment, stdio: 'inherit' }),
  )
  try {
    const completed = (count: number) =>
      eventually('all are solved', async () => (await queue.getCompletedCount()) >= count, {
        ...{ seconds: 120, every: 10 },
      })
    const before = await queue.getCompletedCount()
    // Warm: every process has compiled the solver.
    await queue.addBulk(jobs(300 * workers))
    await completed(before + 300 * workers)
    await queue.pause()
    await queue.addBulk(jobs(JOBS))
    const began = performance.now()
    await queue.resume()
    await completed(before + 300 * workers + JOBS)
    return JOBS / ((performance.now() - began) / 1000)
  } finally {
    await Promise.all(
      processes.map(async (worker) => {
        worker.kill('SIGTERM')
        await once(worker, 'exit')
      }),
    )
    await queue.close()
  }
}

function thread(workerData: { task: 'solve' | 'count'; part: number; parts: number }): Worker {
  return new Worker(new URL('countdown/thread.ts', import.meta.url), { workerData })
}

function time(work: () => unknown): number {
  const began = performance.now()
  work()
  return performance.now() - began
}
