import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Project } from '@keelson/compose'
import { connect, down, run, up } from '@keelson/engine'
import type { Benchmark } from '../scripts/bench.ts'
import { builds } from './engine/builds.ts'
import { command, findPeers, keelson, writeProject } from './engine/commands.ts'
import { floorContainers, floorDown, floorUp } from './engine/floor.ts'
import { prepare, removeAll } from './engine/ground.ts'
import { type Bench, commands, type Times, takeTurns, type Who } from './engine/turns.ts'
import { median, pairedRatio, rounded, sayRatio } from './statistics/rounds.ts'

/** Rounds by the number of services; what takes longer gets fewer. Even, so that each of two comes first as often. */
const sizes = [
  [5, 8],
  [20, 10],
  [60, 4],
] as const
/** Rounds of an `up` that does nothing. It takes a moment, in which this machine is never twice the same. */
const noopRounds = 30

/** `up`, `up` again, `scale`, `down` and builds against docker compose, and against the same engine calls issued bare. */
export default {
  name: 'engine',
  async run() {
    const docker = connect()
    const id = `bench-${randomBytes(4).toString('hex')}`
    const folder = mkdtempSync(join(tmpdir(), `keelson-${id}-`))
    const ground = await prepare(docker, id)
    try {
      return await measure({ ...ground, folder, ...(await findPeers(folder)) })
    } finally {
      await removeAll(ground)
      rmSync(folder, { recursive: true, force: true })
      docker.close()
    }
  },
} satisfies Benchmark

async function measure(bench: Bench) {
  const figures: Record<string, number> = {}
  const rows: string[] = []
  const judge = (name: string, times: Times) => {
    const peers = [
      ['Floor', times.keelson, times.floor],
      ['DockerCompose', times.command, times.compose],
      ['TypedDockerCompose', times.command, times.typed],
    ] as const
    const ratios = peers.flatMap(([peer, ours, theirs]) => {
      if (!ours || !theirs) return []
      const ratio = pairedRatio(ours, theirs)
      figures[`${name}Vs${peer}`] = rounded(ratio.value)
      return `${name}Vs${peer} ${sayRatio(ratio)}`
    })
    const medians = Object.entries(times).map(([who, all]) => `${who} ${median(all).toFixed(0)} ms`)
    rows.push(`${name.padEnd(12)} ${medians.join(', ')}; ${ratios.join(', ')}`)
  }

  for (const [size, rounds] of sizes) {
    const times = await upAndDown(bench, size, rounds)
    judge(`up${size}`, times.up)
    judge(`down${size}`, times.down)
    if (size === 5 && bench.typed) {
      const asTyped = await asCommands(bench, size, rounds, ['command', 'typed'])
      judge(`up${size}`, asTyped.up)
      judge(`down${size}`, asTyped.down)
    }
    // A function that finds nothing to do is compared with nothing: the floor of that is no call at all.
    const again = await noops(bench, size)
    judge(`noopUp${size}`, again)
    figures[`noopUp${size}Ms`] = rounded(median(again.command ?? []), 1)
  }
  judge('scale20', await scale(bench))
  judge('healthChain', await healthChain(bench))
  const built = await builds(bench)
  judge('build5', built.build)
  judge('rebuild5', built.again)
  judge('buildOneOf5', built.one)
  figures.commandStartMs = rounded(median(await commandStarts()), 1)
  rows.push(`The command without an engine, from start to end: ${figures.commandStartMs} ms`)
  if (!bench.peer)
    rows.push('No docker compose found: set KEELSON_BENCH_DOCKER_COMPOSE to its path to compare.')
  rows.push('Medians over the rounds; in brackets between what a ratio lies.')
  return { figures, report: rows.join('\n') }
}

/**
 * Every round has a project of its own: engines before 25 sometimes never let go of a network's last endpoint,
 * and what one contender could not remove must not be in the next one's way.
 */
async function upAndDown(bench: Bench, size: number, rounds: number) {
  const functions = await takeTurns(['up', 'down'], rounds, [
    [
      'floor',
      async () => ({ up: await time(() => floorUp(bench, size)), down: await time(() => floorDown(bench)) }),
    ],
    [
      'keelson',
      async (round) => {
        const project = projectOf(bench, size, round)
        return {
          up: await time(() => up(bench.docker, project)),
          down: await time(() => down(bench.docker, project)),
        }
      },
    ],
  ])
  const programs = await asCommands(bench, size, rounds, ['command', 'compose'])
  return { up: { ...functions.up, ...programs.up }, down: { ...functions.down, ...programs.down } }
}

/** Two by themselves: what runs before leaves the engine with work to do, and of two each comes after the other. */
const asCommands = (bench: Bench, size: number, rounds: number, whose: readonly [Who, Who]) =>
  takeTurns(
    ['up', 'down'],
    rounds,
    commands(
      bench,
      async (who, argv, round) => {
        const file = writeProject(bench, `n${size}-${round}-${whose[1]}-${who}`, labelled(bench), size)
        const took = await command(argv, file, 'up', '-d')
        return { up: took, down: await command(argv, file, 'down') }
      },
      whose,
    ),
  )

/** `up` of what is up, one contender right after the other. */
async function noops(bench: Bench, size: number): Promise<Times> {
  const turns = (rounds: number, ...words: string[]) =>
    takeTurns(
      ['took'],
      rounds,
      commands(
        bench,
        async (who, argv) => {
          const file = writeProject(bench, `again${size}-${who}`, labelled(bench), size)
          return { took: await command(argv, file, ...words) }
        },
        ['command', 'compose', 'typed'],
      ),
    )
  await turns(1, 'up', '-d')
  const { took } = await turns(noopRounds, 'up', '-d')
  await turns(1, 'down')
  return took
}

const labelled = (bench: Bench) => (index: number) =>
  `{image: "${bench.image}", stop_grace_period: 0s, labels: {n: "${index}"}}`

/** One service from one container to twenty. */
async function scale(bench: Bench): Promise<Times> {
  const service = () => `{image: "${bench.image}", stop_grace_period: 0s}`
  const { scale: times } = await takeTurns(['scale'], 4, [
    [
      'floor',
      async () => {
        await floorUp(bench, 1)
        const took = await time(() => floorContainers(bench, 1, 20))
        await floorDown(bench)
        return { scale: took }
      },
    ],
    [
      'keelson',
      async (round) => {
        const project = projectOf(bench, 1, 100 + round)
        await up(bench.docker, project)
        const took = await time(() => up(bench.docker, project, { scale: { s0: 20 } }))
        await down(bench.docker, project)
        return { scale: took }
      },
    ],
    ...commands(bench, async (who, argv, round) => {
      const file = writeProject(bench, `scale-${round}-${who}`, service, 1)
      await command(argv, file, 'up', '-d')
      const took = await command(argv, file, 'up', '-d', '--scale', 's0=20')
      await command(argv, file, 'down')
      return { scale: took }
    }),
  ])
  return times
}

/** Four servers, each waiting for the one before to be healthy, until the engine calls all of them so. */
async function healthChain(bench: Bench): Promise<Times> {
  const check = 'healthcheck: {test: ["CMD", "busybox", "true"], interval: 1s, timeout: 2s}'
  const listens = 'command: [busybox, httpd, "-f", "-p", "80"], expose: [80]'
  const depends = (index: number) =>
    index > 0 ? `, depends_on: {s${index - 1}: {condition: service_healthy}}` : ''
  const service = (index: number) =>
    `{image: "${bench.image}", ${listens}, stop_grace_period: 0s, ${check}${depends(index)}}`
  const chain = commands(bench, async (who, argv, round) => {
    const file = writeProject(bench, `chain-${round}-${who}`, service, 4)
    const took = await command(argv, file, 'up', '-d', '--wait')
    await command(argv, file, 'down')
    return { chain: took }
  })
  return (await takeTurns(['chain'], 4, chain)).chain
}

/** What every command takes before it does anything; milliseconds. */
async function commandStarts(): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < 10; round++)
    times.push(await time(() => run([...keelson, '--version'], { environment: process.env })))
  return times
}

const projectOf = (bench: Bench, size: number, round: number): Project => ({
  name: `${bench.id}-own${size}-${round}`,
  networks: { default: { name: `${bench.id}-own${size}-${round}_default`, ipam: {} } },
  services: Object.fromEntries(
    Array.from({ length: size }, (_, index) => [
      `s${index}`,
      {
        command: null,
        entrypoint: null,
        image: bench.image,
        labels: { n: String(index) },
        networks: { default: null },
        stop_grace_period: '0s',
      },
    ]),
  ),
})

async function time(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now()
  await work()
  return performance.now() - since
}
