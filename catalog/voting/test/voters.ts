import { setTimeout as pause } from 'node:timers/promises'

const AT_ONCE = 40
const RETRY_MS = 100

/** Voters who vote one to three times each, and try every vote until it is accepted. */
export class Voters {
  /** How many have cast all their votes. */
  done = 0
  /** Attempts that were not accepted. */
  refused = 0
  readonly #address: string
  readonly #plans: string[][]
  readonly #last = new Map<string, string>()

  constructor(address: string, count: number) {
    this.#address = address
    // Every mixture of first and last votes occurs, and the outcome is the same in every run.
    this.#plans = Array.from({ length: count }, (_, voter) =>
      Array.from({ length: 1 + (voter % 3) }, (_, turn) =>
        (voter * 7 + turn * 5 + voter ** 2) % 3 === 0 ? 'b' : 'a',
      ),
    )
  }

  async run(): Promise<void> {
    const waiting = this.#plans.values()
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const plan of waiting) await this.#voter(plan)
      }),
    )
  }

  /** Each voter's id and last accepted vote. */
  lastVotes(): Map<string, string> {
    return this.#last
  }

  expected(): Record<string, number> {
    const last = this.#plans.map((plan) => plan.at(-1))
    return {
      a: last.filter((choice) => choice === 'a').length,
      b: last.filter((choice) => choice === 'b').length,
    }
  }

  async #voter(plan: string[]): Promise<void> {
    const cookie = await this.#insist(async () => {
      const response = await fetch(this.#address)
      await response.text()
      const found = response.headers.getSetCookie().find((line) => line.startsWith('voter='))
      return found?.split(';')[0]
    })
    for (const choice of plan) {
      await this.#insist(async () => {
        const response = await fetch(`${this.#address}/api/votes`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', cookie },
          body: JSON.stringify({ vote: choice }),
        })
        await response.text()
        return response.status === 201 || undefined
      })
      this.#last.set(cookie.slice('voter='.length).split('.')[0] ?? '', choice)
    }
    this.done++
  }

  async #insist<T>(attempt: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const answer = await attempt().catch(() => undefined)
      if (answer !== undefined) return answer
      this.refused++
      await pause(RETRY_MS)
    }
  }
}
