import type { Docker } from '@keelson/engine'
import type { OpenTerminal, TerminalEnd } from '@keelson/protocol'
import type { Caller } from '../access/authorise.ts'
import type { Note } from '../activity/record.ts'
import { Refusal } from '../http/refusal.ts'
import { type Finding, findReplica } from '../services/find.ts'
import type { Log } from '../system/log.ts'
import { endLeftShells, type Marks, marksOf } from './left-shells.ts'
import { type Ending, type Shell, type Size, startShell } from './shell.ts'

export type Limits = {
  /** How many one person may have open. */
  perPerson: number
  /** Without anything typed for so long, it ends. */
  idleMs: number
  /** How often it is asked anew whether whoever opened it still may. */
  checkMs: number
}
const usual: Limits = { perPerson: 8, idleMs: 30 * 60_000, checkMs: 10_000 }
/** How much may be under way to a page; more waits in the container. */
const windowBytes = 256 * 1024
/** How much typed text may wait for a shell that does not read. */
const unreadBytes = 256 * 1024

/** The page's side of a terminal. */
export type Screen = {
  /** Shows bytes, and calls back when they have been drawn. */
  show(data: Uint8Array, drawn: () => void): void
  ended(reason: TerminalEnd, exitCode: number | null): void
  /** May whoever opened it still do so? */
  stillAllowed(): Promise<boolean>
}

export type Terminal = {
  /** Types; resolves when the shell has taken it. @throws Refusal when it reads no more */
  type(data: string): Promise<void>
  resize(size: Size): Promise<void>
  /** The page is gone, or wants no more. The screen hears nothing of it. */
  close(): void
}

type Parts = Finding & { docker: Docker; installation: { id: string }; log: Pick<Log, 'warn'>; note: Note }
type Person = Extract<Caller, { kind: 'user' }>
type Open = { person: Person; end: (reason: TerminalEnd | null) => void; ended: Promise<void> }

/** The terminals that people have open in replicas. Each begins and ends in the activity; what is typed stays out of it. */
export class Terminals {
  readonly #parts: Parts
  readonly #limits: Limits
  readonly #open = new Set<Open>()
  /** Being opened, by person. */
  readonly #coming = new Map<string, number>()
  readonly #marks: Marks

  constructor(parts: Parts, limits: Partial<Limits> = {}) {
    this.#parts = parts
    this.#limits = { ...usual, ...limits }
    this.#marks = marksOf(parts.installation.id)
  }

  /** Ends the shells that an earlier server left behind: the engine lets them run when the server is killed. */
  async endLeft(): Promise<void> {
    const { docker, installation } = this.#parts
    await endLeftShells(docker, installation.id, this.#marks)
  }

  /** @throws Refusal when there is no such replica, it does not run, or too many are open */
  async open(request: OpenTerminal, caller: Caller, screen: Screen): Promise<Terminal> {
    if (caller.kind !== 'user') throw new Refusal('not-signed-in')
    const about = {
      who: caller.label,
      project: request.project,
      subject: [request.environment, request.service, request.replica.slice(0, 12)].join(' '),
    }
    const { note } = this.#parts
    try {
      const shell = await this.#start(request, caller)
      await note({ ...about, action: 'openTerminal', done: true })
      const since = Date.now()
      const closed = () =>
        note({
          ...about,
          action: 'closeTerminal',
          done: true,
          seconds: Math.round((Date.now() - since) / 1000),
        })
      if (!('stream' in shell)) {
        await closed()
        screen.ended(shell.reason, shell.exitCode)
        return { type: async () => {}, resize: async () => {}, close: () => {} }
      }
      return this.#attend(shell, caller, screen, closed)
    } catch (error) {
      const code = error instanceof Refusal ? error.code : 'internal'
      await note({ ...about, action: 'openTerminal', done: false, code })
      throw error
    }
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    const all = [...this.#open]
    for (const { end } of all) end(null)
    await Promise.all(all.map(({ ended }) => ended))
  }

  async #start(request: OpenTerminal, person: Person): Promise<Shell | Ending> {
    const { replica } = await findReplica(this.#parts, request)
    if (replica.state !== 'running') {
      const detail = `${replica.name} does not run (${replica.state}). Start it first.`
      throw new Refusal('wrong-state', { detail })
    }
    const { perPerson } = this.#limits
    const coming = this.#coming.get(person.userId) ?? 0
    const open = [...this.#open].filter((one) => one.person.userId === person.userId).length
    if (open + coming >= perPerson) {
      const detail = `You have ${perPerson} terminals open. Close one of them first.`
      throw new Refusal('wrong-state', { detail })
    }
    this.#coming.set(person.userId, coming + 1)
    try {
      return await startShell(this.#parts.docker, replica.id, { ...request, mark: this.#marks.next() })
    } finally {
      const left = (this.#coming.get(person.userId) ?? 1) - 1
      if (left > 0) this.#coming.set(person.userId, left)
      else this.#coming.delete(person.userId)
    }
  }

  #attend(shell: Shell, person: Person, screen: Screen, closed: () => Promise<void>): Terminal {
    const { idleMs, checkMs } = this.#limits
    const { log } = this.#parts
    const over = Promise.withResolvers<void>()
    let done = false
    const end = (reason: TerminalEnd | null, exitCode: number | null = null) => {
      if (done) return
      done = true
      clearTimeout(idle)
      clearInterval(check)
      if (reason) screen.ended(reason, exitCode)
      shell
        .end()
        .catch((error) => log.warn(error))
        .then(closed)
        .then(() => {
          this.#open.delete(entry)
          over.resolve()
        })
    }
    const entry: Open = { person, end, ended: over.promise }
    this.#open.add(entry)
    const idle = setTimeout(() => end('idle'), idleMs)
    const check = setInterval(() => {
      screen.stillAllowed().then(
        (allowed) => allowed || end('not-allowed'),
        // The database is away: asked again.
        () => {},
      )
    }, checkMs)
    pump(shell, screen)
      .then(shell.ending)
      .then(
        ({ reason, exitCode }) => end(reason, exitCode),
        () => end('failed'),
      )
    return {
      async type(data) {
        idle.refresh()
        if (done) return
        const { stream } = shell
        if (stream.writableLength > unreadBytes)
          throw new Refusal('wrong-state', { detail: 'The shell does not read what is typed.' })
        await new Promise<void>((resolve) => stream.write(data, () => resolve()))
      },
      async resize(size) {
        if (!done) await shell.resize(size)
      },
      close: () => end(null),
    }
  }
}

/** Shows what the shell writes, until it ends or breaks off; what the page has not drawn yet holds it back. */
function pump({ stream }: Shell, screen: Screen): Promise<void> {
  let underWay = 0
  stream.on('data', (piece: Buffer) => {
    underWay += piece.length
    if (underWay > windowBytes) stream.pause()
    screen.show(piece, () => {
      underWay -= piece.length
      if (underWay <= windowBytes) stream.resume()
    })
  })
  return new Promise((resolve) => {
    stream.once('end', resolve)
    stream.once('close', resolve)
  })
}
