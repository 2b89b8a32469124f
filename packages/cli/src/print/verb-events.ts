import {
  describe,
  type ImageEvent,
  type ProviderEvent,
  type Step,
  show,
  type VerbEvent,
} from '@keelson/engine'
import type { Progress } from './progress.ts'
import { decimalSize, took } from './units.ts'

/** Shows what a verb tells, in docker compose's words: `Container shop-web-1  Started`. */
export function verbPrinter(progress: Progress): (event: VerbEvent) => void {
  return (event) => {
    progress.event(asData(event))
    if (event.kind === 'plan') {
      if (event.nothing) progress.line(event.nothing)
    } else if (event.kind === 'image') showImage(event.event, progress)
    else if (event.kind === 'provider') showProvider(event, progress)
    else if (event.kind === 'step') showStep(event, progress)
    else if (event.kind === 'warning') progress.line(`warning: ${event.text}`)
    else if (event.kind === 'output') progress.line(`${event.container} | ${event.line}`)
  }
}

/** A step is told by its words: what it is made of may hold secrets. */
function asData(event: VerbEvent): unknown {
  if (event.kind === 'plan') return { kind: 'plan', steps: show(event.steps) }
  if (event.kind !== 'step') return event
  const { step, ...rest } = event
  return { ...rest, step: step.id, text: describe(step), because: step.because }
}

function showStep(event: Extract<VerbEvent, { kind: 'step' }>, progress: Progress): void {
  const { step, state } = event
  const task = taskOf(step)
  if (task === undefined) return
  if (state === 'started') progress.begin(task, doing[step.kind])
  else if (state === 'failed') progress.end(task, 'Error', false)
  else if (event.undone) progress.end(task, undone[event.undone], event.undone !== 'optional')
  else progress.end(task, doneOf(step), true)
}

/** What a step works on; nothing for those that only serve another step. */
function taskOf(step: Step): string | undefined {
  switch (step.kind) {
    case 'create-network':
      return `Network ${step.request.Name}`
    case 'remove-network':
      return `Network ${step.name}`
    case 'create-volume':
      return `Volume ${step.request.Name}`
    case 'remove-volume':
      return `Volume ${step.name}`
    case 'remove-image':
      return `Image ${step.image}`
    case 'create-container':
      return `Container ${step.blueprint.name}`
    case 'wait':
    case 'monitor':
      return `Service ${step.service}`
    case 'run-hook':
      return `Service ${step.blueprint.service}`
    case 'rename-container':
    case 'pause':
    case 'warn':
      return undefined
    case 'connect-network':
    case 'disconnect-network':
    case 'start-container':
    case 'stop-container':
    case 'remove-container':
    case 'restart-container':
    case 'kill-container':
    case 'pause-container':
    case 'unpause-container':
    case 'prove':
    case 'enter':
    case 'leave':
      return `Container ${step.container.name}`
  }
}

function doneOf(step: Step): string {
  // Its check passes; the engine, which asks in its own time, calls it healthy later.
  if (step.kind === 'wait') return step.probe ? 'Ready' : waited[step.condition]
  if (step.kind === 'create-container' && step.temporaryName !== undefined) return 'Recreated'
  return done[step.kind]
}

const undone = { 'in-use': 'Still in use', optional: 'Error, but it is optional' } as const

const doing: Partial<Record<Step['kind'], string>> = {
  'create-network': 'Creating',
  'remove-network': 'Removing',
  'connect-network': 'Connecting',
  'disconnect-network': 'Disconnecting',
  'create-volume': 'Creating',
  'remove-volume': 'Removing',
  'create-container': 'Creating',
  'start-container': 'Starting',
  'stop-container': 'Stopping',
  'remove-container': 'Removing',
  'restart-container': 'Restarting',
  'kill-container': 'Killing',
  'remove-image': 'Removing',
  wait: 'Waiting',
}

const waited = {
  service_healthy: 'Healthy',
  service_completed_successfully: 'Completed',
  running_or_healthy: 'Ready',
} as const

const done: Readonly<Record<Exclude<Step['kind'], 'wait'>, string>> = {
  'create-network': 'Created',
  'remove-network': 'Removed',
  'connect-network': 'Connected',
  'disconnect-network': 'Disconnected',
  'create-volume': 'Created',
  'remove-volume': 'Removed',
  'create-container': 'Created',
  'start-container': 'Started',
  'stop-container': 'Stopped',
  'remove-container': 'Removed',
  'restart-container': 'Started',
  'kill-container': 'Killed',
  'pause-container': 'Paused',
  'unpause-container': 'Unpaused',
  'rename-container': 'Renamed',
  'remove-image': 'Removed',
  prove: 'Serving',
  enter: 'Reachable',
  leave: 'Drained',
  monitor: 'Steady',
  pause: '',
  'run-hook': 'Done',
  warn: '',
}

function showProvider({ service, verb, state, text = '' }: ProviderEvent, progress: Progress): void {
  const task = `Service ${service}`
  if (state === 'started') progress.begin(task)
  else if (state === 'working') progress.note(task, text)
  else if (state === 'done' || state === 'failed')
    progress.end(task, state === 'done' ? provided[verb] : 'Error', state === 'done')
}

const provided = { up: 'Provided', down: 'Removed', stop: 'Stopped' } as const

function showImage(event: ImageEvent, progress: Progress): void {
  const task = `Image ${event.image}`
  switch (event.kind) {
    case 'status':
      showImageState(event.state, task, progress)
      break
    case 'layer': {
      const size = event.total > 0 ? `${decimalSize(event.current)} of ${decimalSize(event.total)}` : ''
      progress.note(task, `${event.text} ${size}`.trimEnd())
      break
    }
    case 'step': {
      const step = `${event.service} ${event.name}`
      if (event.state === 'running') progress.begin(step)
      else progress.end(step, stepResult(event), event.state !== 'failed')
      break
    }
    case 'log':
      progress.line(` ${event.service} | ${event.line}`)
      break
    case 'warning':
      progress.line(`warning: ${event.message}`)
      break
    default:
      event satisfies never
  }
}

const stepResult = ({ state, milliseconds }: Extract<ImageEvent, { kind: 'step' }>) =>
  state === 'done' && milliseconds !== undefined ? took(milliseconds) : state

type ImageState = Extract<ImageEvent, { kind: 'status' }>['state']

function showImageState(state: ImageState, task: string, progress: Progress): void {
  const result = results[state]
  if (result === 'under way') {
    progress.begin(task)
    progress.note(task, state)
  } else if (result !== 'silent') progress.end(task, result, state !== 'failed')
}

const results: Readonly<Record<ImageState, string>> = {
  pulling: 'under way',
  building: 'under way',
  pushing: 'under way',
  present: 'silent',
  unchanged: 'Unchanged',
  pulled: 'Pulled',
  built: 'Built',
  pushed: 'Pushed',
  failed: 'Error',
  'would pull': 'silent',
  'would build': 'silent',
  'would push': 'silent',
}
