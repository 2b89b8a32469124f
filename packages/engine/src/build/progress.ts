import { noteTransfer, type TransferLine } from '../registry/transfer.ts'
import { type Dockerfile, parseDockerfile } from './dockerfile.ts'
import type { Note } from './events.ts'
import { decodeTrace } from './trace.ts'

/** One line of the answer to `POST /build`. */
export type BuildLine = Omit<TransferLine, 'aux'> & {
  stream?: string
  aux?: string | { ID?: string } | undefined
  errorDetail?: { code?: number; message?: string }
}

/** What a failed build says besides its message; the classic builder tells the code of the step's command too. */
export type Failure = {
  step: string | undefined
  line: number | undefined
  log: string[]
  exitCode?: number | undefined
}

/** Follows one build: `read` each line, `imageId` at the end, `failure` when it went wrong. */
export type Follower = { read(line: BuildLine): void; imageId(): string | undefined; failure(): Failure }

const LOG_LINES = 20
/** What the classic builder says itself, between the output of steps. */
const OWN_WORDS = /^(Step \d+\/\d+ : | ---> |Removing intermediate container|Successfully (built|tagged) )/
const RED = new RegExp(`^${'\u001b'}\\[91m(.*)${'\u001b'}\\[0m$`, 's')

/** Turns BuildKit's trace into events. */
export function followBuildKit(dockerfile: string | undefined, note: Note): Follower {
  const steps = new Map<string, { name: string; state: string; log: string[]; open: string }>()
  let imageId: string | undefined
  let failed: string | undefined
  const stepOf = (digest: string) => {
    const step = steps.get(digest) ?? { name: '', state: '', log: [], open: '' }
    steps.set(digest, step)
    return step
  }
  return {
    read({ id, aux }) {
      if (id === 'moby.image.id' && typeof aux === 'object') imageId = aux.ID
      if (id !== 'moby.buildkit.trace' || typeof aux !== 'string') return
      const trace = decodeTrace(aux)
      for (const { digest, name, cached, started, completed, error } of trace.vertexes) {
        const step = stepOf(digest)
        step.name = name
        const cancelled = /context canceled|code = Canceled/.test(error)
        if (error !== '' && !cancelled) failed = digest
        const state =
          error !== '' ? 'failed' : cached ? 'cached' : completed ? 'done' : started ? 'running' : undefined
        if (!state || step.state === state || cancelled) continue
        step.state = state
        if (completed && step.open !== '') {
          note({ kind: 'log', step: name, line: step.open })
          step.log.push(step.open)
          step.open = ''
        }
        const milliseconds = started && completed ? completed - started : undefined
        note({ kind: 'step', id: digest, name, state, milliseconds })
      }
      for (const { vertex, id: layer, current, total, completed } of trace.statuses) {
        const done = completed !== undefined
        note({ kind: 'layer', id: layer, step: stepOf(vertex).name, text: layer, current, total, done })
      }
      for (const { vertex, text } of trace.logs) {
        const step = stepOf(vertex)
        const lines = (step.open + text).split('\n')
        step.open = lines.pop() ?? ''
        for (const line of lines) {
          step.log.push(line)
          if (step.log.length > LOG_LINES) step.log.shift()
          note({ kind: 'log', step: step.name, line })
        }
      }
      for (const message of trace.warnings) note({ kind: 'warning', message })
    },
    imageId: () => imageId,
    failure() {
      const step = failed === undefined ? undefined : steps.get(failed)
      if (!step) return { step: undefined, line: undefined, log: [] }
      const line = dockerfile === undefined ? undefined : lineOfStep(step.name, parseDockerfile(dockerfile))
      return { step: step.name, line, log: step.log }
    },
  }
}

/** Turns the classic builder's output into events. */
export function followClassic(dockerfile: string | undefined, note: Note): Follower {
  const log: string[] = []
  let open = ''
  let step = ''
  let number = 0
  let imageId: string | undefined
  let cached = false
  const endStep = (state: 'done' | 'failed') => {
    if (number > 0) {
      note({
        kind: 'step',
        id: String(number),
        name: step,
        state: cached ? 'cached' : state,
        milliseconds: undefined,
      })
    }
  }
  const readLine = (line: string) => {
    const [, count, text] = /^Step (\d+)\/\d+ : (.*)$/.exec(line) ?? []
    if (text !== undefined) {
      endStep('done')
      number = Number(count)
      step = text
      cached = false
      log.length = 0
      note({ kind: 'step', id: String(number), name: step, state: 'running', milliseconds: undefined })
    } else if (line.trim() === '---> Using cache') cached = true
    else if (line !== '' && !OWN_WORDS.test(line)) {
      log.push(line)
      if (log.length > LOG_LINES) log.shift()
      note({ kind: 'log', step, line })
    }
  }
  return {
    read(line) {
      if (typeof line.aux === 'object' && line.aux.ID) {
        imageId = line.aux.ID
        endStep('done')
        number = 0
      }
      noteTransfer({ ...line, aux: undefined }, step, note)
      // Standard error comes in red, and a step's last line may lack its end.
      const text = (line.stream ?? '').replace(RED, '$1')
      if (OWN_WORDS.test(text) && open !== '') {
        readLine(open)
        open = ''
      }
      const lines = (open + text).split('\n')
      open = lines.pop() ?? ''
      for (const one of lines) readLine(one)
    },
    imageId: () => imageId,
    failure() {
      endStep('failed')
      const instructions = dockerfile === undefined ? [] : parseDockerfile(dockerfile).instructions
      const line = number === 0 ? undefined : lineOfClassicStep(number, instructions)
      return { step: step || undefined, line, log }
    },
  }
}

/** The classic builder counts every instruction but the ARGs before the first FROM with its own numbers from 1. */
function lineOfClassicStep(number: number, instructions: Dockerfile['instructions']): number | undefined {
  return instructions[number - 1]?.first
}

/** Finds `[stage 2/4] RUN x` again by its words; BuildKit gives no lines through this API. */
function lineOfStep(name: string, { instructions }: Dockerfile): number | undefined {
  const words = (text: string) => text.replace(/\s+/g, ' ').trim()
  const wanted = words(name.replace(/^\[[^\]]*\]\s*/, ''))
  return instructions.find((one) => {
    const without = words(`${one.keyword} ${one.rest}`)
    return wanted === without || wanted === words(`${one.keyword} ${one.flags.join(' ')} ${one.rest}`)
  })?.first
}
