import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Benchmark } from '../scripts/bench.ts'
import { eventually } from '../tests/harness/eventually.ts'
import { freePort } from '../tests/harness/ports.ts'
import { open } from '../tests/harness/web.ts'
import {
  application,
  type Contender,
  caddy,
  haproxy,
  host,
  keelson,
  nginxProxy,
  sizes,
} from './balancer/contenders.ts'
import { type Measured, wrk } from './balancer/wrk.ts'
import { median, pairedRatio, rounded, sayRatio } from './statistics/rounds.ts'

const rounds = 20
/** Those that are far from the others take part in one round of so many. */
const farEvery = 4
const seconds = 1
const connections = 64

/**
 * Requests a second through Keelson's balancer and through its peers, each on one core of its own; load and application
 * share another. Contenders take turns, and each round compares what was measured within a few seconds.
 */
export default {
  name: 'balancer',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'keelson-bench-'))
    const started: ChildProcess[] = []
    const [first, second] = cpus().length > 1 ? ['0', '1'] : ['0', '0']
    try {
      const upstream = await freePort()
      const place = async () => ({ folder, upstream, port: await freePort() })
      const direct = application({ folder, port: upstream })
      const near = [
        keelson(await place()),
        haproxy(await place(), { repeats: true }),
        nginxProxy(await place()),
      ]
      const far = [caddy(await place()), haproxy(await place(), { repeats: false })]
      started.push(start(direct, first, folder))
      started.push(...[...near, ...far].map((one) => start(one, second, folder)))
      const all = [...near, ...far, direct]
      for (const one of all) await answers(one)

      const results: Results = new Map(all.map(({ name }) => [name, sizes.map(() => [])]))
      const warmUp = -farEvery
      for (let round = warmUp; round < rounds; round += round < 0 ? farEvery : 1) {
        for (const [index, size] of sizes.entries()) {
          for (const { name, port } of turned(round % farEvery === 0 ? all : near, round)) {
            const url = `http://127.0.0.1:${port}/${size}`
            const measured = await wrk(url, { host, cpu: first, connections, seconds })
            if (round >= 0) results.get(name)?.[index]?.push({ ...measured, round })
          }
        }
      }
      return judge(results)
    } finally {
      // Not SIGKILL: nginx ends its own workers.
      for (const child of started) child.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    }
  },
} satisfies Benchmark

function start({ argv }: Contender, cpu: string, folder: string): ChildProcess {
  // Caddy writes into its home, and takes as many threads as there are cores unless it is told.
  const env = { ...process.env, HOME: folder, GOMAXPROCS: '1' }
  return spawn('taskset', ['-c', cpu, ...argv], { stdio: 'ignore', env })
}

const answers = ({ name, port }: Contender) =>
  eventually(`${name} answers`, 10_000, async () => {
    const { status, body } = await open(`http://${host}:${port}/${sizes[0]}`)
    return status === 200 && body.length === (sizes[0] ?? 0) * 1024
  })

/** What was measured of a contender by size of the answer, in order of the rounds that it took part in. */
type Results = Map<string, (Measured & { round: number })[][]>

/** Each in its turn is the first. */
const turned = <T>(all: T[], round: number): T[] => {
  const first = Math.abs(round) % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}

/** Per size how Keelson's compares with a peer, round by round; a figure is the geometric mean over the sizes. */
function judge(results: Results) {
  const measured = (name: string, size: number, of: Quantity) => results.get(name)?.[size]?.map(of) ?? []
  const ratios = (peer: string, of: Quantity) =>
    sizes.map((_, size) => {
      const took = new Set(results.get(peer)?.[size]?.map(({ round }) => round))
      const own = results.get('keelson')?.[size]?.filter(({ round }) => took.has(round)) ?? []
      return pairedRatio(own.map(of), measured(peer, size, of))
    })
  const figure = (peer: string, of: Quantity) =>
    rounded(geometricMean(ratios(peer, of).map(({ value }) => value)), 3)
  const peers = [...results.keys()].filter((name) => name !== 'keelson')
  const report = [
    [
      `requests/s (p99 ms), medians of the rounds, ${connections} connections`,
      ...sizes.map((size) => `${size} KiB`),
    ],
    ...[...results.keys()].map((name) => [
      name,
      ...sizes.map((_, size) => {
        const [rate, p99] = [perSecond, p99Ms].map((of) => median(measured(name, size, of)))
        return `${rate?.toFixed(0)} (${p99?.toFixed(1)})`
      }),
    ]),
    ['requests/s of keelson by those of'],
    ...peers.map((name) => [name, ...ratios(name, perSecond).map(sayRatio)]),
  ]
  return {
    figures: {
      vsHaproxy: figure('haproxy', perSecond),
      vsHaproxyWithoutRepetition: figure('haproxy without repetition', perSecond),
      vsNginx: figure('nginx', perSecond),
      vsCaddy: figure('caddy', perSecond),
      p99VsHaproxy: figure('haproxy', p99Ms),
    },
    report: report.map((cells) => cells.map(column).join('')).join('\n'),
  }
}

type Quantity = (measured: Measured) => number
const perSecond: Quantity = (measured) => measured.perSecond
const p99Ms: Quantity = (measured) => measured.p99Ms

const geometricMean = (values: number[]) =>
  Math.exp(values.reduce((total, value) => total + Math.log(value), 0) / values.length)
const column = (cell: string, index: number) => (index ? cell.padStart(20) : cell.padEnd(64))
