import { changed, type Scenario } from '../scenario.ts'
import { base, lines, neitherMakesAgain } from './services.ts'

/** Attributes of containers in all the forms that they may be written in. */
export const serviceAttributes: Scenario[] = [
  {
    name: 'forms: devices, limits, kernel settings, capabilities',
    compose: `services:
  web:
    ${lines}
    devices: [/dev/null, "/dev/zero:/dev/n1", "/dev/null:/dev/n2:rw", {source: /dev/full, target: /dev/n3, permissions: r}]
    device_cgroup_rules: ["c 1:3 mr", "a *:* rwm"]
    ulimits: {nofile: 1024, nproc: {soft: 10, hard: 20}, core: 0, memlock: {soft: -1, hard: -1}}
    sysctls: [kernel.msgmax=65536, kernel.shm_rmid_forced=1]
    cap_add: [net_admin, CAP_SYS_TIME, ALL]
    cap_drop: [all, mknod]
    group_add: [audio, "1001", 5]
    init: false
    privileged: true
    read_only: true
    shm_size: 67108864
    security_opt: [label=disable, seccomp:unconfined, apparmor=unconfined, systempaths=unconfined]
    userns_mode: host
    uts: host
    pid: host
    ipc: host
    cgroup: host
    cgroup_parent: compare-a
    runtime: runc
    isolation: default
  api:
    ${lines}
    ulimits: {nofile: {soft: 1, hard: 2}}
    sysctls: {net.core.somaxconn: 1024}
    ipc: none
    cgroup: private
    oom_kill_disable: true
    oom_score_adj: -500
    security_opt: ["no-new-privileges", "seccomp=./seccomp.json"]
`,
    files: { 'seccomp.json': '{"defaultAction": "SCMP_ACT_ALLOW",\n "syscalls": []}\n' },
    steps: ['create', ...neitherMakesAgain],
  },
  {
    name: 'forms: processor, memory, block devices',
    compose: `services:
  web:
    ${lines}
    cpu_period: 50000
    cpu_quota: 25000
    cpu_shares: 73
    cpuset: 0,1
    mem_limit: 1g
    memswap_limit: -1
    mem_reservation: 512m
    mem_swappiness: 60
    pids_limit: -1
    oom_score_adj: 1000
    blkio_config:
      weight: 300
      weight_device: [{path: /dev/null, weight: 400}]
      device_read_bps: [{path: /dev/null, rate: 12mb}]
      device_read_iops: [{path: /dev/null, rate: 120}]
      device_write_bps: [{path: /dev/null, rate: "1024k"}]
      device_write_iops: [{path: /dev/null, rate: 30}]
  api:
    ${lines}
    cpu_count: 1
    cpu_percent: 50
    cpus: "1.5"
    mem_limit: 100000000
    mem_swappiness: 0
    cpu_rt_period: 1400
    cpu_rt_runtime: 400
    deploy:
      resources:
        limits: {cpus: "0.1", memory: 50M, pids: 10}
        reservations: {cpus: "0.05", memory: 20M}
`,
    steps: ['create', ...neitherMakesAgain],
  },
  {
    name: 'limits that the engine refuses, and storage options',
    compose: `services:
  web: {${base}, mem_limit: 1m}
  api: {${base}, storage_opt: {size: 1G}}
  db: {${base}, memswap_limit: 32m, mem_limit: 64m}
  gpu: {${base}, gpus: all}
  odd: {${base}, sysctls: {kernel.nope: "1"}}
`,
    steps: ['up -d web', 'up -d api', 'up -d db', 'up -d gpu', 'up -d odd', 'ps -a --format {{.Name}}'],
  },
  {
    name: 'forms: devices that only a driver gives',
    compose: `services:
  web:
    ${lines}
    gpus: [{driver: nvidia, count: 2, options: {a: b}}, {device_ids: ["0", "3"], capabilities: [utility]}]
  api:
    ${lines}
    deploy:
      resources:
        reservations:
          devices: [{capabilities: [gpu, tpu], count: all}, {capabilities: [x], driver: d, device_ids: ["1"]}]
  cdi:
    ${lines}
    devices: [vendor.com/class=name]
`,
    steps: ['create web api', 'create cdi', ...neitherMakesAgain],
  },
  {
    name: 'forms: temporary file systems, and what they are inside',
    compose: `services:
  web:
    ${lines}
    tmpfs: "/one"
    volumes: [{type: tmpfs, target: /four, tmpfs: {size: 2097152, mode: 0750}}, {type: tmpfs, target: /five, read_only: true}]
  api:
    ${lines}
    tmpfs: ["/two:size=1m,mode=0700,uid=7,gid=8", "/three:noexec,nosuid"]
`,
    steps: [
      'up -d',
      { args: ['exec', '-T', 'web', 'grep', '-E', '^tmpfs /(one|four|five) ', '/proc/mounts'] },
      { args: ['exec', '-T', 'api', 'stat', '-c', '%n %a %u %g', '/two', '/three'] },
      ...neitherMakesAgain,
    ],
  },
  {
    name: 'logging: none, local, options, and what cannot be read',
    compose: `services:
  web: {${base}, logging: {driver: none}}
  api: {${base}, logging: {driver: local, options: {max-size: 2m, max-file: "3"}}}
  db: {${base}, logging: {options: {max-file: "2", compress: "true", max-size: 1m}}}
`,
    steps: [
      'up -d',
      changed('up -d', `services: {web: {${base}}, api: {${base}, logging: {driver: local}}}`),
      changed('up -d', `services: {web: {${base}, logging: {driver: json-file, options: {nope: "1"}}}}`),
    ],
  },
  {
    name: 'forms: labels and annotations',
    compose: `services:
  web:
    ${lines}
    labels: [a=list, "c=d=e", empty]
    annotations: [org.example.a=b, org.example.c]
    deploy: {labels: {only.swarm: "1"}}
  api: {${base}, labels: {a: 1, b: true, c: "", d: "$$x", e: null}}
`,
    steps: ['create', ...neitherMakesAgain],
  },
  {
    name: 'files of labels: over each other, changed, missing',
    compose: `services: {web: {${base}, labels: {a: own}, label_file: [./one.labels, two.labels]}}`,
    files: { 'one.labels': 'a=one\nb=one\n# no label\nquoted="x y"\n', 'two.labels': 'b=two\n' },
    steps: [
      'create',
      'create',
      { args: ['create'], write: { 'two.labels': 'b=three\n' } },
      changed('create', `services: {web: {${base}, label_file: gone.labels}}`),
    ],
  },
  {
    name: 'what the other one made: bind mounts and files of labels',
    differs: { why: '## Hashes of services', after: [2, 3] },
    compose: `services:
  bound: {${base}, volumes: [".:/here"]}
  labelled: {${base}, label_file: one.labels}
`,
    files: { 'one.labels': 'a=one\n' },
    steps: ['create', { args: ['create'], by: 'compose' }, 'create'],
  },
  {
    name: 'files of environment: none, raw, several, over each other',
    compose: `services:
  web:
    ${lines}
    env_file: [a.env, {path: ./b.env, required: true}, {path: missing.env, required: false}, {path: raw.env, format: raw}]
    environment: [A=own, FROM_SHELL, EMPTY=, NONE]
`,
    files: {
      'a.env': `A=a\nB=a\nexport C="quoted \${B} $FROM_SHELL"\nD='single $B'\n# no\nE=x # comment\nSHELL_ONLY\n`,
      'b.env': `B=b\nMANY="one\ntwo"\nY: yaml\nREF=\${C}\n`,
      'raw.env': `R="kept \${B}"\nS=a # b\n`,
    },
    steps: [
      { args: ['create'], env: { FROM_SHELL: 's', SHELL_ONLY: 'so' } },
      { args: ['create'], by: 'compose', env: { FROM_SHELL: 's', SHELL_ONLY: 'so' } },
      { args: ['create'], by: 'keelson', env: { FROM_SHELL: 's', SHELL_ONLY: 'so' } },
      changed('up -d', `services: {web: {${base}, env_file: [gone.env]}}`),
      changed('up -d', `services: {web: {${base}, env_file: [{path: a.env, format: odd}]}}`),
    ],
  },
  {
    name: 'images: when they are asked for, and none is there',
    compose: `services:
  a: {image: "localhost:45101/none:1", network_mode: none, pull_policy: never}
  b: {image: "localhost:45101/none:1", network_mode: none, pull_policy: missing}
  c: {image: "localhost:45101/none:1", network_mode: none, pull_policy: always}
  d: {image: "localhost:45101/none:1", network_mode: none, pull_policy: build}
  e: {${base}, pull_policy: if_not_present}
  f: {${base}, pull_policy: never}
  g: {${base}, pull_policy: build}
  h: {${base}, pull_policy: daily}
`,
    steps: [
      'up -d a',
      'up -d b',
      'up -d c',
      'up -d d',
      'up -d e f',
      'up -d g',
      'up -d --pull never b',
      'create --pull always e',
      'create --pull never f',
    ],
  },
  {
    name: 'a platform that the image is not of',
    compose: `services:
  right: {${base}, platform: linux/amd64}
  wrong: {${base}, platform: linux/arm64}
`,
    steps: [
      'up -d right',
      'up -d --pull never right',
      'up -d --pull never wrong',
      'ps -a --format {{.Name}}',
    ],
  },
  {
    name: 'what is written otherwise and means the same',
    compose: `x-one: &one {A: "1"}
services:
  web:
    ${lines}
    command: sleep 1000
    environment: {<<: *one, B: "2"}
    labels: {a: b}
    extra_hosts: [a.test=10.0.0.1]
    dns: 10.0.0.1
    healthcheck: {test: "true", interval: 60s}
    mem_limit: 64m
    tmpfs: /run
`,
    steps: [
      'up -d',
      changed(
        'up -d',
        `x-other: changed
services:
  web:
    ${lines}
    command: [sleep, "1000"]
    env_file: web.env
    environment: [B=2]
    labels: [a=b]
    extra_hosts: {a.test: 10.0.0.1}
    dns: [10.0.0.1]
    healthcheck: {test: [CMD-SHELL, "true"], interval: 1m}
    mem_limit: 67108864
    tmpfs: [/run]
    x-more: 1
    pull_policy: missing
    scale: 1
`,
      ),
    ].map((step) =>
      typeof step === 'string' ? step : { ...step, write: { ...step.write, 'web.env': 'A=1\n' } },
    ),
  },
  {
    name: 'what is changed, and makes it anew or does not',
    compose: `services: {web: {${base}, depends_on: [db], dns: [10.0.0.1, 10.0.0.2]}, db: {${base}}}`,
    steps: [
      'up -d',
      // Of these nothing is the container's.
      changed(
        'up -d',
        `services: {web: {${base}, dns: [10.0.0.1, 10.0.0.2], pull_policy: never, deploy: {replicas: 1}}, db: {${base}, profiles: [x]}}`,
      ),
      changed('up -d', `services: {web: {${base}, dns: [10.0.0.2, 10.0.0.1]}}`),
      changed('up -d', `services: {web: {${base}, dns: [10.0.0.2, 10.0.0.1], hostname: other}}`),
      changed('up -d', `services: {web: {${base}, restart: always}}`),
      changed('up -d', `services: {web: {${base}, restart: always, develop: {watch: []}}}`),
      changed('up -d', `services: {web: {${base}, restart: always, annotations: {a: b}}}`),
    ],
  },
  {
    name: 'run: capabilities given for once and taken back',
    compose: `services: {web: {${base}, cap_add: [NET_ADMIN], cap_drop: [MKNOD]}}`,
    steps: [
      'run -d --name compare-a-run --cap-drop NET_ADMIN --cap-add MKNOD web',
      'run -d --name compare-a-other --cap-add SYS_TIME --cap-drop CHOWN web',
    ],
  },
  {
    name: 'extended from a file, with anchors and merges',
    compose: `x-base: &base
  image: IMAGE
  network_mode: none
  stop_grace_period: 0s
services:
  web:
    <<: *base
    extends: {file: sub/base.yaml, service: shared}
    environment: {A: own}
    cap_add: [NET_ADMIN]
    labels: {b: own}
  api:
    extends: web
    command: [sleep, "2000"]
`,
    files: {
      'sub/base.yaml': `services:
  shared:
    image: none
    environment: {A: base, B: base}
    env_file: only.env
    cap_add: [SYS_TIME]
    labels: [a=base, b=base]
    tmpfs: [/data]
    dns: [10.0.0.1]
    ulimits: {nproc: 5}
`,
      'sub/only.env': 'FROM=sub\n',
    },
    steps: ['create', ...neitherMakesAgain],
  },
]
