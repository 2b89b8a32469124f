import { containerStats, type Docker, inspectContainer } from '@keelson/engine'

/** Percent of what a container may use; null until it was measured twice. */
export type Measured = { cpu: number | null; memory: number | null }
type Look = { at: number; nanoseconds: number; processors: number }

/** Measures containers, each time since the time before. */
export class Usages {
  readonly #docker: Docker
  readonly #looks = new Map<string, Look>()

  constructor(docker: Docker) {
    this.#docker = docker
  }

  /** One that is gone measures nothing. */
  async measure(id: string): Promise<Measured> {
    const signal = AbortSignal.timeout(5_000)
    try {
      const stats = await containerStats(this.#docker, id, { oneShot: true, signal })
      const before = this.#looks.get(id)
      const processors = before?.processors ?? (await this.#processors(id))
      const now = { at: Date.now(), nanoseconds: stats.cpu_stats.cpu_usage.total_usage, processors }
      this.#looks.set(id, now)
      return {
        cpu: before ? cpuPercent(before, now) : null,
        memory: memoryPercent(stats.memory_stats),
      }
    } catch {
      this.#looks.delete(id)
      return { cpu: null, memory: null }
    }
  }

  /** Forgets every container that is not among these. */
  keep(ids: ReadonlySet<string>): void {
    for (const id of this.#looks.keys()) if (!ids.has(id)) this.#looks.delete(id)
  }

  /** How many a container may use: its limit; one where it has none, so that a target means the same on any machine. */
  async #processors(id: string): Promise<number> {
    const { HostConfig: host } = await inspectContainer(this.#docker, id)
    if (host.NanoCpus) return host.NanoCpus / 1e9
    if (host.CpuQuota && host.CpuQuota > 0) return host.CpuQuota / (host.CpuPeriod || 100_000)
    return 1
  }
}

function cpuPercent(before: Look, now: Look): number | null {
  const elapsed = (now.at - before.at) * 1e6
  if (elapsed <= 0) return null
  return Math.max(0, ((now.nanoseconds - before.nanoseconds) / elapsed / now.processors) * 100)
}

/** Without what the kernel only keeps as long as nobody needs it, as `docker stats` counts. */
function memoryPercent({
  usage,
  limit,
  stats = {},
}: {
  usage?: number
  limit?: number
  stats?: Record<string, number>
}): number | null {
  if (!usage || !limit) return null
  const cache = stats.total_inactive_file ?? stats.inactive_file ?? 0
  return ((usage - cache) / limit) * 100
}
