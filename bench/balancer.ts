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

/** As many as there are contenders: each is first once. */
const rounds = 6
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
      const proxies = [
        keelson(await place()),
        haproxy(await place(), { repeats: true }),
        nginxProxy(await place()),
        caddy(await place()),
        haproxy(await place(), { repeats: false }),
      ]
      started.push(start(direct, first, folder))
      started.push(...proxies.map((one) => start(one, second, folder)))
      const all = [...proxies, direct]
      for (const one of all) await answers(one)

      const results = new Map(all.map(({ name }) => [name, sizes.map((): Measured[] => [])]))
      for (let round = -1; round < rounds; round++) {
        for (const [index, size] of sizes.entries()) {
          const turn = (round + all.length) % all.length
          for (const { name, port } of [...all.slice(turn), ...all.slice(0, turn)]) {
            const url = `http://127.0.0.1:${port}/${size}`
            const measured = await wrk(url, { host, cpu: first, connections, seconds })
            // The first round warms up.
            if (round >= 0) results.get(name)?.[index]?.push(measured)
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

/** Per size the median over rounds of what Keelson's has by what the peer had in the same round; then their geometric mean. */
function judge(results: Map<string, Measured[][]>) {
  const own = results.get('keelson') ?? []
  const ratio = (peer: string, of: (measured: Measured) => number) =>
    geometricMean(
      own.map((mine, size) =>
        median(
          mine.map((measured, round) => of(measured) / of(results.get(peer)?.[size]?.[round] ?? measured)),
        ),
      ),
    )
  const rate = ({ perSecond }: Measured) => perSecond
  const report = [
    `requests/s (p99 ms) by size of the answer, ${connections} connections, medians of ${rounds} rounds`,
    ['', ...sizes.map((size) => `${size} KiB`)],
    ...[...results].map(([name, bySize]) => [
      name,
      ...bySize.map(
        (all) => `${median(all.map(rate)).toFixed(0)} (${median(all.map(({ p99Ms }) => p99Ms)).toFixed(1)})`,
      ),
    ]),
  ].map((line) =>
    typeof line === 'string'
      ? line
      : line.map((cell, index) => (index ? cell.padStart(16) : cell.padEnd(28))).join(''),
  )
  return {
    figures: {
      vsHaproxy: round(ratio('haproxy', rate)),
      vsHaproxyWithoutRepetition: round(ratio('haproxy without repetition', rate)),
      vsNginx: round(ratio('nginx', rate)),
      vsCaddy: round(ratio('caddy', rate)),
      p99VsHaproxy: round(ratio('haproxy', ({ p99Ms }) => p99Ms)),
    },
    report: report.join('\n'),
  }
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const geometricMean = (values: number[]) =>
  Math.exp(values.reduce((total, value) => total + Math.log(value), 0) / values.length)
const round = (value: number) => Math.round(value * 1000) / 1000
