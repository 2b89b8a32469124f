import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ContainerInspect } from '../src/index.ts'
import { engineRig, type Rig } from './rig.ts'

let rig: Rig
before(async () => {
  rig = await engineRig()
})
after(() => rig.close())

type Expectation = [
  name: string,
  fields: string,
  look: (container: ContainerInspect) => unknown,
  expected: unknown,
]

/** Each attribute: what is written, and what the engine then holds. */
const attributes: Expectation[] = [
  ['command', 'command: [sleep, "5"]', (c) => c.Config.Cmd, ['sleep', '5']],
  ['command as text', 'command: sh -c "echo hi"', (c) => c.Config.Cmd, ['sh', '-c', 'echo hi']],
  [
    'entrypoint',
    'entrypoint: [echo]\ncommand: [a]',
    (c) => [c.Config.Entrypoint, c.Config.Cmd],
    [['echo'], ['a']],
  ],
  ['environment', 'environment: {A: "1", B: "x=y"}', (c) => c.Config.Env, ['A=1', 'B=x=y', 'PATH=/bin']],
  ['labels', 'labels: {com.example: v}', (c) => c.Config.Labels['com.example'], 'v'],
  ['user', 'user: "1000:33"', (c) => c.Config.User, '1000:33'],
  ['working_dir', 'working_dir: /tmp', (c) => c.Config.WorkingDir, '/tmp'],
  [
    'hostname and domainname',
    'hostname: h\ndomainname: d.local',
    (c) => [c.Config.Hostname, c.Config.Domainname],
    ['h', 'd.local'],
  ],
  [
    'tty and stdin_open',
    'tty: true\nstdin_open: true',
    (c) => [c.Config.Tty, c.Config.OpenStdin],
    [true, true],
  ],
  ['init', 'init: true', (c) => c.HostConfig.Init, true],
  ['privileged', 'privileged: true', (c) => c.HostConfig.Privileged, true],
  ['read_only', 'read_only: true', (c) => c.HostConfig.ReadonlyRootfs, true],
  [
    'cap_add and cap_drop',
    'cap_add: [net_admin]\ncap_drop: [MKNOD, net_admin]',
    (c) => [c.HostConfig.CapAdd, c.HostConfig.CapDrop],
    [['CAP_NET_ADMIN'], ['CAP_MKNOD', 'CAP_NET_ADMIN']],
  ],
  [
    'security_opt',
    'security_opt: ["no-new-privileges:true", "seccomp:unconfined"]',
    (c) => c.HostConfig.SecurityOpt,
    ['no-new-privileges:true', 'seccomp:unconfined'],
  ],
  [
    'systempaths',
    'security_opt: ["systempaths=unconfined"]',
    (c) => [c.HostConfig.MaskedPaths, c.HostConfig.ReadonlyPaths],
    [[], []],
  ],
  ['group_add', 'group_add: ["33"]', (c) => c.HostConfig.GroupAdd, ['33']],
  [
    'stop_signal and stop_grace_period',
    'stop_signal: SIGINT\nstop_grace_period: 1m30s',
    (c) => [c.Config.StopSignal, c.Config.StopTimeout],
    ['SIGINT', 90],
  ],
  [
    'restart always',
    'restart: always',
    (c) => c.HostConfig.RestartPolicy,
    { Name: 'always', MaximumRetryCount: 0 },
  ],
  [
    'restart on-failure with a limit',
    'restart: on-failure:4',
    (c) => c.HostConfig.RestartPolicy,
    { Name: 'on-failure', MaximumRetryCount: 4 },
  ],
  [
    'deploy.restart_policy over restart',
    'restart: always\ndeploy: {restart_policy: {condition: on-failure, max_attempts: 3}}',
    (c) => c.HostConfig.RestartPolicy,
    { Name: 'on-failure', MaximumRetryCount: 3 },
  ],
  [
    'mem_limit, mem_reservation, memswap_limit',
    'mem_limit: 64m\nmem_reservation: 32m\nmemswap_limit: 128m',
    (c) => [c.HostConfig.Memory, c.HostConfig.MemoryReservation, c.HostConfig.MemorySwap],
    [64 << 20, 32 << 20, 128 << 20],
  ],
  ['cpus', 'cpus: 0.5', (c) => c.HostConfig.NanoCpus, 500_000_000],
  [
    'cpu_shares and cpuset',
    'cpu_shares: 512\ncpuset: "0"',
    (c) => [c.HostConfig.CpuShares, c.HostConfig.CpusetCpus],
    [512, '0'],
  ],
  [
    'cpu_period and cpu_quota',
    'cpu_period: 50000\ncpu_quota: 25000',
    (c) => [c.HostConfig.CpuPeriod, c.HostConfig.CpuQuota],
    [50_000, 25_000],
  ],
  ['pids_limit', 'pids_limit: 50', (c) => c.HostConfig.PidsLimit, 50],
  [
    'deploy.resources',
    'deploy: {resources: {limits: {cpus: "0.25", memory: 48M, pids: 20}, reservations: {memory: 16M}}}',
    (c) => [
      c.HostConfig.NanoCpus,
      c.HostConfig.Memory,
      c.HostConfig.PidsLimit,
      c.HostConfig.MemoryReservation,
    ],
    [250_000_000, 48 << 20, 20, 16 << 20],
  ],
  [
    'ulimits',
    'ulimits: {nofile: {soft: 100, hard: 200}, nproc: 300}',
    (c) => [...(c.HostConfig.Ulimits ?? [])].sort((a, b) => (a.Name < b.Name ? -1 : 1)),
    [
      { Name: 'nofile', Hard: 200, Soft: 100 },
      { Name: 'nproc', Hard: 300, Soft: 300 },
    ],
  ],
  ['oom_score_adj', 'oom_score_adj: 100', (c) => c.HostConfig.OomScoreAdj, 100],
  ['shm_size', 'shm_size: 32m', (c) => c.HostConfig.ShmSize, 32 << 20],
  [
    'devices',
    'devices: ["/dev/null:/dev/mynull:r"]',
    (c) => c.HostConfig.Devices,
    [{ PathOnHost: '/dev/null', PathInContainer: '/dev/mynull', CgroupPermissions: 'r' }],
  ],
  [
    'device_cgroup_rules',
    'device_cgroup_rules: ["c 1:3 r"]',
    (c) => c.HostConfig.DeviceCgroupRules,
    ['c 1:3 r'],
  ],
  [
    'gpus',
    'gpus: all',
    (c) => c.HostConfig.DeviceRequests?.map(({ Count, Capabilities }) => [Count, Capabilities]),
    [[-1, [['gpu']]]],
  ],
  [
    'reserved devices',
    'deploy: {resources: {reservations: {devices: [{capabilities: [tpu], driver: x, device_ids: ["1"]}]}}}',
    (c) =>
      c.HostConfig.DeviceRequests?.map(({ Driver, DeviceIDs, Capabilities }) => [
        Driver,
        DeviceIDs,
        Capabilities,
      ]),
    [['x', ['1'], [['tpu']]]],
  ],
  [
    'dns, dns_search, dns_opt',
    'dns: [1.1.1.1]\ndns_search: [ex.com]\ndns_opt: [use-vc]',
    (c) => [c.HostConfig.Dns, c.HostConfig.DnsSearch, c.HostConfig.DnsOptions],
    [['1.1.1.1'], ['ex.com'], ['use-vc']],
  ],
  [
    'extra_hosts',
    'extra_hosts: ["a=10.0.0.1", "b:10.0.0.2"]',
    (c) => c.HostConfig.ExtraHosts,
    ['a:10.0.0.1', 'b:10.0.0.2'],
  ],
  [
    'logging',
    'logging: {driver: json-file, options: {max-size: 1m}}',
    (c) => c.HostConfig.LogConfig,
    { Type: 'json-file', Config: { 'max-size': '1m' } },
  ],
  [
    'tmpfs',
    'tmpfs: ["/scratch:size=1m", /other]',
    (c) => c.HostConfig.Tmpfs,
    { '/scratch': 'size=1m', '/other': '' },
  ],
  [
    'sysctls',
    'network_mode: bridge\nsysctls: {net.core.somaxconn: "1024"}',
    (c) => c.HostConfig.Sysctls,
    { 'net.core.somaxconn': '1024' },
  ],
  ['network_mode host', 'network_mode: host', (c) => c.HostConfig.NetworkMode, 'host'],
  ['network_mode none', 'network_mode: none', (c) => c.HostConfig.NetworkMode, 'none'],
  [
    'pid and ipc of the host',
    'pid: host\nipc: host',
    (c) => [c.HostConfig.PidMode, c.HostConfig.IpcMode],
    ['host', 'host'],
  ],
  [
    'uts and userns_mode',
    'uts: host\nuserns_mode: host',
    (c) => [c.HostConfig.UTSMode, c.HostConfig.UsernsMode],
    ['host', 'host'],
  ],
  ['cgroup_parent', 'cgroup_parent: /x', (c) => c.HostConfig.CgroupParent, '/x'],
  ['runtime', 'runtime: runc', (c) => c.HostConfig.Runtime, 'runc'],
  [
    'blkio_config',
    'blkio_config: {device_write_bps: [{path: /dev/null, rate: 1k}]}',
    (c) => c.HostConfig.BlkioDeviceWriteBps,
    [{ Path: '/dev/null', Rate: 1024 }],
  ],
  [
    'expose',
    'expose: ["80", "90/udp", "100-101"]',
    (c) => Object.keys(c.Config.ExposedPorts ?? {}).sort(),
    ['100/tcp', '101/tcp', '80', '90/udp'],
  ],
  [
    'ports',
    'network_mode: bridge\nports: ["127.0.0.1:45871:80", "81/udp"]',
    (c) => c.HostConfig.PortBindings,
    { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '45871' }], '81/udp': [{ HostIp: '', HostPort: '' }] },
  ],
  [
    'healthcheck',
    'healthcheck: {test: "true", interval: 1m, timeout: 10s, retries: 4, start_period: 2s}',
    (c) => c.Config.Healthcheck,
    { Test: ['CMD-SHELL', 'true'], Interval: 60e9, Timeout: 10e9, StartPeriod: 2e9, Retries: 4 },
  ],
  ['healthcheck disabled', 'healthcheck: {disable: true}', (c) => c.Config.Healthcheck?.Test, ['NONE']],
  ['container_name', 'container_name: NAME-own', (c) => c.Name.slice(-4), '-own'],
  ['platform', 'platform: linux/amd64', (c) => c.Platform, 'linux'],
  [
    'mac_address',
    'network_mode: bridge\nmac_address: 02:42:ac:11:65:43',
    (c) => c.Config.MacAddress,
    '02:42:ac:11:65:43',
  ],
  [
    'volume of long form, read-only',
    'volumes: [{type: volume, source: v, target: /v, read_only: true}]',
    (c) => c.HostConfig.Binds?.map((bind) => bind.split('_')[1]),
    ['v:/v:ro'],
  ],
  [
    'volume nocopy',
    'volumes: [{type: volume, source: v, target: /v, volume: {nocopy: true}}]',
    (c) => c.HostConfig.Mounts?.map(({ VolumeOptions }) => VolumeOptions),
    [{ NoCopy: true }],
  ],
  [
    'bind that the engine may create',
    'volumes: [/etc/hostname:/h:ro]',
    (c) => c.HostConfig.Binds,
    ['/etc/hostname:/h:ro'],
  ],
  [
    'bind with propagation',
    'volumes: [{type: bind, source: /etc, target: /e, bind: {propagation: rslave}}]',
    (c) => c.HostConfig.Mounts?.map(({ BindOptions }) => BindOptions?.Propagation),
    ['rslave'],
  ],
  [
    'tmpfs mount',
    'volumes: [{type: tmpfs, target: /t, tmpfs: {size: 1048576, mode: 0700}}]',
    (c) => c.HostConfig.Mounts?.map(({ Type, TmpfsOptions }) => [Type, TmpfsOptions]),
    [['tmpfs', { SizeBytes: 1 << 20, Mode: 0o700 }]],
  ],
]

describe('attributes on the engine', { concurrency: 6 }, () => {
  for (const [name, fields, look, expected] of attributes) {
    test(name, () =>
      rig.scenario(async (scenario) => {
        const rest = fields.includes('source: v') ? 'volumes: {v: }\n' : ''
        assert.deepEqual(look(await scenario.created(fields, rest)), expected)
      }),
    )
  }

  test('labels by which docker compose knows its containers', () =>
    rig.scenario(async (scenario) => {
      const { Labels } = (await scenario.created('command: [sleep, "9"]')).Config
      const { 'com.docker.compose.config-hash': hash, 'com.docker.compose.image': image, ...rest } = Labels
      assert.match(hash ?? '', /^[0-9a-f]{64}$/)
      assert.match(image ?? '', /^sha256:[0-9a-f]{64}$/)
      assert.deepEqual(rest, {
        'com.docker.compose.project': scenario.name,
        'com.docker.compose.service': 'web',
        'com.docker.compose.container-number': '1',
        'com.docker.compose.oneoff': 'False',
        'com.docker.compose.depends_on': '',
        'com.docker.compose.version': 'keelson-0.1.0',
      })
    }))

  test('what an engine is too old for is left out and said', () =>
    rig.scenario(async (scenario) => {
      if (await scenario.docker.atLeast('1.44')) return
      const said: string[] = []
      const text =
        'services: {web: {image: IMAGE, network_mode: none, healthcheck: {test: "true", start_interval: 1s}}}'
      await scenario.up(text, {
        start: false,
        onEvent: (event) => void (event.kind === 'warning' && said.push(event.text)),
      })
      assert.match(said.join(), /start_interval needs Docker 25/)
    }))

  test('what is not supported is said, and refused where a service may need it', () =>
    rig.scenario(async (s) => {
      const said: string[] = []
      await s.up(
        'services: {web: {image: IMAGE, network_mode: none, credential_spec: {config: c}}}\nconfigs: {c: {content: x}}',
        {
          start: false,
          onEvent: (event) => void (event.kind === 'warning' && said.push(event.text)),
        },
      )
      assert.match(said.join(), /credential_spec\.config is left out/)
      await assert.rejects(
        s.up('services: {web: {image: IMAGE, network_mode: none, pre_start: [{command: [sh]}]}}'),
        /"web" has pre_start commands, which are not run here.*service_completed_successfully/,
      )
    }))

  test('use_api_socket: the engine answers in the container, with the configuration that DOCKER_CONFIG names', () =>
    rig.scenario(async (s) => {
      await s.up(`services:
  web: {image: IMAGE, network_mode: none, use_api_socket: true, command: [sleep, '60'], stop_grace_period: 0s}
  own: {image: IMAGE, network_mode: none, use_api_socket: true, environment: {DOCKER_CONFIG: /mine}}`)
      const { HostConfig } = await s.inspect('web')
      assert.deepEqual(HostConfig.Binds, ['/var/run/docker.sock:/var/run/docker.sock:rw'])
      const seen = await s.shell('web', 'test -S /var/run/docker.sock && cat $DOCKER_CONFIG/config.json')
      assert.match(seen.out, /^\{"auths":\{.*\}\}$/)
      const own = await s.inspect('own')
      assert.ok(own.Config.Env?.includes('DOCKER_CONFIG=/mine'))
    }))

  test('a setting that the engine refuses is named with its container', () =>
    rig.scenario(async (scenario) => {
      await assert.rejects(
        scenario.created('mem_limit: 1k'),
        /Could not create container .*-web-1: .*[Mm]emory/,
      )
    }))
})
