import type { ContainerStats } from '@keelson/engine'
import { binarySize, decimalSize } from './units.ts'

/** A measurement as `docker stats` shows it; templates name these fields. */
export function statsRow(name: string, id: string, stats: ContainerStats) {
  const used = memoryUsed(stats)
  const limit = stats.memory_stats.limit ?? 0
  const networks = Object.values(stats.networks ?? {})
  const io = stats.blkio_stats?.io_service_bytes_recursive ?? []
  const moved = (operation: string) =>
    sum(io.filter(({ op }) => op.toLowerCase() === operation).map(({ value }) => value))
  return {
    BlockIO: `${decimalSize(moved('read'))} / ${decimalSize(moved('write'))}`,
    CPUPerc: `${cpuPercent(stats).toFixed(2)}%`,
    Container: id,
    ID: id.slice(0, 12),
    MemPerc: `${(limit === 0 ? 0 : (used / limit) * 100).toFixed(2)}%`,
    MemUsage: `${binarySize(used)} / ${binarySize(limit)}`,
    Name: name,
    NetIO: `${decimalSize(sum(networks.map((n) => n.rx_bytes)))} / ${decimalSize(sum(networks.map((n) => n.tx_bytes)))}`,
    PIDs: String(stats.pids_stats?.current ?? 0),
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

/** Without the page cache, which the kernel gives back when it is needed (cgroup v1 and v2 name it differently). */
function memoryUsed({ memory_stats: { usage = 0, stats = {} } }: ContainerStats): number {
  const cache = stats.total_inactive_file ?? stats.inactive_file ?? 0
  return cache < usage ? usage - cache : usage
}

/** Share of one core between the two samples that the engine sends; 200 % is two cores busy. */
function cpuPercent({ cpu_stats: now, precpu_stats: before }: ContainerStats): number {
  const cpu = now.cpu_usage.total_usage - before.cpu_usage.total_usage
  const system = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0)
  const cores = now.online_cpus ?? now.cpu_usage.percpu_usage?.length ?? 1
  return cpu > 0 && system > 0 ? (cpu / system) * cores * 100 : 0
}
