import type { NetworkRequest, VolumeRequest } from '../docker/types.ts'
import type { Blueprint } from '../request/request.ts'

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
  | { kind: 'remove-volume'; name: string }
  | {
      kind: 'create-container'
      blueprint: Blueprint /** Until the old one is gone. */
      temporaryName?: string
    }
  | { kind: 'start-container'; container: ContainerRef }
  | { kind: 'stop-container'; container: ContainerRef; timeout?: number | undefined }
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

/** One thing to do and why. `id` is stable: the same plan gives the same ids. It waits for the steps in `after`. */
export type Step = { id: string; because: string; after: string[] } & Action

/** A step in words, without its reason. */
export function describe(step: Step): string {
  switch (step.kind) {
    case 'create-network':
      return `create network ${step.request.Name}`
    case 'remove-network':
      return `remove network ${step.name}`
    case 'connect-network':
      return `connect ${step.container.name} to network ${step.network}`
    case 'disconnect-network':
      return `disconnect ${step.container.name} from network ${step.name}`
    case 'create-volume':
      return `create volume ${step.request.Name}`
    case 'remove-volume':
      return `remove volume ${step.name}`
    case 'create-container':
      return `create container ${step.blueprint.name}`
    case 'start-container':
      return `start container ${step.container.name}`
    case 'stop-container':
      return `stop container ${step.container.name}`
    case 'remove-container':
      return `remove container ${step.container.name}`
    case 'restart-container':
      return `restart container ${step.container.name}`
    case 'kill-container':
      return `kill container ${step.container.name}`
    case 'pause-container':
      return `pause container ${step.container.name}`
    case 'unpause-container':
      return `unpause container ${step.container.name}`
    case 'rename-container':
      return `rename container ${step.container.name} to ${step.name}`
    case 'remove-image':
      return `remove image ${step.image}`
    case 'wait':
      return `wait for ${step.service} to be ${WAITED[step.condition]}`
    case 'prove':
      return `wait until ${step.container.name} serves`
    case 'enter':
      return `send requests to ${step.container.name}`
    case 'leave':
      return `send no more requests to ${step.container.name}`
    case 'monitor':
      return `watch ${step.service} for ${step.milliseconds / 1000} s`
    case 'pause':
      return `wait ${step.milliseconds / 1000} s`
    case 'run-hook':
      return `run the ${step.moment} command of ${step.blueprint.service}`
    case 'warn':
      return `warning: ${step.text}`
  }
}

const WAITED: Record<WaitCondition, string> = {
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
  running_or_healthy: 'running or healthy',
}

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
