import type { Context } from '../context.ts'
import type { Router } from '../environments/router.ts'
import { type Issue, issueByAcme } from './acme.ts'
import { type AuthorityAccount, findAuthority } from './authority.ts'
import { certificateFor } from './choose.ts'
import { inspect } from './inspect.ts'
import { nextAttempt, recent } from './schedule.ts'
import * as store from './store.ts'

/** A host that wants a certificate. `ready`: the authority would find it here. */
export type WantedHost = { host: string; ready: boolean }
type Parts = Pick<Context, 'database' | 'sealing' | 'log'> & {
  router: Pick<Router, 'route' | 'changed'>
  /** Undefined: no HTTPS is spoken, so nothing is asked for and nothing thrown away. */
  wanted: () => Promise<WantedHost[] | undefined>
  /** A host has a certificate now, or a newer one. */
  onObtained?: () => void
  issue?: Issue
  now?: () => Date
}

/** Longest time between two looks; a change calls for one at once. */
const longestMs = 10 * 60_000
const shortestMs = 500
/** An attempt that takes longer belonged to a process that is gone. */
const claimSeconds = 300

/** Gets a certificate for every host that wants one, and the next one before that ends. */
export class CertificateKeeper {
  readonly #parts: Parts
  readonly #issue: Issue
  readonly #now: () => Date
  readonly #impatient = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #again = false
  #closed = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#issue = parts.issue ?? issueByAcme
    this.#now = parts.now ?? (() => new Date())
  }

  /** Somebody waits for this host: at the next look its pause after failures does not count. */
  hurry(host: string): void {
    this.#impatient.add(host)
  }

  /** Looks now, or again when it is looking. */
  wake(): void {
    if (this.#closed) return
    clearTimeout(this.#timer)
    if (this.#looking) {
      this.#again = true
      return
    }
    this.#looking = this.look()
      .catch((error) => {
        this.#parts.log.warn(error)
        return new Date(this.#now().getTime() + longestMs)
      })
      .then((next) => {
        this.#looking = undefined
        const ms = this.#again ? shortestMs : next.getTime() - this.#now().getTime()
        this.#again = false
        if (this.#closed) return
        this.#timer = setTimeout(() => this.wake(), Math.min(longestMs, Math.max(shortestMs, ms)))
      })
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#looking
  }

  /** Asks for what is due, one after the other. Gives the time at which the next one is. */
  async look(): Promise<Date> {
    const { database, sealing } = this.#parts
    const far = new Date(this.#now().getTime() + longestMs)
    await store.removeOldChallenges(database)
    const wanted = await this.#parts.wanted()
    if (!wanted) return far
    await this.#forgetOthers(wanted)
    const authority = await findAuthority(database, sealing)
    if (!authority) return far
    let next = far
    for (const { host, ready } of wanted) {
      if (!ready || this.#closed) continue
      let due = await this.#due(host)
      if (due && due <= this.#now()) {
        this.#impatient.delete(host)
        await this.#obtain(host, authority)
        due = await this.#due(host)
      }
      if (due && due < next) next = due
    }
    return next
  }

  /** What was obtained for hosts that nobody wants any more goes. */
  async #forgetOthers(wanted: WantedHost[]): Promise<void> {
    const { database, router } = this.#parts
    const hosts = new Set(wanted.map(({ host }) => host))
    const orders = await store.listOrders(database)
    const left = orders.filter(({ host, certificate, problem }) => {
      return !hosts.has(host) && (certificate !== null || problem !== null)
    })
    for (const { host } of left) await store.forgetHost(database, host)
    if (left.length > 0) router.changed()
  }

  /** When the host's next certificate may be asked for; undefined when an uploaded one serves it. */
  async #due(host: string): Promise<Date | undefined> {
    const { database } = this.#parts
    const [certificates, orders] = await Promise.all([
      store.listCertificates(database),
      store.listOrders(database),
    ])
    const now = this.#now()
    const uploaded = certificateFor(
      host,
      certificates.filter(({ kind }) => kind === 'uploaded'),
      now,
    )
    if (uploaded && uploaded.expiresAt > now) return undefined
    const order = orders.find((one) => one.host === host)
    const present = certificates.find(({ id }) => id === order?.certificate)
    return nextAttempt(order, present, this.#impatient.has(host))
  }

  async #obtain(host: string, authority: AuthorityAccount): Promise<void> {
    const { database, sealing, router, log } = this.#parts
    const order = (await store.listOrders(database)).find((one) => one.host === host)
    const now = this.#now()
    const attempts = [...recent(order?.attempts ?? [], now), now]
    if (!(await store.claimOrder(database, host, attempts, claimSeconds))) return
    try {
      const given = await this.#issue(host, authority, {
        put: async (token, answer) => {
          await store.addChallenge(database, token, answer)
          await router.route(AbortSignal.timeout(20_000))
        },
        remove: async (token) => {
          await store.removeChallenge(database, token)
        },
      })
      const inspected = inspect(given, this.#now())
      if (!inspected.ok) throw new Error(inspected.problem.detail)
      const { id } = await store.insertCertificate(database, sealing, 'automatic', inspected.certificate)
      await store.fulfilOrder(database, host, id)
      log.info(`certificate for ${host}: obtained from ${new URL(authority.directoryUrl).host}`)
      router.changed()
      this.#parts.onObtained?.()
    } catch (error) {
      const why = sentence(error)
      await store.failOrder(database, host, why)
      log.warn(`certificate for ${host}: ${why}`)
      router.changed()
    }
  }
}

/** What the authority, or the way to it, had against it. */
function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message || ('code' in error ? String(error.code) : '') : ''
  return (message || 'The certificate authority did not say why.').replaceAll(/\s+/g, ' ').slice(0, 500)
}
