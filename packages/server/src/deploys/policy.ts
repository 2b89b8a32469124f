import { dirname, isAbsolute, join, relative } from 'node:path'
import type { Project, Service } from '@keelson/compose'

/** What a project may not do unless an administrator trusts it. */
export type Violation = { where: string; what: string }

type Surroundings = {
  /** The checkout: what lies in it is the project's own. */
  root: string
  /** The path with its links followed; undefined when there is nothing. */
  realpath: (path: string) => string | undefined
}

/** Docker gives these to every container anyway. */
const usualCapabilities = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
)
const usualLogging = new Set(['json-file', 'local', 'none'])
const remoteVolumes = new Set(['nfs', 'nfs4', 'cifs', 'tmpfs'])
const isForeign = (mode: string | undefined) => mode === 'host' || mode?.startsWith('container:') === true

/** Attribute → what is said against it; undefined is nothing. Read aloud, this is the policy. */
const serviceRules: { [key: string]: (service: Service) => string | undefined } = {
  privileged: (s) => (s.privileged ? 'privileged: true gives the container the whole machine' : undefined),
  network_mode: (s) =>
    isForeign(s.network_mode)
      ? `network_mode: ${s.network_mode} leaves the project's own network`
      : undefined,
  pid: (s) => (isForeign(s.pid) ? `pid: ${s.pid} shows processes of others` : undefined),
  ipc: (s) => (isForeign(s.ipc) ? `ipc: ${s.ipc} shares memory with others` : undefined),
  uts: (s) => (s.uts === 'host' ? 'uts: host is the machine’s own' : undefined),
  cgroup: (s) => (s.cgroup === 'host' ? 'cgroup: host is the machine’s own' : undefined),
  userns_mode: (s) => (s.userns_mode ? `userns_mode: ${s.userns_mode} is the machine’s own` : undefined),
  cgroup_parent: (s) => (s.cgroup_parent ? 'cgroup_parent leaves the limits of the engine' : undefined),
  runtime: (s) =>
    s.runtime && s.runtime !== 'runc' ? `runtime: ${s.runtime} is not the usual one` : undefined,
  use_api_socket: (s) => (s.use_api_socket ? 'use_api_socket hands over the Docker Engine' : undefined),
  credential_spec: (s) => (s.credential_spec ? 'credential_spec uses credentials of the machine' : undefined),
  devices: (s) => (s.devices?.length || s.device_cgroup_rules?.length ? 'devices of the machine' : undefined),
  gpus: (s) =>
    s.gpus?.length || s.deploy?.resources?.reservations?.devices?.length ? 'GPUs of the machine' : undefined,
  cap_add: (s) => {
    const extra = (s.cap_add ?? []).filter(
      (one) => !usualCapabilities.has(one.toUpperCase().replace(/^CAP_/, '')),
    )
    return extra.length ? `cap_add: ${extra.join(', ')}` : undefined
  },
  security_opt: (s) => {
    const weaker = (s.security_opt ?? []).filter((one) => !/^no-new-privileges([:=]true)?$/.test(one))
    return weaker.length ? `security_opt: ${weaker.join(', ')}` : undefined
  },
  oom_score_adj: (s) =>
    (s.oom_score_adj ?? 0) < 0 || s.oom_kill_disable
      ? 'it would outlive the machine’s own programs when memory is short'
      : undefined,
  volumes_from: (s) =>
    s.volumes_from?.some((one) => one.startsWith('container:'))
      ? 'volumes_from a container of others'
      : undefined,
  external_links: (s) => (s.external_links?.length ? 'external_links reach containers of others' : undefined),
  logging: (s) => {
    const driver = s.logging?.driver
    return driver && !usualLogging.has(driver)
      ? `logging: ${driver} sends logs from the machine to elsewhere`
      : undefined
  },
  hooks: (s) =>
    [...(s.pre_start ?? []), ...(s.post_start ?? []), ...(s.pre_stop ?? [])].some((hook) => hook.privileged)
      ? 'a privileged hook'
      : undefined,
  build: (s) => {
    const build = s.build
    if (!build) return undefined
    if (build.privileged || build.entitlements?.length) return 'a privileged build'
    if (build.network === 'host') return 'build.network: host'
    if (build.ssh?.length) return 'build.ssh hands over keys of the machine'
    return undefined
  },
}

/**
 * Everything in a model that would reach the machine or other projects. Binds, secret and config files are judged
 * by where their links lead. Pure but for `realpath`.
 */
export function violations(project: Project, around: Surroundings): Violation[] {
  const found: Violation[] = []
  for (const [name, service] of Object.entries(project.services)) {
    for (const rule of Object.values(serviceRules)) {
      const what = rule(service)
      if (what) found.push({ where: `service ${name}`, what })
    }
    for (const mount of service.volumes ?? []) {
      if (mount.type !== 'bind' || mount.source === undefined) continue
      const what = bindViolation(mount.source, around) ?? propagationViolation(mount.bind?.propagation)
      if (what) found.push({ where: `service ${name}`, what })
    }
  }
  for (const [kind, objects] of Object.entries({ secret: project.secrets, config: project.configs })) {
    for (const [name, { file }] of Object.entries(objects ?? {})) {
      if (file !== undefined && !isInside(file, around))
        found.push({ where: `${kind} ${name}`, what: `the file ${file} is outside the repository` })
    }
  }
  for (const [name, volume] of Object.entries(project.volumes ?? {})) {
    const { type = '', device = '', o = '' } = volume.driver_opts ?? {}
    if (volume.external)
      found.push({ where: `volume ${name}`, what: `the external volume ${volume.name} belongs to others` })
    else if ((volume.driver ?? 'local') !== 'local')
      found.push({ where: `volume ${name}`, what: `the driver ${volume.driver}` })
    else if ((device || type) && (!remoteVolumes.has(type) || /\bbind\b/.test(o))) {
      found.push({ where: `volume ${name}`, what: `driver_opts mount ${device || type} of the machine` })
    }
  }
  for (const [name, network] of Object.entries(project.networks ?? {})) {
    if (network.external)
      found.push({ where: `network ${name}`, what: `the external network ${network.name} belongs to others` })
    else if ((network.driver ?? 'bridge') !== 'bridge')
      found.push({ where: `network ${name}`, what: `the driver ${network.driver}` })
    else if (network.driver_opts?.['com.docker.network.bridge.name']) {
      found.push({ where: `network ${name}`, what: 'a bridge of the machine' })
    }
  }
  return found
}

function bindViolation(source: string, around: Surroundings): string | undefined {
  if (/(^|\/)docker\.sock$/.test(source)) return `${source} hands over the Docker Engine (docker.sock)`
  return isInside(source, around) ? undefined : `the host path ${source} is outside the repository`
}

const propagationViolation = (propagation: string | undefined) =>
  propagation?.includes('shared') ? `bind propagation ${propagation} reaches the machine` : undefined

/** Follows links of the nearest part of the path that exists: the rest would be made below it. */
function isInside(path: string, { root, realpath }: Surroundings): boolean {
  if (!isAbsolute(path)) return false
  const real = realpath(path)
  if (real === undefined) return path !== dirname(path) && isInside(dirname(path), { root, realpath })
  const way = relative(realpath(root) ?? root, real)
  return way === '' || (!way.startsWith('..') && !isAbsolute(way))
}

/** Labels by which objects are found may not come from a Compose file, trusted or not. */
export function forgedLabels(project: Project): Violation[] {
  const reserved = /^(io\.keelson\.|com\.docker\.compose\.)/
  const all: [string, Record<string, string> | undefined][] = [
    ...Object.entries(project.services).flatMap(
      ([name, service]): [string, Record<string, string> | undefined][] => [
        [`service ${name}`, service.labels],
        [`service ${name}`, service.build?.labels],
      ],
    ),
    ...Object.entries(project.networks ?? {}).map(([name, { labels }]): [string, typeof labels] => [
      `network ${name}`,
      labels,
    ]),
    ...Object.entries(project.volumes ?? {}).map(([name, { labels }]): [string, typeof labels] => [
      `volume ${name}`,
      labels,
    ]),
  ]
  return all.flatMap(([where, labels]) =>
    Object.keys(labels ?? {})
      .filter((label) => reserved.test(label))
      .map((label) => ({ where, what: `the label ${label} is Keelson's own` })),
  )
}

/** For the message: a path inside the checkout without the part that is of no interest. */
export const shortPath = (root: string, path: string) =>
  path.startsWith(join(root, '/')) ? relative(root, path) : path
