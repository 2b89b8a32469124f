import type { Build } from './build.ts'
import type { Deploy, DeviceRequest } from './deploy.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Go notation, for example `1m30s`. */
export type Duration = string

/** Whole bytes, printed as a decimal string; `-1` means no limit where the engine knows one. */
export type Bytes = string

/** Octal text with a leading zero, for example `0440`. */
export type FileMode = string

/** A service in canonical form. `command` and `entrypoint` are `null` when the image's are kept, `[]` clears them. */
export type Service = {
  profiles?: string[]
  annotations?: Record<string, string>
  /** `false`: `up` does not show this service's log. */
  attach?: boolean
  build?: Build
  develop?: Develop
  blkio_config?: BlockIo
  cap_add?: string[]
  cap_drop?: string[]
  cgroup_parent?: string
  cgroup?: string
  cpu_count?: number
  cpu_percent?: number
  cpu_period?: number
  cpu_quota?: number
  cpu_rt_period?: number
  cpu_rt_runtime?: number
  cpus?: number
  cpuset?: string
  cpu_shares?: number
  command: string[] | null
  configs?: FileMount[]
  container_name?: string
  credential_spec?: { config?: string; file?: string; registry?: string; [extension: `x-${string}`]: Json }
  depends_on?: Record<string, Dependency>
  deploy?: Deploy
  device_cgroup_rules?: string[]
  devices?: { source?: string; target?: string; permissions?: string; [extension: `x-${string}`]: Json }[]
  dns?: string[]
  dns_opt?: string[]
  dns_search?: string[]
  domainname?: string
  entrypoint: string[] | null
  provider?: { type?: string; options?: Record<string, string[]>; [extension: `x-${string}`]: Json }
  /** `null`: the variable is passed by name and has no value. */
  environment?: Record<string, string | null>
  /** Only when env files are not resolved (`resolveEnvironment: false`). */
  env_file?: { path: string; required: boolean; format?: string }[]
  expose?: string[]
  /** Only when `extends` is not applied. */
  extends?: { file?: string; service?: string }
  external_links?: string[]
  /** `host=address`, sorted. */
  extra_hosts?: string[]
  group_add?: string[]
  gpus?: DeviceRequest[]
  hostname?: string
  healthcheck?: HealthCheck
  image?: string
  init?: boolean
  ipc?: string
  isolation?: string
  labels?: Record<string, string>
  label_file?: string[]
  links?: string[]
  logging?: { driver?: string; options?: Record<string, string>; [extension: `x-${string}`]: Json }
  mem_limit?: Bytes
  mem_reservation?: Bytes
  memswap_limit?: Bytes
  /** A percentage, printed as the reference prints bytes. */
  mem_swappiness?: Bytes
  mac_address?: string
  models?: Record<
    string,
    { endpoint_var?: string; model_var?: string; [extension: `x-${string}`]: Json } | null
  >
  network_mode?: string
  networks?: Record<string, NetworkAttachment | null>
  oom_kill_disable?: true
  oom_score_adj?: number
  pid?: string
  pids_limit?: number
  platform?: string
  ports?: Port[]
  privileged?: true
  pull_policy?: string
  read_only?: true
  restart?: string
  runtime?: string
  scale?: number
  secrets?: FileMount[]
  security_opt?: string[]
  shm_size?: Bytes
  stdin_open?: true
  stop_grace_period?: Duration
  stop_signal?: string
  storage_opt?: Record<string, string>
  sysctls?: Record<string, string>
  tmpfs?: string[]
  tty?: true
  ulimits?: Record<string, Ulimit>
  use_api_socket?: true
  user?: string
  userns_mode?: string
  uts?: string
  volumes?: Mount[]
  volumes_from?: string[]
  working_dir?: string
  pre_start?: Hook[]
  post_start?: Hook[]
  pre_stop?: Hook[]
  [extension: `x-${string}`]: Json
}

/** A single limit, or separate ones. */
export type Ulimit = number | { soft?: number; hard?: number }

/** A secret or config as a file in the container. */
export type FileMount = {
  source?: string
  target?: string
  uid?: string
  gid?: string
  mode?: FileMode
  [extension: `x-${string}`]: Json
}

/** What a service waits for before it starts. */
export type Dependency = {
  condition?: 'service_started' | 'service_healthy' | 'service_completed_successfully'
  /** Restart this service after the other one was. */
  restart?: true
  required: boolean
  [extension: `x-${string}`]: Json
}

/** How a service is attached to a network. */
export type NetworkAttachment = {
  aliases?: string[]
  driver_opts?: Record<string, string>
  gw_priority?: number
  interface_name?: string
  ipv4_address?: string
  ipv6_address?: string
  link_local_ips?: string[]
  mac_address?: string
  priority?: number
  [extension: `x-${string}`]: Json
}

/** A published or exposed port. `published` is a number or a range as text; absent: the engine chooses. */
export type Port = {
  name?: string
  mode?: string
  host_ip?: string
  target?: number
  published?: string
  protocol?: string
  app_protocol?: string
  [extension: `x-${string}`]: Json
}

/** Something mounted at `target`; without `source` an anonymous volume. */
export type Mount = {
  type?: string
  source?: string
  target?: string
  read_only?: true
  consistency?: string
  bind?: {
    selinux?: string
    propagation?: string
    /** Absent means true: a missing host folder is created. */
    create_host_path?: false
    recursive?: string
    [extension: `x-${string}`]: Json
  }
  volume?: {
    labels?: Record<string, string>
    nocopy?: true
    subpath?: string
    [extension: `x-${string}`]: Json
  }
  tmpfs?: { size?: Bytes; mode?: number; [extension: `x-${string}`]: Json }
  image?: { subpath?: string; [extension: `x-${string}`]: Json }
  [extension: `x-${string}`]: Json
}

export type HealthCheck = {
  test?: string[]
  timeout?: Duration
  interval?: Duration
  retries?: number
  start_period?: Duration
  start_interval?: Duration
  disable?: true
  [extension: `x-${string}`]: Json
}

/** A command run in the container at a moment of its life; `pre_start` ones may bring an image of their own. */
export type Hook = {
  command: string[] | null
  user?: string
  privileged?: true
  working_dir?: string
  environment?: Record<string, string | null>
  image?: string
  per_replica?: boolean
  [extension: `x-${string}`]: Json
}

export type Develop = {
  watch?: {
    path: string
    action: string
    target?: string
    exec: Hook
    include?: string[]
    ignore?: string[]
    initial_sync?: true
    [extension: `x-${string}`]: Json
  }[]
  [extension: `x-${string}`]: Json
}

type Rate = { Path: string; Rate: Bytes }

/** Limits of block devices. `Path`, `Weight` and `Rate` are upper case because the reference prints them so. */
export type BlockIo = {
  weight?: number
  weight_device?: { Path: string; Weight: number }[]
  device_read_bps?: Rate[]
  device_read_iops?: Rate[]
  device_write_bps?: Rate[]
  device_write_iops?: Rate[]
}
