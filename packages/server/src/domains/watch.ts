import type { Context } from '../context.ts'
import { checkDns, type Look } from './dns.ts'
import { type DomainRow, listDomains, saveCheck } from './store.ts'
import { leadsHere } from './view.ts'

const minute = 60_000
const lookMs = 15_000

/** How long what was found about a domain is believed, in milliseconds. DNS of a new one is being set up. */
export function believedFor({ dns, created_at }: Pick<DomainRow, 'dns' | 'created_at'>, now: Date): number {
  if (dns?.state === 'right') return 6 * 60 * minute
  return now.getTime() - created_at.getTime() < 60 * minute ? minute : 15 * minute
}

type Parts = Pick<Context, 'database' | 'log'> & {
  look: Look
  /** A domain leads here now, and did not before. */
  onArrival: () => void
  /** It leads here now, or not any more. */
  onChanged: (domain: DomainRow) => void
}

/** Looks again and again where the domains lead. */
export class DomainWatch {
  readonly #parts: Parts
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.#lookAtAll()
        .catch((error) => this.#parts.log.warn(error))
        .finally(() => {
          this.#looking = undefined
        })
    }, lookMs)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  /** Looks now. Gives the domain with what was found; undefined when it has gone meanwhile. */
  async check(domain: DomainRow): Promise<DomainRow | undefined> {
    const { database, look, onArrival, onChanged } = this.#parts
    const dns = await checkDns(domain.host, look)
    const saved = await saveCheck(database, domain.host, dns, new Date())
    if (!saved) return undefined
    if (leadsHere(saved) && !leadsHere(domain)) onArrival()
    if (leadsHere(saved) !== leadsHere(domain)) onChanged(saved)
    return saved
  }

  async #lookAtAll(): Promise<void> {
    const now = new Date()
    for (const domain of await listDomains(this.#parts.database)) {
      const age = now.getTime() - (domain.checked_at?.getTime() ?? 0)
      if (age >= believedFor(domain, now)) await this.check(domain)
    }
  }
}
