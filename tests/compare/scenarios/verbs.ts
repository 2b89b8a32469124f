import { changed, type Scenario } from '../scenario.ts'
import { base, one, two } from './services.ts'

/** Without what is one container's own. */
const withoutHost = (printed: string) =>
  printed
    .replace(/HOSTNAME=.*/, '')
    .split('\n')
    .sort()

/** What verbs do that act on containers: their flags, what they print, the codes they end with. */
export const verbs: Scenario[] = [
  {
    name: 'exec: user, folder, variables, rights, replica, input',
    compose: `services: {web: {${base}, working_dir: /tmp, environment: {A: "1"}}}`,
    steps: [
      'up -d --scale web=2',
      'exec -T -u 7:8 web id',
      'exec -T -w /bin web busybox pwd',
      {
        args: ['exec', '-T', '-e', 'A=2', '-e', 'B', '-e', 'NONE', 'web', 'env'],
        env: { B: 'shell' },
        output: withoutHost,
      },
      'exec -T web grep CapEff /proc/self/status',
      'exec -T --index 2 web touch /tmp/second',
      'exec -T --index 0 web test -e /tmp/second',
      { args: ['exec', '-T', 'web', 'cat'], stdin: 'read\nwritten', output: 'exactly' },
      'exec --no-TTY web true',
      'exec -d web touch /tmp/made',
      'exec -T web sh -c "while ! test -e /tmp/made; do sleep 0.05; done"',
    ],
  },
  {
    name: 'exec: what cannot be run, and where',
    compose: `services: {web: {${base}}, off: {${base}, profiles: [x]}}`,
    steps: [
      'up -d',
      'exec -T web none',
      'exec -T web /etc/version',
      'exec -T -w /none web true',
      'exec -T -u none web true',
      'exec -d web none',
      'exec -T --index x web true',
      'exec -T off true',
      'exec web',
      'exec -T web sh -c "kill -9 \\$\\$"',
      'pause',
      'exec -T web true',
      'stop',
      'exec -T web true',
    ],
  },
  {
    name: 'run: variables, labels, mounts, rights, entrypoint, input',
    compose: `services:
  web: {${base}, environment: {A: file}, labels: {l: file}, container_name: compare-b-web, command: [env], volumes: ["data:/own"]}
volumes: {data: }
`,
    files: { 'e.env': 'E=one\nA=env\n' },
    steps: [
      {
        args: ['run', '--rm', '-T', '--env-from-file', 'e.env', '-e', 'B', 'web'],
        env: { B: 'b' },
        output: withoutHost,
      },
      { args: ['run', '--rm', '-T', '--env-from-file', 'e.env', '-e', 'A=cli', 'web'], output: withoutHost },
      'run -T --name NAME-mine -l l=cli -l m=n -v ./here:/here:ro -v data:/data -v /anonymous web true',
      'run --rm -T --cap-add NET_ADMIN --cap-drop MKNOD -u 9 -w /tmp web grep CapEff /proc/self/status',
      'run --rm -T --entrypoint "echo first" web second',
      { args: ['run', '--rm', '-T', '-q', 'web', 'cat'], stdin: 'read', output: 'exactly' },
      {
        args: ['run', '--rm', '-T', '--interactive=false', 'web', 'cat'],
        stdin: 'not read',
        output: 'exactly',
      },
      'run -d web sleep 1000',
      'down --remove-orphans -v',
    ],
  },
  {
    name: 'run: ports and names in networks',
    compose: `services:
  net: {image: IMAGE, stop_grace_period: 0s, ports: ["127.0.0.1:45220:80"], networks: {default: {aliases: [other]}}}
`,
    steps: [
      'run -d --name NAME-bare net',
      'run -d --name NAME-ports --service-ports net',
      'run -d --name NAME-more -p 127.0.0.1:45221:81 --publish 127.0.0.1:45222:82/udp --use-aliases net',
      'run -T --rm --publish x net true',
      'up -d --remove-orphans',
    ],
  },
  {
    name: 'run: what cannot be run',
    compose: `services: {db: {${base}}, web: {${base}, depends_on: [db]}}`,
    steps: [
      'run --rm -T --no-deps web none',
      'run --rm -T none true',
      'run --rm -T --env-from-file none.env web true',
      'run -T --no-deps --name NAME-n web true',
      'run -T --no-deps --name NAME-n web true',
      'run --rm -T --pull bogus web true',
      'run -T',
      'run --rm -T --build --remove-orphans web sh -c "exit 5"',
    ],
  },
  {
    name: 'run: what is left of a container that could not start',
    differs: { why: '## What could not start', after: [1, 2, 3] },
    compose: one,
    steps: ['run -T web /etc/version', 'run -d web none', 'up -d --remove-orphans'],
  },
  {
    name: 'cp: folders, one replica, all of them, owners',
    compose: `services: {web: {${base}, scale: 2, volumes: ["data:/data"]}}\nvolumes: {data: }`,
    files: { 'f.txt': 'f', 'dir/a.txt': 'a', 'dir/sub/b.txt': 'b' },
    steps: [
      'up -d',
      'cp dir web:/tmp/new',
      'cp dir web:/tmp/new',
      'cp dir/. web:/tmp/flat',
      'exec -T --index 2 web ls /tmp /tmp/new /tmp/new/dir/sub /tmp/flat',
      'cp --index 2 f.txt web:/tmp/two',
      'cp --all -a f.txt web:tmp/all',
      'exec -T web ls /tmp',
      'exec -T --index 2 web stat -c %u:%g:%a /tmp/two /tmp/all',
      'cp web:/tmp/new back',
      'cp back/dir/sub/. web:/data',
      'exec -T web ls /data',
      'cp --index 3 f.txt web:/tmp/',
      'cp f.txt web:/none/f',
      'cp f.txt g.txt',
      'cp web:/a web:/b',
    ],
  },
  {
    name: 'cp: an archive on standard output and input',
    compose: one,
    files: { 'f.txt': 'told' },
    steps: [
      'up -d',
      'cp f.txt web:/tmp/f.txt',
      {
        args: ['cp', 'web:/tmp/f.txt', '-'],
        output: (tar) => [tar.slice(0, 5), tar.slice(512, 516), tar.length],
      },
      { args: ['cp', 'web:/etc/version', '-'], output: (tar) => tar.replace(/\0.*/s, '') },
      { args: ['cp', '-', 'web:/tmp'], stdin: '' },
      'cp web:/none -',
      { args: ['cp', '-', 'web:/tmp'], stdin: 'no archive' },
    ],
  },
  {
    name: 'attach: output, the code of the command; only to what runs',
    compose: `services:
  late: {${base}, command: [sh, -c, "while ! test -e /tmp/go; do sleep 0.05; done; echo told; exit 5"]}
  two: {${base}, scale: 2}
`,
    steps: [
      'up -d',
      'exec -d late sh -c "sleep 4; touch /tmp/go"',
      { args: ['attach', '--no-stdin', 'late'], output: 'exactly' },
      'attach late',
      'attach --index 3 two',
      'attach none',
      'attach',
    ],
  },
  {
    name: 'attach: input that ends',
    differs: { why: '## Input that ends', after: [2] },
    compose: `services: {web: {${base}, stdin_open: true, command: [sh, -c, "read line; echo told $$line; exit 4"]}}`,
    steps: ['up -d', { args: ['attach', 'web'], stdin: 'input\n', output: 'exactly' }],
  },
  {
    name: 'commit and export: an image and an archive of what a container holds',
    differs: { why: '## Images and archives of containers', after: [3] },
    compose: `services: {web: {${base}, scale: 2}}`,
    steps: [
      'up -d',
      'exec -T --index 2 web touch /tmp/second',
      {
        args: [
          'commit',
          '--index',
          '2',
          '-a',
          'me',
          '-m',
          'told',
          '-c',
          'ENV X=y',
          'web',
          'compare-b-commit:1',
        ],
      },
      {
        by: 'docker',
        args: [
          'image',
          'inspect',
          '-f',
          '{{.Author}} {{.Comment}} {{.Config.Env}} {{.Config.Cmd}}',
          'compare-b-commit:1',
        ],
      },
      { by: 'docker', args: ['run', '--rm', '--network', 'none', 'compare-b-commit:1', 'ls', '/tmp'] },
      { by: 'docker', args: ['rmi', 'compare-b-commit:1'], output: 'ignored' },
      'export --index 2 -o out.tar web',
      { args: ['export', 'web'], output: (tar) => [tar.includes('etc/version'), tar.includes('tmp/second')] },
      'export -o /none/out.tar web',
      'export -o . web',
      'export none',
      'commit web Not:A:Name',
      'commit --index 5 web',
      'commit',
    ],
  },
  {
    name: 'stop, restart and kill: how long, with what, with whom',
    compose: `services:
  slow: {image: IMAGE, network_mode: none, stop_grace_period: 30s, command: [sh, -c, "trap '' TERM; touch /tmp/ready; while :; do sleep 0.1; done"], healthcheck: {test: [CMD, test, -e, /tmp/ready], interval: 100ms}}
  web: {${base}, depends_on: {slow: {condition: service_started, restart: true}}, volumes: [/anonymous]}
`,
    steps: [
      'up -d --wait',
      'restart -t 0 slow',
      'restart --timeout 0 --no-deps slow',
      'up -d --wait',
      'stop -t 1 slow',
      'up -d --wait',
      'kill -s TERM slow',
      'kill --signal 9 slow',
      'kill -s NONE web',
      'rm -f -v slow',
      'rm -fsv web',
      'stop -t x',
      'down -t 0',
    ],
  },
  {
    name: 'create: what is there, what is asked for',
    compose: two,
    steps: [
      'create web',
      'create --force-recreate web',
      'create --scale web=2 --no-build',
      'create --no-recreate --scale web=1 -y',
      changed('create --pull missing', one),
      'create --remove-orphans --quiet-pull',
      'create --no-recreate --force-recreate',
      'create --scale none=2',
      'create --pull bogus',
      'create none',
      'up -d',
      'create --build',
      'create --force-recreate',
    ],
  },
  {
    name: 'up: anonymous volumes, scale given twice, waiting, what excludes each other',
    compose: `services:
  web: {${base}, volumes: [/anonymous]}
  un: {${base}, profiles: [h], healthcheck: {test: "false", interval: 100ms, retries: 1}}
`,
    steps: [
      'up -d --scale web=3 --scale web=2 --timeout 0 -y',
      'up -d -V --scale web=2 --quiet-pull',
      'up -d --scale web=1',
      'up -d --wait web',
      'up -d --wait un',
      'up -d -V --no-recreate',
      'up --force-recreate --no-recreate',
      'up --always-recreate-deps --no-recreate',
      'up -d --abort-on-container-exit',
      'up -d --attach web',
      'up --wait --abort-on-container-exit',
      'up -d --exit-code-from web',
      'up -d --watch',
      'up --build --no-build',
      'up -d --timeout x',
    ],
  },
  {
    name: 'up: a wait that takes too long',
    differs: { why: '## Waiting', after: [1, 2] },
    compose: `services: {web: {${base}, healthcheck: {test: "false", interval: 200ms, retries: 1000}}}`,
    steps: ['up -d --wait --wait-timeout 1', 'up -d --wait-timeout 1'],
  },
  {
    name: 'down: volumes of some services, what is used by others, orphans',
    compose: `services:
  db: {image: IMAGE, stop_grace_period: 0s, volumes: ["data:/d"]}
  web: {image: IMAGE, stop_grace_period: 0s, depends_on: [db], volumes: ["data:/d", /anonymous]}
volumes: {data: }
`,
    steps: [
      'up -d',
      'down -v -t 0 web',
      'up -d',
      'down --volumes web db',
      'up -d',
      changed('down', 'services: {web: {image: IMAGE, stop_grace_period: 0s}}'),
      'down --remove-orphans --volumes',
      'down',
      'down --rmi bogus',
    ],
  },
  {
    name: 'images that no registry has',
    compose: `services:
  web: {image: "127.0.0.1:1/compare-b-none:1", network_mode: none}
  b: {build: ., image: "127.0.0.1:1/compare-b-built:1", network_mode: none, stop_grace_period: 0s}
  own: {${base}}
`,
    files: { Dockerfile: 'FROM IMAGE\n' },
    steps: [
      'up -d web',
      'up -d --pull never web',
      'create --pull always web',
      'run --rm -T --pull never web true',
      'pull web',
      'pull b',
      'pull --ignore-pull-failures',
      'pull --ignore-buildable b',
      'pull --policy missing own',
      'pull --policy bogus own',
      'up -d --no-build b',
      'push b',
      'push --ignore-push-failures b',
      'push own',
      'config -q --resolve-image-digests',
    ],
  },
]
