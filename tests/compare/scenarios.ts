import type { Scenario } from './scenario.ts'

const base = 'image: IMAGE, network_mode: none, stop_grace_period: 0s'
const one = `services: {web: {${base}}}`
const two = `services:
  db: {${base}}
  web: {${base}, depends_on: [db]}
`

/** One intention each. What is an attribute is compared with the engine's own record of the container. */
export const scenarios: Scenario[] = [
  // Up, down and between.
  { name: 'up, up again, down', compose: two, steps: ['up -d', 'up -d', 'down'] },
  {
    name: 'a changed service is recreated, its dependents are not',
    compose: two,
    steps: [
      'up -d',
      {
        args: ['up', '-d'],
        write: { 'compose.yaml': two.replace(`db: {${base}}`, `db: {${base}, environment: {A: b}}`) },
      },
    ],
  },
  {
    name: 'restart: true follows a recreated dependency',
    compose: `services:
  db: {${base}}
  web: {${base}, depends_on: {db: {condition: service_started, restart: true}}}
`,
    steps: ['up -d', 'up -d --force-recreate db', 'restart db', 'restart --no-deps db'],
  },
  { name: 'force-recreate of one service', compose: two, steps: ['up -d', 'up -d --force-recreate web'] },
  {
    name: 'always-recreate-deps',
    compose: two,
    steps: ['up -d', 'up -d --force-recreate --always-recreate-deps web'],
  },
  {
    name: 'no-recreate',
    compose: one,
    steps: [
      'up -d',
      {
        args: ['up', '-d', '--no-recreate'],
        write: { 'compose.yaml': one.replace('0s', '0s, hostname: other') },
      },
    ],
  },
  { name: 'no-deps', compose: two, steps: ['up -d --no-deps web', 'up -d'] },
  { name: 'create, start, stop, start', compose: two, steps: ['create', 'start', 'stop', 'start web'] },
  { name: 'no-start', compose: two, steps: ['up --no-start', 'up -d'] },
  { name: 'rm of what is stopped', compose: two, steps: ['up -d', 'stop web', 'rm -f', 'rm -fs'] },
  { name: 'kill and up', compose: two, steps: ['up -d', 'kill web', 'kill -s TERM db', 'up -d'] },
  {
    name: 'pause and unpause',
    differs: '## Verbs with nothing to do',
    compose: two,
    steps: ['up -d', 'pause web', 'unpause'],
  },
  { name: 'up on what is paused', compose: one, steps: ['up -d', 'pause', 'up -d'] },
  { name: 'down of one service', compose: two, steps: ['up -d', 'down web', 'down'] },
  {
    name: 'orphans by flag and by variable',
    compose: two,
    steps: [
      'up -d',
      { args: ['up', '-d'], write: { 'compose.yaml': one } },
      { args: ['up', '-d'], env: { COMPOSE_REMOVE_ORPHANS: '1' } },
    ],
  },
  {
    name: 'orphans at down',
    compose: two,
    steps: ['up -d', { args: ['down'], write: { 'compose.yaml': one } }, 'down --remove-orphans'],
  },
  // Scale.
  {
    name: 'scale up, down, to none and back',
    compose: one,
    steps: ['up -d --scale web=3', 'scale web=2', 'up -d --scale web=0', 'up -d'],
  },
  {
    name: 'scale in the file, then a change',
    differs: '## Which containers go',
    compose: `services: {web: {${base}, scale: 3}}`,
    steps: [
      'up -d',
      {
        args: ['up', '-d'],
        write: { 'compose.yaml': `services: {web: {${base}, scale: 2, environment: {A: "1"}}}` },
      },
    ],
  },
  {
    name: 'replicas',
    compose: `services: {web: {${base}, deploy: {replicas: 2}}}`,
    steps: ['up -d', 'up -d --scale web=1'],
  },
  { name: 'scale without its dependencies', compose: two, steps: ['scale --no-deps web=2', 'scale web=1'] },
  {
    name: 'a container name cannot be scaled',
    compose: `services: {web: {${base}, container_name: compare-one}}`,
    steps: ['up -d --scale web=2'],
  },
  // Dependencies.
  {
    name: 'a failed one-shot holds back what waits for it',
    compose: `services:
  job: {${base}, command: ["false"]}
  web: {${base}, depends_on: {job: {condition: service_completed_successfully}}}
`,
    steps: ['up -d'],
  },
  {
    name: 'one-shot, again',
    compose: `services:
  job: {${base}, command: ["true"]}
  web: {${base}, depends_on: {job: {condition: service_completed_successfully}}}
`,
    steps: ['up -d', 'up -d'],
  },
  {
    name: 'healthy, and no health check at all',
    compose: `services:
  db: {${base}, healthcheck: {test: ["CMD", "true"], interval: 200ms}}
  web: {${base}, depends_on: {db: {condition: service_healthy}}}
`,
    steps: [
      'up -d --wait',
      {
        args: ['up', '-d'],
        write: {
          'compose.yaml': `services:
  db: {${base}}
  web: {${base}, depends_on: {db: {condition: service_healthy}}}
`,
        },
      },
    ],
  },
  {
    name: 'wait for what exits',
    compose: `services: {web: {${base}, command: ["true"]}}`,
    steps: ['up -d --wait'],
  },
  {
    name: 'an optional dependency that fails',
    compose: `services:
  job: {${base}, command: ["false"]}
  web: {${base}, depends_on: {job: {condition: service_completed_successfully, required: false}}}
`,
    steps: ['up -d'],
  },
  // Networks and volumes.
  {
    name: 'networks: aliases, addresses, priority, internal',
    compose: `services:
  web:
    image: IMAGE
    stop_grace_period: 0s
    networks:
      front: {aliases: [shop, www], priority: 10}
      back: {ipv4_address: 10.213.7.9}
networks:
  front: {driver_opts: {com.docker.network.bridge.enable_icc: "true"}, labels: {a: b}}
  back: {internal: true, ipam: {config: [{subnet: 10.213.7.0/24, gateway: 10.213.7.1}]}}
`,
    steps: ['up -d', 'up -d', 'down'],
  },
  {
    name: 'a changed network is made anew, with what is in it',
    differs: '## A changed network',
    compose: 'services: {web: {image: IMAGE, stop_grace_period: 0s}}',
    steps: [
      'up -d',
      {
        args: ['up', '-d'],
        write: {
          'compose.yaml':
            'services: {web: {image: IMAGE, stop_grace_period: 0s}}\nnetworks: {default: {labels: {a: b}}}',
        },
      },
    ],
  },
  {
    name: 'sharing namespaces of a service',
    compose: `services:
  web: {image: IMAGE, stop_grace_period: 0s}
  side: {image: IMAGE, stop_grace_period: 0s, network_mode: "service:web", pid: "service:web", ipc: "shareable"}
`,
    steps: ['up -d', 'up -d --force-recreate web', 'down'],
  },
  {
    name: 'links and extra hosts',
    compose: `services:
  db: {image: IMAGE, stop_grace_period: 0s}
  web: {image: IMAGE, stop_grace_period: 0s, links: ["db:database"], extra_hosts: ["a.test:10.0.0.1"]}
`,
    steps: ['up -d', 'down'],
  },
  {
    name: 'volumes: named, anonymous, tmpfs, bind; kept and renewed',
    compose: `services:
  web:
    ${base.replaceAll(', ', '\n    ')}
    volumes: ["data:/data", /anonymous, {type: tmpfs, target: /t, tmpfs: {size: 1m}}, "./:/here:ro"]
volumes: {data: {labels: {a: b}}}
`,
    steps: ['up -d', 'up -d --force-recreate', 'up -d -V', 'down', 'down -v'],
  },
  {
    name: 'a volume with nothing copied, and of an image',
    compose: `services:
  web: {image: IMAGE2, network_mode: none, stop_grace_period: 0s, volumes: [{type: volume, source: data, target: /etc, volume: {nocopy: true}}]}
volumes: {data: }
`,
    steps: ['up -d', 'up -d --force-recreate', 'down -v'],
  },
  {
    name: 'external network that is missing',
    compose:
      'services: {web: {image: IMAGE, networks: [n]}}\nnetworks: {n: {external: true, name: compare-none}}',
    steps: ['up -d'],
  },
  // Attributes.
  {
    name: 'attributes of a container',
    compose: `services:
  web:
    ${base.replaceAll(', ', '\n    ')}
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
    ${base.replaceAll(', ', '\n    ')}
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
    ${base.replaceAll(', ', '\n    ')}
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
    name: 'hooks',
    compose: `services:
  web:
    ${base.replaceAll(', ', '\n    ')}
    post_start: [{command: [touch, /tmp/started]}]
    pre_stop: [{command: [touch, /tmp/stopping]}]
`,
    steps: ['up -d', { args: ['exec', '-T', 'web', 'ls', '/tmp'], output: 'exactly' }, 'stop', 'down'],
  },
  // Run, exec, logs and what is printed.
  {
    name: 'run: codes, names, labels, ports; what is left',
    compose: two,
    steps: [
      'run --rm -T web sh -c "exit 4"',
      'run -T --no-deps web true',
      'run -d --name compare-mine web',
      'rm -fs',
      'down --remove-orphans',
    ],
  },
  {
    name: 'run with other settings',
    compose: one,
    steps: [
      {
        args: [
          'run',
          '--rm',
          '-T',
          '-e',
          'A=b',
          '-w',
          '/tmp',
          '-u',
          '7',
          '--entrypoint',
          'sh -c',
          'web',
          'echo $A; pwd; id -u',
        ],
        output: 'exactly',
      },
    ],
  },
  {
    name: 'exec: codes and output',
    compose: one,
    steps: [
      'up -d',
      { args: ['exec', '-T', '-e', 'A=b', 'web', 'sh', '-c', 'echo $A; exit 3'], output: 'exactly' },
      'exec -T --index 2 web true',
      'exec -T none true',
    ],
  },
  {
    name: 'logs',
    compose: `services: {web: {${base}, command: [sh, -c, "echo a; echo b; echo c"]}}`,
    steps: [
      'up -d',
      { args: ['logs', '--no-color'], output: 'exactly' },
      { args: ['logs', '--no-log-prefix', '--tail', '1'], output: 'exactly' },
    ],
  },
  {
    name: 'ps and its formats',
    compose: two,
    steps: [
      'up -d --scale web=2',
      { args: ['ps', '-q', '--status', 'exited'], output: 'lines' },
      { args: ['ps', '--services'], output: 'lines' },
      {
        args: [
          'ps',
          '--format',
          '{{.Name}} {{.Service}} {{.State}} {{.Health}} {{.ExitCode}} {{.Project}} {{.Image}} {{.Command}}',
        ],
        output: 'lines',
      },
      'stop db',
      {
        args: ['ps', '-a', '--filter', 'status=exited', '--format', '{{.Name}} {{.State}}'],
        output: 'lines',
      },
      { args: ['ps', '--orphans=false', '--format', '{{.Name}}'], output: 'lines' },
    ],
  },
  {
    name: 'lists: services, images, volumes, ports, config',
    compose: `services:
  web: {image: IMAGE, stop_grace_period: 0s, volumes: ["data:/d"], profiles: [extra]}
  db: {image: IMAGE2, stop_grace_period: 0s, volumes: ["data:/d"]}
volumes: {data: }
`,
    steps: [
      'up -d',
      { args: ['config', '--services'], output: 'lines' },
      { args: ['config', '--volumes'], output: 'lines' },
      { args: ['config', '--profiles'], output: 'lines' },
      { args: ['config', '--images'], output: 'lines' },
      { args: ['volumes', '-q'], output: 'lines' },
      { args: ['--profile', 'extra', 'config', '--services'], output: 'lines' },
      'port db 80',
      'down -v',
    ],
  },
  {
    name: 'wait gives the code',
    compose: `services: {web: {${base}, command: [sh, -c, "sleep 0.5; exit 6"]}}`,
    steps: ['up -d', 'wait web', 'wait none'],
  },
  {
    name: 'exit-code-from and abort',
    compose: `services:
  a: {${base}}
  b: {${base}, command: [sh, -c, "exit 9"]}
`,
    steps: ['up --exit-code-from b', 'up --abort-on-container-failure', 'up --abort-on-container-exit'],
  },
  {
    name: 'cp both ways',
    compose: one,
    files: { 'f.txt': 'f' },
    steps: [
      'up -d',
      'cp f.txt web:/tmp/',
      'cp web:/tmp/f.txt back.txt',
      'cp none.txt web:/tmp/',
      'cp web:/none .',
    ],
  },
  {
    name: 'what does not exist',
    differs: '## Services that do not exist',
    compose: one,
    steps: [
      'up -d none',
      'start',
      'stop none',
      'logs none',
      'top none',
      'kill',
      'rm -f none',
      'restart',
      'pause',
      'port web 80',
    ],
  },
  {
    name: 'profiles',
    compose: `services:
  web: {${base}}
  debug: {${base}, profiles: [debug], depends_on: [web]}
`,
    steps: ['up -d', '--profile debug up -d', 'stop', 'up -d debug', 'down', '--profile debug down'],
  },
  {
    name: 'builds: image, labels, again, rmi',
    compose: `services:
  web: {build: {context: ., args: {A: b}, labels: {l: m}}, network_mode: none, stop_grace_period: 0s}
`,
    files: { Dockerfile: 'FROM IMAGE\nARG A\nENV A=$A\nCMD ["sleep","1000"]\n' },
    steps: [
      'up -d',
      'up -d',
      'build',
      'up -d',
      { args: ['up', '-d', '--build'], write: { Dockerfile: 'FROM IMAGE\nENV B=c\nCMD ["sleep","1000"]\n' } },
      'down --rmi local',
    ],
  },
  // Begun by one, gone on with by the other: nothing is recreated.
  {
    name: 'interop: ours, then docker compose, then ours',
    compose: `services:
  db: {image: IMAGE, stop_grace_period: 0s, volumes: ["data:/data"]}
  web: {image: IMAGE, stop_grace_period: 0s, depends_on: [db], networks: [default, back], environment: {A: "1"}}
networks: {back: {internal: true}}
volumes: {data: }
`,
    steps: [
      { args: ['up', '-d'], by: 'keelson' },
      { args: ['ps', '--format', '{{.Name}}'], by: 'compose', output: 'lines' },
      { args: ['restart', 'web'], by: 'compose' },
      { args: ['stop'], by: 'compose' },
      { args: ['start'], by: 'compose' },
      { args: ['up', '-d'], by: 'keelson' },
      { args: ['down', '-v'], by: 'compose' },
    ],
  },
  {
    name: 'interop: begun by docker compose, up by ours',
    compose: two,
    steps: [
      { args: ['up', '-d'], by: 'compose' },
      { args: ['up', '-d'], by: 'keelson' },
      { args: ['up', '-d', '--scale', 'web=2'], by: 'keelson' },
      { args: ['down'], by: 'keelson' },
    ],
  },
]
