import type { Scenario } from '../scenario.ts'
import { lines } from './services.ts'

/** Attributes of containers. */
export const attributes: Scenario[] = [
  {
    name: 'attributes of a container',
    compose: `services:
  web:
    ${lines}
    command: [sleep, "1000"]
    entrypoint: [busybox]
    user: "0:0"
    working_dir: /tmp
    hostname: h
    domainname: d.test
    init: true
    tty: true
    stdin_open: true
    read_only: true
    cap_add: [NET_ADMIN]
    cap_drop: [MKNOD]
    dns: [10.0.0.1]
    dns_search: [a.test]
    dns_opt: ["ndots:2"]
    group_add: ["7"]
    labels: {a: b}
    annotations: {c: d}
    environment: {A: "1", B: }
    expose: ["90"]
    sysctls: {kernel.msgmax: "65536"}
    ulimits: {nofile: {soft: 100, hard: 200}, nproc: 50}
    tmpfs: [/run, "/tmp:size=1m"]
    shm_size: 8m
    oom_score_adj: 10
    pids_limit: 50
    mem_limit: 64m
    memswap_limit: 64m
    mem_reservation: 32m
    cpus: 0.5
    cpu_shares: 512
    cpuset: "0"
    restart: on-failure:3
    stop_signal: SIGINT
    logging: {driver: json-file, options: {max-size: 1m}}
    security_opt: ["no-new-privileges:true"]
    devices: ["/dev/null:/dev/other:r"]
    device_cgroup_rules: ["c 1:3 r"]
    healthcheck: {test: echo ok, interval: 10s, timeout: 2s, retries: 4, start_period: 5s}
    storage_opt: {}
`,
    steps: ['create'],
  },
  {
    name: 'deploy: resources, restart policy, labels',
    compose: `services:
  web:
    ${lines}
    deploy:
      labels: {x: y}
      restart_policy: {condition: on-failure, max_attempts: 2, delay: 1s}
      resources:
        limits: {cpus: "0.25", memory: 32M, pids: 20}
        reservations: {memory: 16M}
`,
    steps: ['create'],
  },
  {
    name: 'ports of all kinds',
    compose: `services:
  web:
    image: IMAGE
    stop_grace_period: 0s
    ports: ["80", "127.0.0.1::81", "82/udp", {target: 83, mode: host, protocol: tcp}]
`,
    steps: ['create'],
  },
  {
    name: 'secrets and configs as files',
    compose: `services:
  web:
    ${lines}
    secrets: [a, {source: b, target: /etc/b, mode: 0400}]
    configs: [{source: c, target: /c}]
secrets: {a: {file: ./a.txt}, b: {environment: VALUE}}
configs: {c: {content: "hello \${VALUE}"}}
`,
    files: { 'a.txt': 'secret' },
    steps: [
      { args: ['up', '-d'], env: { VALUE: 'v' } },
      {
        args: ['exec', '-T', 'web', 'cat', '/run/secrets/a', '/etc/b', '/c'],
        env: { VALUE: 'v' },
        output: 'exactly',
      },
    ],
  },
  {
    name: 'the socket of the engine',
    compose: `services:
  web:
    ${lines}
    use_api_socket: true
    volumes: [data:/data]
volumes: {data: {}}
`,
    steps: [
      'up -d',
      { args: ['exec', '-T', 'web', 'ls', '/run/secrets/docker', '/var/run/docker.sock'], output: 'exactly' },
      { args: ['up', '-d'], by: 'compose' },
      { args: ['up', '-d'], by: 'keelson' },
    ],
  },
  {
    name: 'hooks',
    compose: `services:
  web:
    ${lines}
    post_start: [{command: [touch, /tmp/started]}]
    pre_stop: [{command: [touch, /tmp/stopping]}]
`,
    steps: ['up -d', { args: ['exec', '-T', 'web', 'ls', '/tmp'], output: 'exactly' }, 'stop', 'down'],
  },
]
