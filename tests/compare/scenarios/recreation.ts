import { changed, type Scenario } from '../scenario.ts'
import { base, net, one } from './services.ts'

/** What a service says before and after: some of it is a change, some is the same in other words. */
const rewritten: Record<string, [before: string, after: string]> = {
  image: [base, base.replace('IMAGE', 'IMAGE2')],
  label: [`${base}, labels: {a: b, c: d}`, `${base}, labels: {a: c, c: d}`],
  labels_as_list: [`${base}, labels: {a: b, c: d}`, `${base}, labels: [c=d, a=b]`],
  restart: [`${base}, restart: "no"`, `${base}, restart: always`],
  restart_said: [base, `${base}, restart: "no"`],
  stop_signal: [base, `${base}, stop_signal: SIGINT`],
  stop_grace: [base, base.replace('0s', '1s')],
  health: [`${base}, healthcheck: {test: "true"}`, `${base}, healthcheck: {test: "true", interval: 10s}`],
  health_form: [
    `${base}, healthcheck: {test: "true", interval: 60s}`,
    `${base}, healthcheck: {test: [CMD-SHELL, "true"], interval: 1m}`,
  ],
  health_off: [base, `${base}, healthcheck: {disable: true}`],
  logging: [base, `${base}, logging: {driver: json-file}`],
  logging_options: [
    `${base}, logging: {options: {max-size: 1m}}`,
    `${base}, logging: {options: {max-size: 2m}}`,
  ],
  post_start: [base, `${base}, post_start: [{command: ["true"]}]`],
  pre_stop: [base, `${base}, pre_stop: [{command: ["true"]}]`],
  replicas: [base, `${base}, deploy: {replicas: 1}`],
  scale: [base, `${base}, scale: 1`],
  limits: [`${base}, mem_limit: 32m`, `${base}, deploy: {resources: {limits: {memory: 32M}}}`],
  bytes: [`${base}, mem_limit: 32m, shm_size: 8m`, `${base}, mem_limit: 33554432, shm_size: 8388608`],
  deploy_labels: [base, `${base}, deploy: {labels: {a: b}}`],
  deploy_mode: [base, `${base}, deploy: {mode: replicated}`],
  placement: [base, `${base}, deploy: {placement: {constraints: ["node.role==manager"]}}`],
  update_config: [base, `${base}, deploy: {update_config: {order: start-first}}`],
  depends_on: [base, `${base}, depends_on: [image]`],
  condition: [`${base}, depends_on: [image]`, `${base}, depends_on: {image: {condition: service_started}}`],
  expose: [base, `${base}, expose: ["90"]`],
  ports_order: [`${base}, expose: ["90", "91"]`, `${base}, expose: [91, 90]`],
  cap_order: [`${base}, cap_add: [NET_ADMIN, SYS_TIME]`, `${base}, cap_add: [SYS_TIME, NET_ADMIN]`],
  lists_of_one: [`${base}, tmpfs: /run, dns: 10.0.0.1`, `${base}, tmpfs: [/run], dns: [10.0.0.1]`],
  command: [`${base}, command: sleep 1000`, `${base}, command: [sleep, "1000"]`],
  init_off: [base, `${base}, init: false`],
  privileged_off: [base, `${base}, privileged: false, tty: false, read_only: false`],
  pull_policy: [base, `${base}, pull_policy: missing`],
  attach: [base, `${base}, attach: false`],
  extension: [base, `${base}, x-any: {a: b}`],
  ulimits: [`${base}, ulimits: {nofile: 100}`, `${base}, ulimits: {nofile: {soft: 100, hard: 100}}`],
  volumes_order: [`${base}, volumes: ["aa:/a", "bb:/b"]`, `${base}, volumes: ["bb:/b", "aa:/a"]`],
  volume_form: [`${base}, volumes: ["aa:/a"]`, `${base}, volumes: [{type: volume, source: aa, target: /a}]`],
  volume_read_only: [`${base}, volumes: ["aa:/a"]`, `${base}, volumes: ["aa:/a:ro"]`],
  develop: [base, `${base}, develop: {watch: [{path: ., action: sync, target: /x}]}`],
  environment_form: [`${base}, environment: {A: 1, B: b}`, `${base}, environment: [B=b, A=1]`],
  environment_unset: [`${base}, environment: {A: ""}`, `${base}, environment: {A: }`],
  user: [`${base}, user: "0"`, `${base}, user: "0:0"`],
  profile: [base, `${base}, profiles: [on]`],
}
const project = (column: 0 | 1) => {
  const services = Object.entries(rewritten).map(([name, fields]) => `  ${name}: {${fields[column]}}\n`)
  return `services:\n${services.join('')}volumes: {aa: , bb: }\n`
}

const chain = (more = '') => `services:
  db: {${base}${more}}
  api: {${base}, depends_on: {db: {condition: service_started, restart: true}}}
  web: {${base}, depends_on: {api: {condition: service_started, restart: true}}}
  plain: {${base}, depends_on: [db]}
`
const states = (more: string) => `services:
  stopped: {${base}${more}}
  paused: {${base}${more}}
  created: {${base}${more}}
  ended: {${base}, command: ["true"]${more}}
`
const named = (service: string, name: string) => `${service}: {${base}, container_name: ${name}}`
const subnets = (x: number, y: number) => `services:
  a: {${net}, networks: [x]}
  b: {${net}, networks: [y]}
networks:
  x: {ipam: {config: [{subnet: 10.214.${x}.0/24}]}}
  y: {ipam: {config: [{subnet: 10.214.${y}.0/24}]}}
`
const kept = (value: string) => `services:
  web: {${net}, networks: [n], volumes: ["data:/data"]}
networks: {n: {labels: {a: "${value}"}}}
volumes: {data: {labels: {a: "${value}"}}}
`

/** What is made again, and what is left alone. */
export const recreation: Scenario[] = [
  {
    name: 'recreation: one change in each of forty services, some of them only in words',
    compose: project(0),
    steps: ['--profile on create', changed('--profile on create', project(1)), 'create'],
  },
  {
    name: 'recreation: a chain of restart: true, a change below, each service asked for by name',
    compose: chain(),
    steps: [
      'up -d',
      changed('up -d', chain(', hostname: a')),
      changed('up -d db', chain(', hostname: b')),
      changed('up -d web', chain(', hostname: c')),
      'restart db',
      'up -d --force-recreate --no-deps db',
    ],
  },
  {
    name: 'recreation: flags together, and those that exclude each other',
    compose: chain(),
    steps: [
      'create',
      changed('up -d --no-recreate web', chain(', hostname: a')),
      changed('up -d --no-deps --always-recreate-deps web', chain(', hostname: b')),
      'up -d --force-recreate --always-recreate-deps web',
      'up -d -V plain',
      'up -d --no-recreate --force-recreate',
      'up -d --no-recreate -V',
      'create --no-recreate',
    ],
  },
  {
    name: 'recreation: of what is stopped, paused, only created, or has ended',
    compose: states(''),
    steps: [
      'create',
      'up -d stopped paused ended',
      'stop stopped',
      'pause paused',
      changed('up -d', states(', hostname: a')),
      'pause paused',
      changed('create', states(', hostname: b')),
    ],
  },
  {
    name: 'recreation: names that two services swap',
    differs: { why: '## Names and subnets that move', after: [2, 3] },
    compose: `services: {${named('a', 'compare-c-a')}, ${named('b', 'compare-c-b')}}`,
    steps: [
      'up -d',
      changed('up -d', `services: {${named('a', 'compare-c-b')}, ${named('b', 'compare-c-a')}}`),
      'up -d',
    ],
  },
  {
    name: 'recreation: a renamed service with the same name and port for its container',
    compose: `services: {old: {${net}, container_name: compare-c-own, ports: ["127.0.0.1:45310:80"]}}`,
    steps: [
      'up -d',
      changed(
        'up -d',
        `services: {fresh: {${net}, container_name: compare-c-own, ports: ["127.0.0.1:45310:80"]}}`,
      ),
      { args: ['ps', '-a', '--format', '{{.Name}} {{.Service}}'] },
      'down --remove-orphans',
    ],
  },
  {
    name: 'recreation: subnets that two networks swap',
    differs: { why: '## Names and subnets that move', after: [2, 3] },
    compose: subnets(11, 12),
    steps: ['up -d', changed('up -d', subnets(12, 11)), 'up -d'],
  },
  {
    name: 'recreation: a network and a volume that change, with what is in it',
    differs: { why: '## A changed network', after: [3, 4] },
    compose: kept('1'),
    steps: [
      'up -d',
      'exec -T web touch /data/file',
      { ...changed('up -d', kept('2')), output: 'ignored' },
      'exec -T web ls /data',
      changed('up -d -y', kept('3')),
      'exec -T web ls /data',
    ],
  },
  {
    name: 'recreation: files that a service is made of: extends, env_file, Dockerfile, arguments of a build',
    compose: `services:
  web: {extends: {file: base.yaml, service: s}, env_file: [a.env, {path: b.env, required: false}], build: {context: ., args: {A: "\${A-1}"}}}`,
    files: {
      'base.yaml': 'services: {s: {network_mode: none, stop_grace_period: 0s, labels: {l: "1"}}}',
      'a.env': 'A=1\n',
      Dockerfile: 'FROM IMAGE\nARG A\nENV B=$A\n',
    },
    steps: [
      { args: ['up', '-d'], output: 'ignored' },
      { args: ['up', '-d'], write: { 'a.env': 'A=2\n' } },
      { args: ['up', '-d'], write: { 'a.env': '# said in other words\nA="2"\n' } },
      { args: ['up', '-d'], write: { 'b.env': 'B=b\n' } },
      {
        args: ['up', '-d'],
        write: {
          'base.yaml': 'services: {s: {network_mode: none, stop_grace_period: 0s, labels: {l: "2"}}}',
        },
      },
      { args: ['up', '-d'], env: { A: '2' } },
      { args: ['up', '-d', '--build'], env: { A: '2' }, output: 'ignored' },
      'down --rmi local',
    ],
  },
  {
    name: 'recreation: orphans, profiles that are off, and one-offs that run or are over',
    compose: `services: {web: {${base}}, old: {${base}}, off: {${base}, profiles: [x]}}`,
    steps: [
      '--profile x up -d',
      'run -d --name compare-c-runs web',
      'run -T --name compare-c-over web true',
      {
        args: ['up', '-d'],
        env: { COMPOSE_IGNORE_ORPHANS: '1' },
        write: { 'compose.yaml': `services: {web: {${base}}, off: {${base}, profiles: [x]}}` },
      },
      { args: ['up', '-d', '--remove-orphans'], env: { COMPOSE_IGNORE_ORPHANS: '1' } },
      'up -d --remove-orphans',
      'down --remove-orphans',
      '--profile x down',
    ],
  },
  {
    name: 'recreation: down by name alone leaves one-offs',
    compose: one,
    steps: [
      'up -d',
      'run -d --name compare-c-runs web',
      { args: ['-p', 'NAME', 'down'], write: { 'compose.yaml': 'services: [' } },
    ],
  },
]
