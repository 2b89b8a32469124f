import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
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
      const listed = await docker(
        'ps',
        '-q',
        '--no-trunc',
        '--filter',
        `label=com.docker.compose.project=keelson-${id}`,
      )
      const containers = listed.split('\n').filter(Boolean)
      const server = platform.pid() ?? 0
      await pause(idleSeconds * 1000)

      const before = await cpuSeconds(server, containers)
      await pause(idleSeconds * 1000)
      const idleCpuPercent = (((await cpuSeconds(server, containers)) - before) / idleSeconds) * 100
      const serverMb = residentMb(server)
      const system = (await Promise.all(containers.map(pidsOf))).flat()
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
/** Nothing for a process that ended meanwhile, as a health check's does. */
function proportionalMb(pid: number): number {
  if (!existsSync(`/proc/${pid}/smaps_rollup`)) return 0
  return field(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+)/m) / 1024
}

/** Processor time of the server process and of containers, health checks that come and go included. */
async function cpuSeconds(server: number, containers: string[]): Promise<number> {
  const fields = readFileSync(`/proc/${server}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const own = (Number(fields[11]) + Number(fields[12])) / 100
  const theirs = await Promise.all(containers.map(containerCpuSeconds))
  return theirs.reduce((sum, seconds) => sum + seconds, own)
}

function containerCpuSeconds(id: string): Promise<number> {
  const socketPath = (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace('unix://', '')
  return new Promise((resolve, reject) => {
    const path = `/containers/${id}/stats?stream=false&one-shot=true`
    request({ socketPath, path, headers: { host: 'docker' } }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve(JSON.parse(text).cpu_stats.cpu_usage.total_usage / 1e9))
    })
      .on('error', reject)
      .end()
  })
}

function field(path: string, pattern: RegExp): number {
  return Number(pattern.exec(readFileSync(path, 'utf8'))?.[1] ?? Number.NaN)
}

function table(figures: Record<string, number>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name.padEnd(16)} ${value.toFixed(1)}`)
    .join('\n')
}
