import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { BalancerConfigError } from './check-config.ts'
import { type BalancerConfig, serverName } from './config.ts'
import { filesOf, readFiles, removeOldCertificates, writeFiles } from './folder.ts'
import { readTimings, type Timing } from './latency.ts'
import { observe } from './observe.ts'
import { plan, type Step } from './plan.ts'
import { reload } from './reload.ts'
import { CommandRefused, type Lingering, perform } from './runtime.ts'
import { type AllStatistics, readStatistics } from './statistics.ts'
import { endStuckWorkers } from './stuck-workers.ts'

export type Applied =
  | { outcome: 'nothing' }
  /** `lingering`: out of service, but connections are still open; the next `apply` removes them. */
  | { outcome: 'changed'; steps: Step[]; lingering: Lingering[] }
  | { outcome: 'reloaded'; steps: Step[] }
  /** Nothing was changed; the balancer goes on as before. */
  | { outcome: 'refused'; problem: string }

export type ConnectOptions = {
  /** The folder that the container mounts at `/balancer`. */
  folder: string
  /**
   * Asks HAProxy for its opinion of the file in place, for a better message: gives its words, or
   * undefined if it is content. (`haproxy -c -f /balancer/haproxy.cfg` in the container.)
   */
  validate?: () => Promise<string | undefined>
}

export type Balancer = {
  /**
   * Makes the running balancer so. Identical: does nothing. Other servers, weights, hosts: runtime
   * commands. Other backends or ports: a reload that loses no connection. Calls wait for each other.
   *
   * @throws BalancerAway if nothing answers in the folder
   */
  apply(config: BalancerConfig): Promise<Applied>
  /** @throws BalancerAway */
  statistics(): Promise<AllStatistics>
  /**
   * The times of the requests that were answered last, some or all of them.
   *
   * @throws BalancerAway
   */
  timings(): Promise<Timing[]>
  /**
   * Waits until the server has no open request or connection.
   *
   * @param timeout milliseconds
   * @returns what is still open then; 0 if all is done
   */
  drained(backend: string, id: string, options: { timeout: number; signal?: AbortSignal }): Promise<number>
  /**
   * Ends processes of before a reload that have nothing left to do and did not end within a second, as HAProxy's
   * sometimes do not: such a one uses a whole core.
   *
   * @returns their ids, as HAProxy's master knows them
   * @throws BalancerAway
   */
  endStuckWorkers(): Promise<number[]>
}

/** Speaks to a running balancer. Holds no state: a new control plane finds what is there by asking. */
export function connect({ folder, validate }: ConnectOptions): Balancer {
  let last: Promise<unknown> = Promise.resolve()
  return {
    apply(config) {
      const mine = last.then(() => applyNow(folder, config, validate))
      last = mine.catch(() => undefined)
      return mine
    },

    statistics: () => readStatistics(folder),
    timings: () => readTimings(folder),
    endStuckWorkers: () => endStuckWorkers(folder),

    async drained(backend, id, { timeout, signal }) {
      const deadline = Date.now() + timeout
      const name = serverName({ id })
      for (;;) {
        const { servers } = await readStatistics(folder)
        const mine = servers.filter((item) => item.backend === backend && item.server === name)
        const open = mine.reduce((total, { inFlight }) => total + inFlight, 0)
        if (open === 0 || Date.now() >= deadline) return open
        await delay(Math.min(100, Math.max(1, deadline - Date.now())), undefined, { signal })
      }
    },
  }
}

async function applyNow(
  folder: string,
  config: BalancerConfig,
  validate: ConnectOptions['validate'],
): Promise<Applied> {
  let files: Record<string, string>
  try {
    files = filesOf(config)
  } catch (error) {
    if (error instanceof BalancerConfigError) return { outcome: 'refused', problem: error.message }
    throw error
  }
  const steps = plan(config, await observe(folder))
  if (steps.some(({ kind }) => kind === 'reload')) return reloadWith(folder, config, files, steps, validate)

  await writeFiles(folder, files)
  if (steps.length === 0) return { outcome: 'nothing' }
  const lingering: Lingering[] = []
  try {
    for (const step of steps) {
      if (step.kind === 'reload') continue
      const left = await perform(folder, step)
      if (left) lingering.push(left)
    }
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error
    // The file says the same: a reload gets there too.
    return reloadWith(folder, config, files, [{ kind: 'reload', because: error.message }], validate)
  }
  await removeOldCertificates(folder, files)
  return { outcome: 'changed', steps, lingering }
}

async function reloadWith(
  folder: string,
  config: BalancerConfig,
  files: Record<string, string>,
  steps: Step[],
  validate: ConnectOptions['validate'],
): Promise<Applied> {
  const taken = await portsTaken(folder, config)
  if (taken.length > 0) {
    const problem = `Port ${taken.join(', ')} is in use by another program. Free it, or choose another port.`
    return { outcome: 'refused', problem }
  }
  const before = await readFiles(folder, Object.keys(files))
  await writeFiles(folder, files)
  const complaint = await validate?.()
  if (complaint === undefined && (await reload(folder))) {
    await removeOldCertificates(folder, files)
    return { outcome: 'reloaded', steps }
  }
  await writeFiles(folder, before)
  const problem = complaint ?? refusedWithoutWords
  return { outcome: 'refused', problem }
}

const refusedWithoutWords =
  'HAProxy refused the new configuration: a port is in use, or this machine does not have an address. ' +
  'The log of the balancer container says which.'

/** Ports that the balancer does not have yet and cannot get: asked by trying, on this machine. */
async function portsTaken(folder: string, config: BalancerConfig): Promise<number[]> {
  const { frontends } = await readStatistics(folder)
  const own = new Set(frontends.map(({ name }) => name))
  const wanted = config.published.filter(({ port }) => !own.has(`port-${port}`))
  const taken = await Promise.all(wanted.map(({ port, address }) => isTaken(port, address)))
  return wanted.filter((_, index) => taken[index]).map(({ port }) => port)
}

function isTaken(port: number, address = '*'): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE'))
    probe.listen({ port, host: address === '*' ? '0.0.0.0' : address, exclusive: true }, () =>
      probe.close(() => resolve(false)),
    )
  })
}
