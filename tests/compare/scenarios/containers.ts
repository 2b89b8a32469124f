import type { Scenario } from '../scenario.ts'
import { base, one, two } from './services.ts'

/** Run, exec, logs, builds and what is printed. */
export const containers: Scenario[] = [
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
      { args: ['ps', '-q', '--status', 'exited'] },
      { args: ['ps', '--services'] },
      {
        args: [
          'ps',
          '--format',
          '{{.Name}} {{.Service}} {{.State}} {{.Health}} {{.ExitCode}} {{.Project}} {{.Image}} {{.Command}}',
        ],
      },
      'stop db',
      {
        args: ['ps', '-a', '--filter', 'status=exited', '--format', '{{.Name}} {{.State}}'],
      },
      { args: ['ps', '--orphans=false', '--format', '{{.Name}}'] },
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
      { args: ['config', '--services'] },
      { args: ['config', '--volumes'] },
      { args: ['config', '--profiles'] },
      { args: ['config', '--images'] },
      { args: ['volumes', '-q'] },
      { args: ['--profile', 'extra', 'config', '--services'] },
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
    differs: { why: '## Services that do not exist', after: [3, 4, 5, 7] },
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
      { args: ['up', '-d'], output: 'ignored' },
      'up -d',
      { args: ['build'], output: 'ignored' },
      'up -d',
      {
        args: ['up', '-d', '--build'],
        output: 'ignored',
        write: { Dockerfile: 'FROM IMAGE\nENV B=c\nCMD ["sleep","1000"]\n' },
      },
      'down --rmi local',
    ],
  },
  {
    name: 'the code of a service that runs on, and of one that does not exist',
    compose: `services:
  db: {${base}}
  job: {${base}, depends_on: [db], command: [sh, -c, "sleep 0.5; exit 7"]}
`,
    steps: [
      'up --exit-code-from job job',
      'up --abort-on-container-exit --exit-code-from db',
      'up --exit-code-from none',
    ],
  },
  {
    name: 'wait for several',
    compose: `services:
  a: {${base}, command: [sh, -c, "sleep 0.5; exit 3"]}
  b: {${base}, command: [sh, -c, "sleep 2; exit 4"]}
`,
    steps: ['up -d', 'wait b a', 'up -d', 'wait --down-project a b'],
  },
  {
    name: 'logs of both streams go to standard output',
    compose: `services: {web: {${base}, command: [sh, -c, "echo a; echo b >&2; exec sleep 1000"]}}`,
    steps: ['up -d', { args: ['logs', '--no-color'] }],
  },
  {
    name: 'a service that runs the image of another one',
    compose: `services:
  a: {build: ., image: "compare-shared:1", network_mode: none, stop_grace_period: 0s}
  b: {image: "compare-shared:1", network_mode: none, stop_grace_period: 0s, depends_on: [a]}
`,
    files: { Dockerfile: 'FROM IMAGE\n' },
    steps: [
      { args: ['up', '-d'], output: 'ignored' },
      { args: ['up', '-d', '--build'], output: 'ignored' },
      'down --rmi all',
    ],
  },
  {
    name: 'port: published, only exposed, not there',
    compose:
      'services: {web: {image: IMAGE, stop_grace_period: 0s, ports: ["127.0.0.1:45717:80"], expose: ["81"]}}',
    steps: [
      'up -d',
      { args: ['port', 'web', '80'], output: 'exactly' },
      'port web 81',
      'port web 82',
      'down',
    ],
  },
]
