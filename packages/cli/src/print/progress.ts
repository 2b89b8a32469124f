import { stripVTControlCharacters } from 'node:util'
import { Failure } from '../failure.ts'
import type { Terminal } from './terminal.ts'
import { took } from './units.ts'

export type ProgressKind = 'tty' | 'plain' | 'json' | 'quiet'

/** Shows work under way: on a terminal a line a task, rewritten in place; elsewhere a line when a task is done. */
export type Progress = {
  /** `doing`: what is done to it, in a word. */
  begin(task: string, doing?: string): void
  /** A newer word on a task that goes on: how far a download is. */
  note(task: string, detail: string): void
  end(task: string, result: string, ok: boolean): void
  /** A line that stays: output of a build, a warning. */
  line(text: string): void
  /** Writes to the same terminal without getting into the lines of what is under way. */
  aside(write: () => void): void
  /** A machine-readable event; only `json` shows it. */
  event(event: unknown): void
  close(): void
}

/**
 * `--progress`, else `--json`, else COMPOSE_PROGRESS, else whether there is a terminal.
 *
 * @throws Failure for a kind that there is not.
 */
export function progressKind(
  values: { progress: string | undefined; json?: boolean },
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): ProgressKind {
  const asked = values.progress ?? (values.json ? 'json' : env.COMPOSE_PROGRESS)
  switch (asked) {
    case 'plain':
    case 'json':
    case 'quiet':
      return asked
    case 'rawjson':
      return 'json'
    case 'auto':
    case 'tty':
    case '':
    case undefined:
      return asked === 'tty' || terminal.errIsTerminal ? 'tty' : 'plain'
  }
  throw new Failure(`COMPOSE_PROGRESS is "${asked}"; it can be auto, tty, plain, json or quiet.`)
}

export function progress(kind: ProgressKind, terminal: Terminal): Progress {
  switch (kind) {
    case 'tty':
      return new LiveProgress(terminal)
    case 'plain':
      return plainProgress(terminal)
    case 'json':
      return { ...silent, event: (event) => terminal.print(JSON.stringify(event)) }
    case 'quiet':
      return silent
  }
}

const nothing = () => {}
const silent: Progress = {
  begin: nothing,
  note: nothing,
  end: nothing,
  line: nothing,
  aside: (write) => write(),
  event: nothing,
  close: nothing,
}

/** Milliseconds after which a task that goes on is told where nobody sees it turn, and then every so often again. */
const stillMs = 10_000

function plainProgress({ tell, err }: Terminal): Progress {
  const running = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  const tellSlow = () => {
    const slow = [...running].filter(([, since]) => Date.now() - since >= stillMs)
    const [oldest] = slow
    if (!oldest) return
    const names = slow.slice(0, 3).map(([task]) => task)
    const others = slow.length > names.length ? ` and ${slow.length - names.length} more` : ''
    tell(` ${names.join(', ')}${others}  still under way after ${took(Date.now() - oldest[1])}`)
  }
  const close = () => {
    clearInterval(timer)
    timer = undefined
  }
  return {
    ...silent,
    begin(task) {
      running.set(task, Date.now())
      timer ??= setInterval(tellSlow, stillMs)
    },
    end(task, result, ok) {
      running.delete(task)
      if (running.size === 0) close()
      tell(` ${task}  ${ok ? result : err('red', result)}`)
    },
    line: (text) => tell(stripVTControlCharacters(text)),
    close,
  }
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const frameMs = 100

class LiveProgress implements Progress {
  readonly #terminal: Terminal
  readonly #tasks = new Map<string, { since: number; detail: string }>()
  #drawn = 0
  #frame = 0
  #timer: NodeJS.Timeout | undefined

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  begin(task: string, doing = ''): void {
    this.#tasks.set(task, { since: Date.now(), detail: doing })
    this.#timer ??= setInterval(() => {
      this.#frame++
      this.#redraw()
    }, frameMs)
    this.#redraw()
  }

  note(task: string, detail: string): void {
    const known = this.#tasks.get(task)
    if (known) known.detail = detail
  }

  end(task: string, result: string, ok: boolean): void {
    const { err } = this.#terminal
    const since = this.#tasks.get(task)?.since ?? Date.now()
    this.#tasks.delete(task)
    const mark = ok ? err('green', '✔') : err('red', '✘')
    const painted = ok ? err('green', result) : err('red', result)
    this.#redraw(`${mark} ${task}  ${painted}  ${err('dim', took(Date.now() - since))}`)
  }

  line(text: string): void {
    this.#redraw(text)
  }

  aside(write: () => void): void {
    if (this.#drawn > 0) this.#terminal.stderr.write(this.#erased())
    this.#drawn = 0
    write()
    this.#redraw()
  }

  event(): void {}

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#tasks.clear()
    this.#redraw()
  }

  /** What takes the lines of running tasks away and leaves the cursor where they began. */
  #erased(): string {
    return this.#drawn > 0 ? `\u001b[${this.#drawn}A\r\u001b[J` : ''
  }

  /** Goes up over the lines of running tasks, writes what stays, then the running ones again. */
  #redraw(stays?: string): void {
    const { stderr, columns, err } = this.#terminal
    const spinner = frames[this.#frame % frames.length] ?? ''
    const running = [...this.#tasks].slice(0, 20).map(([task, { since, detail }]) => {
      const text = ` ${task}  ${detail}`.slice(0, Math.max(10, columns - 12)).trimEnd()
      return `${err('cyan', spinner)}${text}  ${err('dim', took(Date.now() - since))}`
    })
    const up = this.#erased()
    const lines = stays === undefined ? running : [stays, ...running]
    this.#drawn = running.length
    if (up || lines.length > 0) stderr.write(up + lines.map((line) => `${line}\n`).join(''))
  }
}
