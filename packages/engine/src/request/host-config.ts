import type { Service } from '@keelson/compose'
import type { HostConfig } from '../docker/types.ts'
import type { Limits } from './health.ts'
import { mounts } from './mounts.ts'
import { networkMode } from './networks.ts'
import { portBindings } from './ports.ts'
import type { Blueprint } from './request.ts'
import { present, resources } from './resources.ts'
import { capabilities, security } from './security.ts'

/** Everything that ties a container to its host. */
export function hostConfig(blueprint: Blueprint, service: Service, limits: Limits): HostConfig {
  const { binds, mounts: list } = mounts(blueprint.project, service, blueprint.carried ?? [], limits)
  if (service.annotations && !limits.atLeast('1.43'))
    limits.warn('annotations need Docker 24 and are left out on this engine.')
  return present({
    AutoRemove: blueprint.oneOff?.autoRemove,
    Binds: binds.length > 0 ? binds : undefined,
    Mounts: list.length > 0 ? list : undefined,
    NetworkMode: networkMode(blueprint, service),
    PortBindings: portBindings(service),
    // What is run once is not run again.
    RestartPolicy: blueprint.oneOff ? undefined : restartPolicy(service),
    Annotations: limits.atLeast('1.43') ? service.annotations : undefined,
    CapAdd: service.cap_add && capabilities(service.cap_add),
    CapDrop: service.cap_drop && capabilities(service.cap_drop),
    CgroupnsMode: service.cgroup,
    Dns: service.dns,
    DnsOptions: service.dns_opt,
    DnsSearch: service.dns_search,
    ExtraHosts: service.extra_hosts?.map((entry) => entry.replace('=', ':')),
    GroupAdd: service.group_add,
    Init: service.init,
    IpcMode: service.ipc,
    Isolation: service.isolation,
    LogConfig: service.logging && {
      Type: service.logging.driver ?? '',
      Config: service.logging.options ?? {},
    },
    OomScoreAdj: service.oom_score_adj,
    PidMode: service.pid,
    Privileged: service.privileged,
    ReadonlyRootfs: service.read_only,
    Runtime: service.runtime,
    ...security(service, blueprint.origin?.workingDir ?? '.'),
    StorageOpt: service.storage_opt,
    Sysctls: service.sysctls,
    Tmpfs: service.tmpfs && Object.fromEntries(service.tmpfs.map(tmpfs)),
    UsernsMode: service.userns_mode,
    UTSMode: service.uts,
    VolumesFrom: volumesFrom(blueprint, service),
    ...resources(service),
  })
}

/** `service` names containers by their ids; what is read only is said where it is declared. */
function volumesFrom({ project, service: name }: Blueprint, service: Service): string[] | undefined {
  const declared = project.services[name]?.volumes_from
  return service.volumes_from?.map((id, index) => (declared?.[index]?.endsWith(':ro') ? `${id}:ro` : id))
}

function tmpfs(entry: string): [string, string] {
  const colon = entry.indexOf(':')
  return colon < 0 ? [entry, ''] : [entry.slice(0, colon), entry.slice(colon + 1)]
}

/** `deploy.restart_policy` comes before `restart`, also where it names no condition. */
function restartPolicy(service: Service): HostConfig['RestartPolicy'] {
  const policy = service.deploy?.restart_policy
  if (policy) {
    const { condition = '', max_attempts = 0 } = policy
    const name = { none: 'no', any: 'always' }[condition] ?? condition
    return { Name: name, MaximumRetryCount: max_attempts }
  }
  if (!service.restart) return undefined
  const [name = 'no', attempts] = service.restart.split(':')
  return { Name: name, MaximumRetryCount: Number(attempts ?? 0) }
}
