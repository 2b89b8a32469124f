import type { DeviceRequest, Service, Ulimit } from '@keelson/compose'
import type { DeviceRequest as EngineDeviceRequest, HostConfig } from '../docker/types.ts'

const bytes = (value: string | number | undefined) => (value === undefined ? undefined : Number(value))

/** Limits, reservations and devices. What `deploy.resources` says comes before the service's own fields. */
export function resources(service: Service): Partial<HostConfig> {
  const { limits, reservations } = service.deploy?.resources ?? {}
  const cpus = limits?.cpus ?? service.cpus
  return present({
    Memory: bytes(limits?.memory ?? service.mem_limit),
    MemoryReservation: bytes(reservations?.memory ?? service.mem_reservation),
    MemorySwap: bytes(service.memswap_limit),
    MemorySwappiness: bytes(service.mem_swappiness),
    NanoCpus: cpus === undefined ? undefined : Math.round(Number(cpus) * 1e9),
    PidsLimit: limits?.pids ?? service.pids_limit,
    CpuCount: service.cpu_count,
    CpuPercent: service.cpu_percent,
    CpuPeriod: bytes(service.cpu_period),
    CpuQuota: bytes(service.cpu_quota),
    CpuRealtimePeriod: bytes(service.cpu_rt_period),
    CpuRealtimeRuntime: bytes(service.cpu_rt_runtime),
    CpuShares: service.cpu_shares,
    CpusetCpus: service.cpuset,
    CgroupParent: service.cgroup_parent,
    OomKillDisable: service.oom_kill_disable,
    ShmSize: bytes(service.shm_size),
    ...blockIo(service.blkio_config),
    Ulimits: service.ulimits && Object.entries(service.ulimits).map(([name, limit]) => ulimit(name, limit)),
    Devices: hostDevices(service),
    DeviceCgroupRules: service.device_cgroup_rules,
    DeviceRequests: deviceRequests(service),
  })
}

function ulimit(Name: string, limit: Ulimit) {
  if (typeof limit !== 'object') return { Name, Soft: Number(limit), Hard: Number(limit) }
  return { Name, Soft: limit.soft ?? 0, Hard: limit.hard ?? 0 }
}

const isCdi = (source: string | undefined) => source !== undefined && /^[^/]+\/[^/=]+=.+$/.test(source)

const hostDevices = (service: Service) =>
  service.devices
    ?.filter(({ source }) => !isCdi(source))
    .map(({ source = '', target, permissions }) => ({
      PathOnHost: source,
      PathInContainer: target ?? source,
      CgroupPermissions: permissions ?? 'rwm',
    }))

/** Devices asked for by capability (`gpus`, `deploy`) or by a CDI name. */
function deviceRequests(service: Service): EngineDeviceRequest[] | undefined {
  const gpus =
    service.gpus?.map((gpu) => ({ ...gpu, capabilities: [...(gpu.capabilities ?? []), 'gpu'] })) ?? []
  const reserved = service.deploy?.resources?.reservations?.devices ?? []
  const requests = [...reserved, ...gpus].map(deviceRequest)
  const named = (service.devices ?? []).flatMap(({ source }) => (source && isCdi(source) ? [source] : []))
  if (named.length > 0) requests.push({ Driver: 'cdi', DeviceIDs: named })
  return requests.length > 0 ? requests : undefined
}

function deviceRequest(device: DeviceRequest): EngineDeviceRequest {
  const request: EngineDeviceRequest = { Capabilities: [[...new Set(device.capabilities)]] }
  if (device.driver) request.Driver = device.driver
  if (device.device_ids) request.DeviceIDs = device.device_ids
  // Naming neither a count nor devices asks for all of them.
  else request.Count = device.count ?? -1
  if (device.options) request.Options = device.options
  return request
}

function blockIo(config: Service['blkio_config']): Partial<HostConfig> {
  const rates = (list: { Path: string; Rate: string }[] | undefined) =>
    list?.map(({ Path, Rate }) => ({ Path, Rate: Number(Rate) }))
  return {
    ...present({
      BlkioWeight: config?.weight,
      BlkioWeightDevice: config?.weight_device,
      BlkioDeviceReadBps: rates(config?.device_read_bps),
      BlkioDeviceReadIOps: rates(config?.device_read_iops),
      BlkioDeviceWriteBps: rates(config?.device_write_bps),
      BlkioDeviceWriteIOps: rates(config?.device_write_iops),
    }),
  }
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The same object without what is not set. */
export function present<T extends object>(fields: T): Present<T> {
  const kept: Present<T> = {}
  for (const key of Object.keys(fields) as (keyof T)[]) {
    const value = fields[key]
    if (value !== undefined) kept[key] = value as Exclude<T[keyof T], undefined>
  }
  return kept
}
