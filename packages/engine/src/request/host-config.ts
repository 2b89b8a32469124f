import { readFileSync } from 'node:fs'
import type { Service } from '@keelson/compose'
import type { HostConfig } from '../docker/types.ts'
import type { Limits } from './health.ts'
import { mounts } from './mounts.ts'
import { networkMode } from './networks.ts'
import { portBindings } from './ports.ts'
import type { Blueprint } from './request.ts'
import { present, resources } from './resources.ts'

/** Everything that ties a container to its host. */
export function hostConfig(blueprint: Blueprint, service: Service, limits: Limits): HostConfig {
  const { binds, mounts: list } = mounts(blueprint.project, service, blueprint.carried ?? [], limits)
  const added = capabilities(service.cap_add ?? [])
  const security = securityOptions(service)
  if (service.annotations && !limits.atLeast('1.43'))
    limits.warn('annotations need Docker 24 and are left out on this engine.')
  return present({
    AutoRemove: blueprint.oneOff?.autoRemove,
    Binds: binds.length > 0 ? binds : undefined,
    Mounts: list.length > 0 ? list : undefined,
    NetworkMode: networkMode(blueprint, service),
    PortBindings: portBindings(service),
    RestartPolicy: blueprint.oneOff?.autoRemove ? { Name: 'no' } : restartPolicy(service),
    Annotations: limits.atLeast('1.43') ? service.annotations : undefined,
    CapAdd: service.cap_add && capabilities(service.cap_add),
    CapDrop: service.cap_drop && capabilities(service.cap_drop).filter((drop) => !added.includes(drop)),
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
    SecurityOpt: security.options,
    MaskedPaths: security.unconfined ? [] : undefined,
    ReadonlyPaths: security.unconfined ? [] : undefined,
    StorageOpt: service.storage_opt,
    Sysctls: service.sysctls,
    Tmpfs: service.tmpfs && Object.fromEntries(service.tmpfs.map(tmpfs)),
    UsernsMode: service.userns_mode,
    UTSMode: service.uts,
    VolumesFrom: service.volumes_from,
    ...resources(service),
  })
}

/** `net_admin` as the engine stores it: CAP_NET_ADMIN; each once, in order. */
function capabilities(names: string[]): string[] {
  const full = names
    .map((name) => name.toUpperCase())
    .map((name) => (/^(ALL$|CAP_)/.test(name) ? name : `CAP_${name}`))
  return [...new Set(full)].sort()
}

function tmpfs(entry: string): [string, string] {
  const colon = entry.indexOf(':')
  return colon < 0 ? [entry, ''] : [entry.slice(0, colon), entry.slice(colon + 1)]
}

/** `deploy.restart_policy` comes before `restart`. */
function restartPolicy(service: Service): HostConfig['RestartPolicy'] {
  const policy = service.deploy?.restart_policy
  if (policy) {
    const name = { none: 'no', 'on-failure': 'on-failure', any: 'always' }[policy.condition ?? 'any']
    return { Name: name ?? policy.condition ?? 'always', MaximumRetryCount: policy.max_attempts ?? 0 }
  }
  if (!service.restart) return undefined
  const [name = 'no', attempts] = service.restart.split(':')
  return { Name: name, MaximumRetryCount: Number(attempts ?? 0) }
}

/** A seccomp profile is sent by content; `systempaths=unconfined` is the engine's masked and read-only paths emptied. */
function securityOptions(service: Service): { options: string[] | undefined; unconfined: boolean } {
  const list = service.security_opt?.map((option) => option.replace(/^(seccomp|systempaths):/, '$1='))
  const unconfined = list?.includes('systempaths=unconfined') ?? false
  const options = list
    ?.filter((option) => option !== 'systempaths=unconfined')
    .map((option) => {
      const file = /^seccomp=(.+)$/.exec(option)?.[1]
      if (!file || file === 'unconfined' || file === 'builtin') return option
      return `seccomp=${JSON.stringify(JSON.parse(readFileSync(file, 'utf8')))}`
    })
  const { file, registry } = service.credential_spec ?? {}
  const credential = file ? `file://${file}` : registry ? `registry://${registry}` : undefined
  if (credential) return { options: [...(options ?? []), `credentialspec=${credential}`], unconfined }
  return { options, unconfined }
}
