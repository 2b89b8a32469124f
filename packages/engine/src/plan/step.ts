import type { NetworkRequest, VolumeRequest } from '../docker/types.ts'
import type { Blueprint } from '../request/request.ts'
import { type Phrase, phrasebook } from './phrase.ts'

/** A container that is there already, or one that another step of the same plan creates. */
export type ContainerRef = { name: string; service: string; number: number } & (
  | { id: string }
  | { madeBy: string }
)

export type WaitCondition =
  | 'service_healthy'
  | 'service_completed_successfully'
  /** What `up --wait` asks for: running, or healthy where there is a health check. */
  | 'running_or_healthy'

/** Before the first new container of a service starts, or after the last one does its work. */
export type HookMoment = 'pre-deploy' | 'post-deploy'

export type Action =
  | { kind: 'create-network'; request: NetworkRequest }
  | { kind: 'remove-network'; network: string; name: string; tolerant?: boolean }
  | { kind: 'connect-network'; network: string; container: ContainerRef; service: string }
  | { kind: 'disconnect-network'; network: string; name: string; container: ContainerRef }
  | { kind: 'create-volume'; request: VolumeRequest & { Name: string } }
  | { kind: 'remove-volume'; name: string; tolerant?: boolean }
  | {
      kind: 'create-container'
      blueprint: Blueprint /** Until the old one is gone. */
      temporaryName?: string
    }
  | { kind: 'start-container'; container: ContainerRef }
  | {
      kind: 'stop-container'
      container: ContainerRef
      timeout?: number | undefined
      /** It goes for good: a pre_stop hook that fails is told and does not keep it. */
      forGood?: true
    }
  | { kind: 'remove-container'; container: ContainerRef; volumes?: boolean; force?: boolean }
  | { kind: 'restart-container'; container: ContainerRef; timeout?: number | undefined }
  | { kind: 'kill-container'; container: ContainerRef; killSignal: string | undefined }
  | { kind: 'pause-container'; container: ContainerRef }
  | { kind: 'unpause-container'; container: ContainerRef }
  | { kind: 'rename-container'; container: ContainerRef; name: string }
  | { kind: 'remove-image'; image: string }
  | {
      kind: 'wait'
      service: string
      condition: WaitCondition
      required: boolean
      containers: ContainerRef[]
      /** A health check is run at once, without waiting for the engine to do it. */
      probe?: boolean
      /** Seconds. */
      timeout?: number | undefined
    }
  /** Waits until a new container does its work; `port` is where it takes connections, `fresh`: it replaces none. */
  | {
      kind: 'prove'
      container: ContainerRef
      port?: number | undefined
      fresh: boolean
      /** How many of the service may fail before the plan does. */
      tolerated: number
    }
  /** Requests go to it; no new ones go to it, and those it has finish. */
  | { kind: 'enter' | 'leave'; container: ContainerRef }
  /** Sees whether new containers go on doing their work. */
  | {
      kind: 'monitor'
      service: string
      containers: ContainerRef[]
      milliseconds: number
      tolerated: number
    }
  | { kind: 'pause'; service: string; milliseconds: number }
  /** A command in a container of its own, which must end with 0. */
  | { kind: 'run-hook'; moment: HookMoment; blueprint: Blueprint; command: string[] }
  /** Nothing to do, something to know. */
  | { kind: 'warn'; text: string }

/**
 * One thing to do and why. `id` is stable: the same plan gives the same ids. It waits for the steps in `after`. `why`:
 * the reason again, for those who say it in another language.
 */
export type Step = { id: string; because: string; why?: Phrase; after: string[] } & Action

/** What a step does. */
export const doings = {
  'step.create-network': 'create network {network}',
  'step.remove-network': 'remove network {network}',
  'step.connect-network': 'connect {container} to network {network}',
  'step.disconnect-network': 'disconnect {container} from network {network}',
  'step.create-volume': 'create volume {volume}',
  'step.remove-volume': 'remove volume {volume}',
  'step.create-container': 'create container {container}',
  'step.start-container': 'start container {container}',
  'step.stop-container': 'stop container {container}',
  'step.remove-container': 'remove container {container}',
  'step.restart-container': 'restart container {container}',
  'step.kill-container': 'kill container {container}',
  'step.pause-container': 'pause container {container}',
  'step.unpause-container': 'unpause container {container}',
  'step.rename-container': 'rename container {container} to {name}',
  'step.remove-image': 'remove image {image}',
  'step.wait-healthy': 'wait for {service} to be healthy',
  'step.wait-completed': 'wait for {service} to be completed',
  'step.wait-running': 'wait for {service} to be running or healthy',
  'step.prove': 'wait until {container} serves',
  'step.enter': 'send requests to {container}',
  'step.leave': 'send no more requests to {container}',
  'step.monitor': 'watch {service} for {seconds} s',
  'step.pause': 'wait {seconds} s',
  'step.run-hook': 'run the {moment} command of {service}',
  'step.warn': 'warning: {text}',
} as const
const doing = phrasebook(doings)

const waits = {
  service_healthy: 'step.wait-healthy',
  service_completed_successfully: 'step.wait-completed',
  running_or_healthy: 'step.wait-running',
} as const satisfies Record<WaitCondition, keyof typeof doings>

/** A step in words, without its reason. */
export function phraseOf(step: Step): Phrase {
  switch (step.kind) {
    case 'create-network':
      return doing('step.create-network', { network: step.request.Name })
    case 'remove-network':
      return doing('step.remove-network', { network: step.name })
    case 'connect-network':
      return doing('step.connect-network', { container: step.container.name, network: step.network })
    case 'disconnect-network':
      return doing('step.disconnect-network', { container: step.container.name, network: step.name })
    case 'create-volume':
      return doing('step.create-volume', { volume: step.request.Name })
    case 'remove-volume':
      return doing('step.remove-volume', { volume: step.name })
    case 'create-container':
      return doing('step.create-container', { container: step.blueprint.name })
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
      return doing(`step.${step.kind}`, { container: step.container.name })
    case 'rename-container':
      return doing('step.rename-container', { container: step.container.name, name: step.name })
    case 'remove-image':
      return doing('step.remove-image', { image: step.image })
    case 'wait':
      return doing(waits[step.condition], { service: step.service })
    case 'monitor':
      return doing('step.monitor', { service: step.service, seconds: step.milliseconds / 1000 })
    case 'pause':
      return doing('step.pause', { seconds: step.milliseconds / 1000 })
    case 'run-hook':
      return doing('step.run-hook', { moment: step.moment, service: step.blueprint.service })
    case 'warn':
      return doing('step.warn', { text: step.text })
  }
}

/** The same in English. */
export const describe = (step: Step): string => phraseOf(step).text

/** One line a step with its reason, as `--dry-run` and the tests print it. */
export const show = (steps: Step[]): string[] =>
  steps.map((step) => (step.because === '' ? describe(step) : `${describe(step)} (${step.because})`))

/** A plan that cannot be made: everything that stands against it. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
  readonly problems: string[]

  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}
