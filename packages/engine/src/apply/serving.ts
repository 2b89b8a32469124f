import type { Step } from '../plan/step.ts'
import { monitor } from './monitor.ts'
import { idOf, type Performance } from './performance.ts'
import { NotServing, prove } from './prove.ts'

type Seeing = Step & { kind: 'prove' | 'monitor' }

/**
 * Sees whether new containers do their work. So many of a service may fail, as `update_config` says; they get no
 * requests.
 * @throws NotServing when more do
 */
export async function seeServing(step: Seeing, on: Performance): Promise<void> {
  try {
    await (step.kind === 'prove' ? proveOne(step, on) : watchAll(step, on))
  } catch (error) {
    if (!(error instanceof NotServing)) throw error
    const { service } = error
    on.failed.set(error.container, service)
    const failed = [...on.failed.values()].filter((one) => one === service).length
    if (failed > step.tolerated) throw error
    on.report({ kind: 'warning', text: `The service ${service} ${error.message}; update_config allows it.` })
  }
}

async function proveOne(step: Step & { kind: 'prove' }, on: Performance): Promise<void> {
  const { container, port, fresh } = step
  const id = idOf(container, on)
  const warn = (text: string) => on.report({ kind: 'warning', text })
  await prove(on.docker, on.watch, { id, service: container.service, port, fresh, signal: on.signal, warn })
  await on.traffic?.proved({ id, service: container.service })
}

const watchAll = ({ service, containers, milliseconds }: Step & { kind: 'monitor' }, on: Performance) =>
  monitor(
    on.watch,
    { ids: containers.map((ref) => idOf(ref, on)).filter((id) => !on.failed.has(id)), service },
    { milliseconds, signal: on.signal },
  )
