import type { Bytes, Duration, Json } from './service.ts'

/** How many containers of a service run, where, with which resources, and how they are replaced. */
export type Deploy = {
  mode?: string
  replicas?: number
  labels?: Record<string, string>
  update_config?: UpdateConfig
  rollback_config?: UpdateConfig
  resources: {
    limits?: Limits
    reservations?: Limits
    [extension: `x-${string}`]: Json
  }
  restart_policy?: {
    condition?: string
    delay?: Duration
    max_attempts?: number
    window?: Duration
    [extension: `x-${string}`]: Json
  }
  placement: {
    constraints?: string[]
    preferences?: { spread?: string; [extension: `x-${string}`]: Json }[]
    max_replicas_per_node?: number
    [extension: `x-${string}`]: Json
  }
  endpoint_mode?: string
  [extension: `x-${string}`]: Json
}

export type UpdateConfig = {
  parallelism?: number
  delay?: Duration
  failure_action?: string
  monitor?: Duration
  /** Between 0 and 1. */
  max_failure_ratio?: number
  order?: 'start-first' | 'stop-first'
  [extension: `x-${string}`]: Json
}

export type Limits = {
  /** Processors, for example 0.5. */
  cpus?: number
  memory?: Bytes
  pids?: number
  devices?: DeviceRequest[]
  generic_resources?: { discrete_resource_spec?: { kind: string; value: number } }[]
  [extension: `x-${string}`]: Json
}

/** Devices asked of the engine by capability. `count` -1 means all of them. */
export type DeviceRequest = {
  capabilities?: string[]
  driver?: string
  count?: number
  device_ids?: string[]
  options?: Record<string, string>
}
