import type { Labels } from '../docker/types.ts'
import type { Origin } from '../labels.ts'
import type { HookMoment } from './step.ts'

export type Recreate = 'diverged' | 'force' | 'never'

/** The image of a service as the engine has it. `volumes` are the paths that its VOLUME instructions name. */
export type ServiceImage = { id: string; volumes?: string[] }

/** Commands that a deploy runs once for a service, in containers of their own. */
export type DeployHooks = Partial<Record<HookMoment, string[] | undefined>>

/** How services are replaced while they serve. */
export type Rolling = {
  /** Services that get requests, with the port on which a container takes them. */
  traffic: Readonly<Record<string, number>>
  hooks?: Readonly<Record<string, DeployHooks>> | undefined
  /** Going back after a failure: `rollback_config` counts. */
  back?: boolean | undefined
  /** Changed services get this share of new containers beside those they have, which all stay. Percent. */
  beside?: number | undefined
}

/** What a plan depends on besides the project and what was observed. */
export type PlanOptions = {
  /** Image per service. A service without one is compared by configuration only. */
  images?: ReadonlyMap<string, ServiceImage>
  /** Only these services and, unless `noDeps`, what they depend on. Absent or empty: all. */
  services?: readonly string[] | undefined
  noDeps?: boolean | undefined
  /** Default true. False creates and starts nothing. */
  start?: boolean | undefined
  /** For the services asked for (default `diverged`), and for those that came along as dependencies. */
  recreate?: Recreate | undefined
  recreateDependencies?: Recreate | undefined
  /** Replicas that overrule the project's, by service. */
  scale?: Readonly<Record<string, number>> | undefined
  renewAnonymousVolumes?: boolean | undefined
  /** Seconds for stopping, instead of each container's own. */
  stopTimeout?: number | undefined
  removeOrphans?: boolean | undefined
  ignoreOrphans?: boolean | undefined
  /** Services that belong to the project without being in it now (inactive profiles): not orphans. */
  known?: readonly string[] | undefined
  /** A changed volume loses its content: true accepts that. */
  recreateVolumes?: boolean | undefined
  /** At the end wait until everything runs or is healthy. */
  wait?: boolean | undefined
  /** Seconds for that; without end when absent. */
  waitTimeout?: number | undefined
  /** Replace containers while they serve, as `deploy.update_config` says. Absent: as docker compose does it. */
  rolling?: Rolling | undefined
  /** Labels on containers, networks and volumes, outside every hash. */
  extraLabels?: Labels | undefined
  origin?: Origin | undefined
  /** Ids of containers that the engine can start no more: they are replaced. */
  remnants?: ReadonlySet<string> | undefined
  /** Services that a provider program runs are seen to elsewhere. Absent: they are refused. */
  provided?: boolean | undefined
}
