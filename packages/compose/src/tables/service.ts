import { build } from './build.ts'
import { deploy } from './deploy.ts'
import { devices, mounts } from './mounts.ts'
import { attachments, ports } from './network.ts'
import { command, deviceRequest, extraHosts, fileMounts, hook, startHook, ulimits } from './parts.ts'
import {
  bytes,
  duration,
  flag,
  list,
  named,
  number,
  object,
  oneOrMore,
  pairs,
  type Shape,
  text,
  texts,
  userName,
  whole,
} from './shape.ts'

const rate = list(
  object(
    {
      path: text({ always: true, printed: 'Path' }),
      rate: whole({ as: 'bytes', always: true, printed: 'Rate' }),
    },
    { closed: true },
  ),
)

const blockIo = object(
  {
    weight: whole({ as: 'small-count' }),
    weight_device: list(
      object(
        {
          path: text({ always: true, printed: 'Path' }),
          weight: whole({ as: 'small-count', always: true, printed: 'Weight' }),
        },
        { closed: true },
      ),
    ),
    device_read_bps: rate,
    device_read_iops: rate,
    device_write_bps: rate,
    device_write_iops: rate,
  },
  { closed: true },
)

const dependency = object(
  {
    condition: text({
      allowed: ['service_started', 'service_healthy', 'service_completed_successfully'],
    }),
    restart: flag(),
    required: { flag: true, as: 'flag', always: true },
  },
  { required: ['condition'] },
)

const envFile: Shape = {
  ...object(
    {
      path: text({ path: 'file' }),
      required: flag({ keep: true, always: true }),
      format: text(),
    },
    { closed: true, required: ['path'] },
  ),
  text: {},
}

const healthcheck = object({
  test: { text: {}, list: { of: text() }, as: 'test', merge: 'replace' },
  timeout: duration({ keep: true }),
  interval: duration({ keep: true }),
  retries: number('count', { cast: 'whole', keep: true }),
  start_period: duration({ keep: true }),
  start_interval: duration({ keep: true }),
  disable: flag({ cast: 'flag' }),
})

const watch = object(
  {
    path: text({ path: 'watch', check: 'not-blank', always: true }),
    action: text({ allowed: ['rebuild', 'sync', 'restart', 'sync+restart', 'sync+exec'], always: true }),
    target: text(),
    exec: { ...hook, always: true },
    include: oneOrMore({ canonical: 'list' }),
    ignore: oneOrMore({ canonical: 'list' }),
    initial_sync: { flag: true, as: 'flag' },
  },
  { required: ['path', 'action'] },
)

const optionValue: Shape = { text: {}, number: {}, flag: true, as: 'any-text' }

const serviceModel: Shape = {
  ...object({ endpoint_var: text(), model_var: text() }),
  nothing: true,
  as: 'object-or-null',
}

const start = {
  profiles: texts({ unique: true, identity: 'key' }),
  annotations: pairs('mapping', { merge: 'sequence', identity: 'key' }),
  attach: flag({ keep: true }),
  build,
  develop: { ...object({ watch: list(watch) }), nothing: true as const },
  blkio_config: blockIo,
  cap_add: texts({ unique: true, identity: 'key' }),
  cap_drop: texts({ unique: true, identity: 'key' }),
  cgroup_parent: text(),
  cgroup: text({ allowed: ['host', 'private'] }),
  cpu_count: whole({ cast: 'whole', min: 0 }),
  cpu_percent: whole({ as: 'float', cast: 'float', min: 0, max: 100 }),
  cpu_period: number('whole', { cast: 'whole' }),
  cpu_quota: number('whole', { cast: 'whole' }),
  cpu_rt_period: number('whole', { cast: 'whole' }),
  cpu_rt_runtime: number('whole', { cast: 'whole' }),
  cpus: number('float', { cast: 'float' }),
  cpuset: text(),
  cpu_shares: number('whole', { cast: 'whole' }),
  command,
  configs: fileMounts('config', false),
  container_name: text({ pattern: /[a-zA-Z0-9][a-zA-Z0-9_.-]+/ }),
  credential_spec: object({ config: text(), file: text(), registry: text() }),
  depends_on: {
    object: { keys: { pattern: userName, of: dependency } },
    list: { of: text(), unique: true as const },
    as: 'record' as const,
    merge: 'dependencies' as const,
    canonical: 'dependencies' as const,
  },
  deploy,
  device_cgroup_rules: texts({ unique: true }),
  devices,
  dns: oneOrMore({ merge: 'sequence', identity: 'key', canonical: 'list' }),
  dns_opt: texts({ unique: true, merge: 'sequence', identity: 'key' }),
  dns_search: oneOrMore({ merge: 'sequence', identity: 'key' }),
  domainname: text(),
  entrypoint: command,
  provider: object(
    {
      type: text(),
      options: {
        object: {
          keys: { pattern: /^.+$/, of: { ...optionValue, list: { of: optionValue } } },
          open: true as const,
        },
        as: 'multi-options' as const,
      },
    },
    { required: ['type'] },
  ),
  environment: pairs('environment', { merge: 'sequence', identity: 'key' }),
  env_file: {
    text: {},
    list: { of: envFile },
    as: 'env-files' as const,
    merge: 'sequence' as const,
    identity: 'env-file' as const,
    canonical: 'env-files' as const,
  },
} satisfies Record<string, Shape>

const end = {
  expose: list(
    { text: {}, number: {}, as: 'any-text' },
    { unique: true, identity: 'exposed', as: 'any-texts' },
  ),
  extends: {
    ...object({ service: text(), file: text({ path: 'extends' }) }, { closed: true, required: ['service'] }),
    text: {},
    canonical: 'extends' as const,
  },
  external_links: texts({ unique: true }),
  extra_hosts: extraHosts(),
  group_add: list({ text: {}, number: {}, as: 'text' }, { unique: true, as: 'texts' }),
  gpus: {
    text: { allowed: ['all'] },
    list: { of: deviceRequest(false) },
    as: 'list' as const,
    canonical: 'gpus' as const,
  },
  hostname: text(),
  healthcheck,
  image: text(),
  init: flag({ cast: 'flag', keep: true }),
  ipc: text(),
  isolation: text(),
  labels: pairs('labels', { merge: 'sequence', identity: 'key' }),
  label_file: {
    text: {},
    list: { of: text({ path: 'file' }) },
    as: 'texts' as const,
    merge: 'sequence' as const,
    canonical: 'list' as const,
  },
  links: texts({ unique: true, identity: 'key' }),
  logging: object(
    {
      driver: text(),
      options: {
        object: {
          keys: { pattern: /^.+$/, of: { text: {}, number: {}, nothing: true, as: 'any-text' } },
          open: true as const,
        },
        as: 'options' as const,
      },
    },
    { merge: 'logging' },
  ),
  mem_limit: bytes(),
  mem_reservation: whole({ as: 'bytes' }),
  memswap_limit: bytes(),
  mem_swappiness: whole({ as: 'bytes' }),
  mac_address: text(),
  models: {
    ...named(serviceModel, { merge: 'mapping', canonical: 'names', open: true }),
    list: { of: text(), unique: true as const },
  },
  network_mode: text(),
  networks: attachments,
  oom_kill_disable: flag({ cast: 'flag' }),
  oom_score_adj: whole({ cast: 'whole', min: -1000, max: 1000 }),
  pid: { text: {}, nothing: true as const, as: 'text' as const },
  pids_limit: number('whole', { cast: 'whole' }),
  platform: text(),
  ports,
  privileged: flag({ cast: 'flag' }),
  pull_policy: text({
    pattern: /always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+/,
  }),
  pull_refresh_after: text({ as: 'ignored' }),
  read_only: flag({ cast: 'flag' }),
  restart: text(),
  runtime: text(),
  scale: whole({ cast: 'whole', keep: true }),
  secrets: fileMounts('secret', true),
  security_opt: texts({ unique: true }),
  shm_size: bytes(),
  stdin_open: flag({ cast: 'flag' }),
  stop_grace_period: duration({ keep: true }),
  stop_signal: text(),
  storage_opt: { object: { open: true as const }, as: 'texts-by-key' as const },
  sysctls: pairs('mapping', { merge: 'sequence', identity: 'key' }),
  tmpfs: oneOrMore({ merge: 'sequence', identity: 'key' }),
  tty: flag({ cast: 'flag' }),
  ulimits,
  use_api_socket: { flag: true as const, as: 'flag' as const },
  user: text(),
  userns_mode: text(),
  uts: text(),
  volumes: mounts,
  volumes_from: texts({ unique: true }),
  working_dir: text(),
  pre_start: list(startHook),
  post_start: list(hook),
  pre_stop: list(hook),
} satisfies Record<string, Shape>

/** A service: every attribute, in the reference's printing order. */
export const service: Shape = object({ ...start, ...end })
