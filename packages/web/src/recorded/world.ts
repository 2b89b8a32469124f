import {
  type Activity,
  type Autoscale,
  type CatalogApp,
  type Cleanup,
  type CleanupItem,
  type CleanupPolicy,
  type Deploy,
  type DeployEvent,
  DeployId,
  type DeployKey,
  type Environment,
  EnvironmentName,
  type HostKey,
  type Installation,
  type Invitation,
  type LiveEvent,
  type Member,
  type Project,
  ProjectName,
  type Refs,
  type Registry,
  type ReplicaOverride,
  ServiceName,
  type ServiceStatus,
  type Session,
  type Token,
  TokenId,
  UserId,
  type Variable,
  type Version,
  VersionNumber,
} from '@keelson/protocol'

/** Everything that a server would know about one project. */
export type Recorded = {
  project: Project
  versions: Version[]
  environments: Environment[]
  services: Map<string, ServiceStatus[]>
  variables: Variable[]
  refs: Refs
}

/** A small server's memory, in the page. Actions change it, and tell the listeners as a server would. */
export type World = {
  session: Session
  installation: Installation
  projects: Map<string, Recorded>
  deploys: Map<string, { deploy: Deploy; events: DeployEvent[] }>
  tokens: Token[]
  hostKeys: HostKey[]
  members: Member[]
  invitations: Invitation[]
  /** Newest first. */
  activity: Activity[]
  catalog: CatalogApp[]
  /** What was set by hand on the balancer, by replica. */
  overrides: Map<string, ReplicaOverride>
  balancerAway: boolean
  /** What was set, by project, environment and service; null is off. */
  autoscaling: Map<string, Autoscale | null>
  /** How long a second of recorded time lasts, in milliseconds. */
  secondMs: number
  /** Every request waits for ever, or is refused. */
  trouble: 'none' | 'silent' | 'refuses' | 'unreachable'
  registries: Registry[]
  deployKeys: DeployKey[]
  holdings: CleanupItem[]
  cleanupPolicy: CleanupPolicy
  /** Newest first. */
  cleanups: Cleanup[]
  /** What can be taken back, by its id. */
  undos: Map<string, () => DeployId | null>
  tell: (room: string, event: LiveEvent) => void
}

export const project = (name: string) => ProjectName.parse(name)
export const environment = (name: string) => EnvironmentName.parse(name)
export const service = (name: string) => ServiceName.parse(name)
export const number = (value: number) => VersionNumber.parse(value)
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
export const deployId = (n: number) => DeployId.parse(uuid(n))
export const tokenId = (n: number) => TokenId.parse(uuid(n))
export const userId = UserId.parse(uuid(1))

/** The present moved by some seconds, as the API writes times. */
export function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1_000).toISOString()
}

/** A commit hash that a number always gives again. */
export function hash(seed: number): string {
  let value = seed + 0x9e3779b9
  return Array.from({ length: 40 }, () => {
    value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) + 0x297a2d39
    return ((value >>> 20) & 15).toString(16)
  }).join('')
}
