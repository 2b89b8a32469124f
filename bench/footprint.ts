import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Benchmark } from '../scripts/bench.ts'
import { docker } from '../tests/harness/engine.ts'
import { startPlatform } from '../tests/harness/platform.ts'

const idleSeconds = 60

/** What an idle Keelson costs: server, database and balancer with one small application deployed. */
export default {
  name: 'footprint',
  async run() {
    const platform = await startPlatform()
    try {
      await platform.must(['catalog', 'deploy', 'visits', '--wait'])
      await platform.end('SIGTERM')
      const start = performance.now()
      await platform.start()
      const startSeconds = (performance.now() - start) / 1000

      const { id } = await platform.call('installation')
      const containers = (
        await docker('ps', '-q', '--filter', `label=com.docker.compose.project=keelson-${id}`)
      ).split('\n')
      const system = (await Promise.all(containers.filter(Boolean).map(pidsOf))).flat()
      const server = platform.pid() ?? 0
      await pause(idleSeconds * 1000)

      const before = cpuSeconds([server, ...system])
      await pause(idleSeconds * 1000)
      const idleCpuPercent = ((cpuSeconds([server, ...system]) - before) / idleSeconds) * 100
      const serverMb = residentMb(server)
      const systemMb = system.reduce((sum, pid) => sum + proportionalMb(pid), 0)
      const figures = { serverMb, totalMb: serverMb + systemMb, idleCpuPercent, startSeconds }
      return { figures, report: table(figures) }
    } finally {
      await platform.close()
    }
  },
} satisfies Benchmark

async function pidsOf(container: string): Promise<number[]> {
  const [, ...lines] = (await docker('top', container, '-o', 'pid')).trim().split('\n')
  return lines.map(Number)
}

function residentMb(pid: number): number {
  return field(`/proc/${pid}/status`, /VmRSS:\s+(\d+)/) / 1024
}

/** Proportional set size: what PostgreSQL's processes share is counted once. */
function proportionalMb(pid: number): number {
  return field(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+)/m) / 1024
}

function cpuSeconds(pids: number[]): number {
  const ticks = pids.map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return Number(fields[11]) + Number(fields[12])
  })
  return ticks.reduce((sum, value) => sum + value, 0) / 100
}

function field(path: string, pattern: RegExp): number {
  return Number(pattern.exec(readFileSync(path, 'utf8'))?.[1] ?? Number.NaN)
}

function table(figures: Record<string, number>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name.padEnd(16)} ${value.toFixed(1)}`)
    .join('\n')
}
