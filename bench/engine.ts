import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Project } from '@keelson/compose'
import {
  connect,
  createContainer,
  createNetwork,
  type Docker,
  down,
  importImage,
  listContainers,
  listNetworks,
  removeContainer,
  removeImage,
  removeNetwork,
  run,
  startContainer,
  stopContainer,
  up,
} from '@keelson/engine'
import { TAR_END, tarHeader, tarPadding } from '../packages/engine/src/build/tar.ts'
import type { Benchmark } from '../scripts/bench.ts'

const keelson = fileURLToPath(new URL('../packages/cli/bin/keelson.cjs', import.meta.url))
const MINUTES = 60_000

/** `up`, `up` again, `scale` and `down` against docker compose, and against the same engine calls issued bare. */
export default {
  name: 'engine',
  async run() {
    const docker = connect()
    const id = `bench-${randomBytes(4).toString('hex')}`
    const image = `keelson-${id}:1`
    const folder = mkdtempSync(join(tmpdir(), `keelson-${id}-`))
    const bench = { docker, id, image, folder, peer: await findPeer() }
    await importImage(docker, shell(), {
      repo: `keelson-${id}`,
      tag: '1',
      changes: ['CMD ["busybox","sleep","1000"]'],
    })
    try {
      return await measure(bench)
    } finally {
      await removeAll(docker, id)
      await removeImage(docker, image, { force: true })
      rmSync(folder, { recursive: true, force: true })
      docker.close()
    }
  },
} satisfies Benchmark

type Bench = {
  docker: Docker
  id: string
  image: string
  folder: string
  peer: Argv | undefined
}
type Argv = [string, ...string[]]

async function measure(bench: Bench) {
  const figures: Record<string, number> = {}
  const rows: string[] = []
  const tell = (what: string, times: Record<string, number>) =>
    rows.push(
      `${what.padEnd(18)} ${Object.entries(times)
        .map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`)
        .join(', ')}`,
    )

  for (const [size, rounds] of [
    [5, 6],
    [20, 3],
    [60, 2],
  ] as const) {
    const times = await upAndDown(bench, size, rounds)
    for (const [what, of] of Object.entries(times)) tell(`${what} ${size}`, of)
    figures[`up${size}VsFloor`] = ratio(times.up.keelson, times.up.floor)
    figures[`down${size}VsFloor`] = ratio(times.down.keelson, times.down.floor)
    if (bench.peer) {
      figures[`up${size}VsDockerCompose`] = ratio(times.up.command, times.up.compose)
      figures[`down${size}VsDockerCompose`] = ratio(times.down.command, times.down.compose)
      figures[`noopUp${size}VsDockerCompose`] = ratio(times.again.command, times.again.compose)
    }
    figures[`noopUp${size}Ms`] = times.again.command
  }
  figures.nodeStartMs = await nodeStart()
  tell('start of a program', { 'Node alone': figures.nodeStartMs })
  const scaled = await scale(bench)
  tell('scale 1 to 20', scaled)
  figures.scale20VsFloor = ratio(scaled.keelson, scaled.floor)
  const chain = await healthChain(bench)
  tell('health chain of 4', chain)
  if (bench.peer) {
    figures.scale20VsDockerCompose = ratio(scaled.command, scaled.compose)
    figures.healthChainVsDockerCompose = ratio(chain.command, chain.compose)
  } else rows.push('No docker compose found: set KEELSON_BENCH_DOCKER_COMPOSE to its path to compare.')
  return { figures, report: rows.join('\n') }
}

const ratio = (ours: number, theirs: number) => Math.round((ours / theirs) * 100) / 100

/**
 * Least of several rounds, contenders taking turns at going first. Milliseconds by what was done and by whom.
 * Every round has a project of its own: engines before 25 sometimes never let go of a network's last endpoint,
 * and what one contender could not remove must not be in the next one's way.
 */
async function upAndDown(bench: Bench, size: number, rounds: number) {
  const best = { up: bestTimes(), again: bestTimes(), down: bestTimes() }
  for (let round = 0; round < rounds; round++) {
    for (const [who, argv] of contenders(bench, round)) {
      const file = writeProject(
        bench,
        `n${size}-${round}-${who}`,
        (index) => `{image: "${bench.image}", stop_grace_period: 0s, labels: {n: "${index}"}}`,
        size,
      )
      best.up.keep(who, await command(argv, file, 'up', '-d'))
      for (let times = 0; times < NOOPS; times++) best.again.keep(who, await command(argv, file, 'up', '-d'))
      best.down.keep(who, await command(argv, file, 'down'))
    }
    const project = projectOf(bench, size, round)
    best.up.keep('keelson', await time(() => up(bench.docker, project)))
    best.again.keep('keelson', await time(() => up(bench.docker, project)))
    best.down.keep('keelson', await time(() => down(bench.docker, project)))
    for (const limit of [8, 16]) {
      best.up.keep('floor', await time(() => floorUp(bench, size, limit)))
      best.down.keep('floor', await time(() => floorDown(bench, limit)))
    }
  }
  return { up: best.up.times, again: best.again.times, down: best.down.times }
}

type Times = { floor: number; keelson: number; command: number; compose: number }

function bestTimes() {
  const times: Times = { floor: Infinity, keelson: Infinity, command: Infinity, compose: Infinity }
  const keep = (who: keyof Times, ms: number) => {
    times[who] = Math.min(times[who], ms)
  }
  return { times, keep }
}

/** An `up` that does nothing takes a moment, so the least of a few is found quickly. */
const NOOPS = 5

function contenders({ peer }: Bench, round: number): ['command' | 'compose', Argv][] {
  const both: ['command' | 'compose', Argv][] = [
    ['command', [process.execPath, keelson]],
    ...(peer ? [['compose', peer] as ['compose', Argv]] : []),
  ]
  return round % 2 === 0 ? both : both.reverse()
}

/** What no command that runs on Node can do without; milliseconds. */
async function nodeStart(): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 10; round++)
    times.push(await time(() => run([process.execPath, '-e', '0'], { environment: process.env })))
  return Math.min(...times)
}

async function scale(bench: Bench): Promise<Times> {
  const service = () => `{image: "${bench.image}", stop_grace_period: 0s}`
  const best = bestTimes()
  for (let round = 0; round < 2; round++) {
    for (const [who, argv] of contenders(bench, round)) {
      const file = writeProject(bench, `scale-${round}-${who}`, service, 1)
      await command(argv, file, 'up', '-d')
      best.keep(who, await command(argv, file, 'up', '-d', '--scale', 's0=20'))
      await command(argv, file, 'down')
    }
    const project = projectOf(bench, 1, 100 + round)
    await up(bench.docker, project)
    best.keep('keelson', await time(() => up(bench.docker, project, { scale: { s0: 20 } })))
    await down(bench.docker, project)
    for (const limit of [8, 16]) {
      await floorUp(bench, 1, limit)
      best.keep('floor', await time(() => floorContainers(bench, 1, 20, limit)))
      await floorDown(bench, limit)
    }
  }
  return best.times
}

/** Four servers, each waiting for the one before to be healthy, until the engine calls all of them so. */
async function healthChain(bench: Bench): Promise<Times> {
  const check = 'healthcheck: {test: ["CMD", "busybox", "true"], interval: 1s, timeout: 2s}'
  const listens = 'command: [busybox, httpd, "-f", "-p", "80"], expose: [80]'
  const depends = (index: number) =>
    index > 0 ? `, depends_on: {s${index - 1}: {condition: service_healthy}}` : ''
  const service = (index: number) =>
    `{image: "${bench.image}", ${listens}, stop_grace_period: 0s, ${check}${depends(index)}}`
  const best = bestTimes()
  for (let round = 0; round < 2; round++) {
    for (const [who, argv] of contenders(bench, round)) {
      const file = writeProject(bench, `chain-${round}-${who}`, service, 4)
      best.keep(who, await command(argv, file, 'up', '-d', '--wait'))
      await command(argv, file, 'down')
    }
  }
  return best.times
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

function writeProject(bench: Bench, name: string, service: (index: number) => string, size: number): string {
  const file = join(bench.folder, `${name}.yaml`)
  const services = Array.from({ length: size }, (_, index) => `  s${index}: ${service(index)}`).join('\n')
  writeFileSync(file, `name: ${bench.id}-${name}\nservices:\n${services}\n`)
  return file
}

let floorRound = 0

async function floorUp(bench: Bench, size: number, limit: number): Promise<void> {
  await createNetwork(bench.docker, { Name: `${bench.id}-floor${floorRound}`, Labels: { [bench.id]: '' } })
  await floorContainers(bench, 0, size, limit)
}

async function floorContainers(
  { docker, id, image }: Bench,
  from: number,
  to: number,
  limit: number,
): Promise<void> {
  const ids = await inParallel(limit, to - from, async (index) => {
    const { Id } = await createContainer(docker, `${id}-floor-${from + index}`, {
      Image: image,
      StopTimeout: 0,
      Labels: { [id]: '' },
      HostConfig: { NetworkMode: `${id}-floor${floorRound}` },
    })
    return Id
  })
  await inParallel(limit, ids.length, (index) => startContainer(docker, ids[index] ?? ''))
}

async function floorDown({ docker, id }: Bench, limit: number): Promise<void> {
  const list = await listContainers(docker, { all: true, filters: { label: [id] } })
  await inParallel(limit, list.length, async (index) => {
    const container = list[index]?.Id ?? ''
    await stopContainer(docker, container)
    await removeContainer(docker, container)
  })
  // Right after the last container the engine may still be closing its endpoint.
  for (let tries = 0; tries < 100; tries++) {
    if (
      await removeNetwork(docker, `${id}-floor${floorRound}`).then(
        () => true,
        () => false,
      )
    )
      return
    await pause(10)
  }
  // Engines before 25 sometimes never let go of an endpoint; the next round takes another network.
  floorRound++
}

async function inParallel<T>(
  limit: number,
  count: number,
  work: (index: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const worker = async () => {
    while (next < count) {
      const index = next++
      results[index] = await work(index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, count) }, worker))
  return results
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now()
  await work()
  return performance.now() - since
}

async function command(argv: Argv, file: string, ...words: string[]): Promise<number> {
  const since = performance.now()
  const { code, stderr } = await run([...argv, '-f', file, ...words], {
    timeout: 10 * MINUTES,
    environment: process.env,
  })
  // A network that the engine does not let go of is not the doing of who asked for its removal.
  if (code !== 0 && !/has active endpoints/.test(stderr))
    throw new Error(`${argv.join(' ')} ${words.join(' ')} ended with ${code}: ${stderr}`)
  return performance.now() - since
}

/** docker compose, where there is one. */
async function findPeer(): Promise<Argv | undefined> {
  const named = process.env.KEELSON_BENCH_DOCKER_COMPOSE
  if (named) return [named]
  const found = await run(['docker', 'compose', 'version'], { environment: process.env }).catch(
    () => undefined,
  )
  return found?.code === 0 ? ['docker', 'compose'] : undefined
}

function shell(): Buffer {
  const data = readFileSync('/bin/busybox')
  const header = tarHeader({ path: 'bin/busybox', kind: 'file', mode: 0o755, size: data.length, mtime: 0 })
  const folder = tarHeader({ path: 'bin', kind: 'folder', mode: 0o755, size: 0, mtime: 0 })
  return Buffer.concat([folder, header, data, tarPadding(data.length), TAR_END])
}

/** Everything that a round may have left, by the names that carry this run's id. */
async function removeAll(docker: Docker, id: string): Promise<void> {
  const left = await listContainers(docker, { all: true, filters: { name: [id] } })
  await Promise.all(left.map(({ Id }) => removeContainer(docker, Id, { force: true })))
  for (const { Id, Name } of await listNetworks(docker)) {
    // One that the engine does not let go of stays until the engine restarts.
    if (Name.startsWith(id)) await removeNetwork(docker, Id).catch(() => {})
  }
}
