import { add, type Counts, countNames, nothing } from './counters.ts'

/** Of how many milliseconds the shown rates and the shown latencies are. */
const rateWindow = 5_000
const latencyWindow = 10_000
const sampleLimit = 2_000

/** The last moments of one server, or of one service: what the shown numbers are means of. */
export class Recent {
  #counts: { at: number; milliseconds: number; counts: Counts }[] = []
  #times: { at: number; milliseconds: number }[] = []

  /** Takes what was counted in the `milliseconds` before `now`. */
  count(now: number, milliseconds: number, counts: Counts): void {
    this.#counts = this.#counts.filter(({ at }) => at > now - rateWindow)
    this.#counts.push({ at: now, milliseconds, counts })
  }

  timed(now: number, times: readonly number[]): void {
    this.#times = this.#times.filter(({ at }) => at > now - latencyWindow).slice(-sampleLimit)
    for (const milliseconds of times) this.#times.push({ at: now, milliseconds })
  }

  /** Per second. */
  rates(): Counts {
    const total = nothing()
    let milliseconds = 0
    for (const one of this.#counts) {
      add(total, one.counts)
      milliseconds += one.milliseconds
    }
    for (const name of countNames) total[name] = milliseconds === 0 ? 0 : total[name] / (milliseconds / 1000)
    return total
  }

  times(): number[] {
    return this.#times.map(({ milliseconds }) => milliseconds)
  }
}
