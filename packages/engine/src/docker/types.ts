/** The parts of the Docker Engine API that Keelson reads and writes, with the engine's own names. */

export type Labels = Record<string, string>

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'

export type MountPoint = {
  Type: string
  Name?: string
  Source: string
  Destination: string
  Driver?: string
  Mode: string
  RW: boolean
  Propagation: string
}

export type EndpointSettings = {
  IPAMConfig?: { IPv4Address?: string; IPv6Address?: string; LinkLocalIPs?: string[] } | null
  Links?: string[] | null
  Aliases?: string[] | null
  DriverOpts?: Record<string, string> | null
  MacAddress?: string
  GwPriority?: number
  NetworkID?: string
  IPAddress?: string
  Gateway?: string
}

export type PortSummary = { IP?: string; PrivatePort: number; PublicPort?: number; Type: string }

/** One entry of the container list. */
export type ContainerSummary = {
  Id: string
  Names: string[]
  Image: string
  ImageID: string
  Command: string
  /** Seconds since 1970. */
  Created: number
  Ports: PortSummary[]
  SizeRw?: number
  SizeRootFs?: number
  Labels: Labels
  State: ContainerState
  /** For people, for example `Up 2 minutes (healthy)`. */
  Status: string
  HostConfig: { NetworkMode: string }
  NetworkSettings: { Networks: Record<string, EndpointSettings> }
  Mounts: MountPoint[]
}

export type HealthConfig = {
  Test?: string[]
  /** Nanoseconds, like all durations here. */
  Interval?: number
  Timeout?: number
  Retries?: number
  StartPeriod?: number
  StartInterval?: number
}

export type HealthState = {
  Status: 'none' | 'starting' | 'healthy' | 'unhealthy'
  FailingStreak: number
  Log: { Start: string; End: string; ExitCode: number; Output: string }[] | null
}

export type PortBinding = { HostIp: string; HostPort: string }

export type Mount = {
  Type: 'bind' | 'volume' | 'tmpfs' | 'npipe' | 'cluster' | 'image'
  Source?: string
  Target: string
  ReadOnly?: boolean
  Consistency?: string
  BindOptions?: {
    Propagation?: string
    NonRecursive?: boolean
    CreateMountpoint?: boolean
    ReadOnlyNonRecursive?: boolean
    ReadOnlyForceRecursive?: boolean
  }
  VolumeOptions?: {
    NoCopy?: boolean
    Labels?: Labels
    Subpath?: string
    DriverConfig?: { Name?: string; Options?: Record<string, string> }
  }
  TmpfsOptions?: { SizeBytes?: number; Mode?: number }
  ImageOptions?: { Subpath?: string }
}

export type DeviceRequest = {
  Driver?: string
  Count?: number
  DeviceIDs?: string[]
  Capabilities?: string[][]
  Options?: Record<string, string>
}

export type HostConfig = {
  Binds?: string[] | null
  Mounts?: Mount[] | null
  NetworkMode?: string
  PortBindings?: Record<string, PortBinding[]>
  RestartPolicy?: { Name: string; MaximumRetryCount?: number } | undefined
  AutoRemove?: boolean
  VolumeDriver?: string
  VolumesFrom?: string[]
  CapAdd?: string[]
  CapDrop?: string[]
  CgroupnsMode?: string
  Dns?: string[]
  DnsOptions?: string[]
  DnsSearch?: string[]
  ExtraHosts?: string[]
  GroupAdd?: string[]
  IpcMode?: string
  OomScoreAdj?: number
  OomKillDisable?: boolean
  PidMode?: string
  Privileged?: boolean
  ReadonlyRootfs?: boolean
  SecurityOpt?: string[]
  MaskedPaths?: string[]
  ReadonlyPaths?: string[]
  StorageOpt?: Record<string, string>
  Tmpfs?: Record<string, string>
  UTSMode?: string
  UsernsMode?: string
  ShmSize?: number
  Sysctls?: Record<string, string>
  Runtime?: string
  Isolation?: string
  Init?: boolean
  Links?: string[]
  LogConfig?: { Type: string; Config: Record<string, string> }
  Annotations?: Record<string, string>
  CpuShares?: number
  Memory?: number
  NanoCpus?: number
  CgroupParent?: string
  BlkioWeight?: number
  BlkioWeightDevice?: { Path: string; Weight: number }[]
  BlkioDeviceReadBps?: { Path: string; Rate: number }[]
  BlkioDeviceWriteBps?: { Path: string; Rate: number }[]
  BlkioDeviceReadIOps?: { Path: string; Rate: number }[]
  BlkioDeviceWriteIOps?: { Path: string; Rate: number }[]
  CpuPeriod?: number
  CpuQuota?: number
  CpuRealtimePeriod?: number
  CpuRealtimeRuntime?: number
  CpuCount?: number
  CpuPercent?: number
  CpusetCpus?: string
  Devices?: { PathOnHost: string; PathInContainer: string; CgroupPermissions: string }[]
  DeviceCgroupRules?: string[]
  DeviceRequests?: DeviceRequest[]
  MemoryReservation?: number
  MemorySwap?: number
  MemorySwappiness?: number
  PidsLimit?: number
  Ulimits?: { Name: string; Soft: number; Hard: number }[]
}

export type ContainerConfig = {
  Hostname?: string
  Domainname?: string
  User?: string
  AttachStdin?: boolean
  AttachStdout?: boolean
  AttachStderr?: boolean
  ExposedPorts?: Record<string, object>
  Tty?: boolean
  OpenStdin?: boolean
  StdinOnce?: boolean
  Env?: string[]
  Cmd?: string[] | null
  Entrypoint?: string[] | null
  Image?: string
  Healthcheck?: HealthConfig
  /** For tests of the form CMD-SHELL. */
  Shell?: string[]
  Volumes?: Record<string, object>
  WorkingDir?: string
  MacAddress?: string
  NetworkDisabled?: boolean
  Labels?: Labels
  StopSignal?: string
  /** Seconds. */
  StopTimeout?: number
}

/** What a container is made from. */
export type ContainerRequest = ContainerConfig & {
  HostConfig?: HostConfig
  NetworkingConfig?: { EndpointsConfig: Record<string, EndpointSettings> }
}

export type ContainerInspect = {
  Id: string
  Created: string
  Path: string
  Args: string[]
  Name: string
  Image: string
  RestartCount: number
  /** Commands that run in it beside its own; those that ended stay in it for a while. */
  ExecIDs: string[] | null
  Platform: string
  State: {
    Status: ContainerState
    Running: boolean
    Paused: boolean
    Restarting: boolean
    OOMKilled: boolean
    Dead: boolean
    Pid: number
    ExitCode: number
    Error: string
    StartedAt: string
    FinishedAt: string
    Health?: HealthState
  }
  Config: ContainerConfig & { Image: string; Labels: Labels; Env: string[] | null }
  HostConfig: HostConfig
  Mounts: MountPoint[]
  NetworkSettings: {
    Ports: Record<string, PortBinding[] | null>
    Networks: Record<string, EndpointSettings>
  }
}

export type IpamConfig = {
  Subnet?: string
  IPRange?: string
  Gateway?: string
  AuxiliaryAddresses?: Record<string, string>
}

export type NetworkRequest = {
  Name: string
  Driver?: string
  Internal?: boolean
  Attachable?: boolean
  EnableIPv4?: boolean
  EnableIPv6?: boolean
  IPAM?: { Driver?: string; Config?: IpamConfig[]; Options?: Record<string, string> }
  Options?: Record<string, string>
  Labels?: Labels
}

export type NetworkInfo = {
  Id: string
  Name: string
  Driver: string
  Scope: string
  Internal: boolean
  Attachable: boolean
  Options: Record<string, string> | null
  Labels: Labels | null
  IPAM: { Driver: string; Config: IpamConfig[] | null }
  /** Only filled by inspect, keyed by container id. */
  Containers?: Record<string, { Name: string; EndpointID: string; IPv4Address: string }>
}

export type VolumeRequest = {
  Name?: string
  Driver?: string
  DriverOpts?: Record<string, string>
  Labels?: Labels
}

export type VolumeInfo = {
  Name: string
  Driver: string
  Mountpoint: string
  Labels: Labels | null
  Options: Record<string, string> | null
  Scope: string
  CreatedAt?: string
}

export type ImageSummary = {
  Id: string
  RepoTags: string[] | null
  RepoDigests: string[] | null
  Created: number
  Size: number
  Labels: Labels | null
}

export type ImageInspect = {
  Id: string
  RepoTags: string[] | null
  RepoDigests: string[] | null
  Created: string
  Size: number
  Os: string
  Architecture: string
  Variant?: string
  Config: ContainerConfig | null
  Metadata?: { LastTagTime: string }
}

export type EngineEvent = {
  Type: string
  Action: string
  Actor: { ID: string; Attributes: Record<string, string> }
  scope: string
  /** Seconds and nanoseconds since 1970. */
  time: number
  timeNano: number
}

export type EngineInfo = {
  ID: string
  Name: string
  ServerVersion: string
  OperatingSystem: string
  OSType: string
  Architecture: string
  NCPU: number
  MemTotal: number
  Driver: string
  DockerRootDir: string
  Swarm?: { LocalNodeState: string; ControlAvailable?: boolean; NodeID?: string }
}

export type ContainerStats = {
  read: string
  name: string
  id: string
  cpu_stats: CpuStats
  precpu_stats: CpuStats
  memory_stats: { usage?: number; limit?: number; stats?: Record<string, number> }
  networks?: Record<string, { rx_bytes: number; tx_bytes: number }>
  blkio_stats?: { io_service_bytes_recursive?: { op: string; value: number }[] | null }
  pids_stats?: { current?: number }
}

export type CpuStats = {
  cpu_usage: { total_usage: number; percpu_usage?: number[] | null }
  system_cpu_usage?: number
  online_cpus?: number
}
