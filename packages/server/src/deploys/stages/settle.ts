import { containerLogs, demultiplexLines, NotServing, StepError } from '@keelson/engine'
import type { Observed } from '../../environments/observed.ts'
import { judge } from '../settle.ts'
import type { Work } from './work.ts'

/** How long a restarted or starting container may take in all. */
const patienceMs = 5 * 60_000
const lookMs = 250
const lastLines = 30

/** A service came up and did not stay. The message names service, what happened, and what it said last. */
export class Unsettled extends Error {
  override readonly name = 'Unsettled'
}

/** Waits until everything that was started does its work. @throws Unsettled */
export async function settle(work: Work, composeProject: string): Promise<void> {
  const deadline = Date.now() + patienceMs
  const { observed, signal } = work
  await observed.refresh(composeProject)
  for (;;) {
    signal.throwIfAborted()
    const containers = observed.of(composeProject).filter((container) => !container.oneOff)
    const verdict = judge(containers, Date.now())
    if (verdict.kind === 'settled') return
    if (verdict.kind === 'failed') throw await explain(work, verdict.container, verdict.why)
    if (Date.now() > deadline) {
      throw new Unsettled(`It took longer than ${patienceMs / 60_000} minutes for ${verdict.for}.`)
    }
    await observed.changed(lookMs, signal)
  }
}

/** A container that did not come up is explained by what it wrote last; any other error stays as it is. */
export async function withLastWords(work: Work, error: unknown): Promise<unknown> {
  if (!(error instanceof StepError && error.cause instanceof NotServing)) return error
  const { container, service, message } = error.cause
  const tty = work.observed.all().find(({ id }) => id === container)?.tty ?? false
  return explain(work, { id: container, service, tty }, message, error.cause)
}

async function explain(
  work: Work,
  container: Pick<Observed, 'id' | 'service' | 'tty'>,
  why: string,
  cause?: unknown,
): Promise<Unsettled> {
  const lines: string[] = []
  const stream = await containerLogs(work.docker, container.id, { tail: lastLines }).catch(() => undefined)
  if (stream) for await (const { line } of demultiplexLines(stream, container.tty)) lines.push(line)
  for (const line of lines) work.log.log('apply', container.service, line)
  const said = lines.findLast((line) => line.trim() !== '')
  const last =
    said === undefined ? 'It wrote nothing.' : `The last it wrote: ${work.log.redact(said).slice(0, 300)}`
  return new Unsettled(`The service ${container.service} ${why}. ${last}`, { cause })
}
