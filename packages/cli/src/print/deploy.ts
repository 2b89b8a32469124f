import type { Deploy, DeployEvent } from '@keelson/protocol'
import { type Paint, plain } from './paint.ts'
import { took } from './units.ts'

type Line = string

/** Turns an operation's events into lines of text; keeps what it needs to say how long a stage took. */
export function deployLines(paint: Paint): (event: DeployEvent) => Line[] {
  const started = new Map<string, number>()
  const coloured = paint('bold', '') !== ''
  return (event) => {
    switch (event.kind) {
      case 'stage': {
        const at = Date.parse(event.at)
        if (event.state === 'running') {
          started.set(event.stage, at)
          return [paint('bold', event.stage)]
        }
        const time = paint('dim', took(at - (started.get(event.stage) ?? at)))
        return event.state === 'done'
          ? [`${paint('green', `${event.stage} done`)} ${time}`]
          : [`${paint('red', `${event.stage} failed`)} ${time}`]
      }
      case 'log':
        return [`  ${paint('dim', `${event.source} │`)} ${coloured ? event.line : plain(event.line)}`]
      case 'step':
        if (event.state === 'planned') return [`  ${event.text} ${paint('dim', `(${event.because})`)}`]
        return event.state === 'started'
          ? []
          : [`  ${event.text} ${paint(event.state === 'done' ? 'green' : 'red', event.state)}`]
      case 'outcome':
        return [outcome(event.state, event.failure, paint)]
    }
  }
}

function outcome(state: Deploy['state'], failure: string | null, paint: Paint): string {
  const text = failure ? `${state}: ${failure}` : state
  return paint(state === 'succeeded' ? 'green' : state === 'failed' ? 'red' : 'yellow', text)
}

/** "deploy shop v3 to production": an operation in a few words. */
export function deployTitle(deploy: Deploy): string {
  if (deploy.scale) {
    const { service, replicas } = deploy.scale
    return `scale ${deploy.project} ${service}=${replicas ?? 'as in its file'}${deploy.environment ? ` in ${deploy.environment}` : ''}`
  }
  const version = deploy.version === null ? (deploy.ref ?? '') : `v${deploy.version}`
  const place = deploy.environment ? ` in ${deploy.environment}` : ''
  return `${deploy.kind} ${deploy.project}${version ? ` ${version}` : ''}${place}`
}
