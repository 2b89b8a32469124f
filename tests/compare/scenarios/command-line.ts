import type { Scenario, Step } from '../scenario.ts'
import { base, one, two } from './services.ts'

/** A project as JSON: in which order things are written says nothing. */
const json = (args: string[], more: Partial<Step> = {}): Step => ({
  args,
  output: (printed) => JSON.parse(printed || 'null'),
  ...more,
})

/** Whether help is what was printed; its words are each program's own. */
const help = (...args: string[]): Step => ({ args, output: (printed) => /^Usage/m.test(printed) })

const many = `name: of-the-file
services:
  web: {image: "IMAGE", command: "echo \${A:-x} \${B?needed}", environment: {E: "\${C:+set}", F: }, env_file: [e.env], ports: ["8080:80"], volumes: ["data:/v"], networks: [n], depends_on: [db]}
  db: {image: "compare-b/none:\${TAG:-1}"}
  twin: {image: "compare-b/none:\${TAG:-1}"}
  off: {image: IMAGE2, profiles: [p], networks: [m]}
networks: {n: , m: {name: other}}
volumes: {data: , unused: }
configs: {c: {content: x}}
`
const files = { 'e.env': 'FROMFILE=1\n', '.env': 'B=b\nTAG=7\n' }

/** Files, variables and flags: what is read from where, and what is refused. */
export const commandLine: Scenario[] = [
  {
    name: 'config: as JSON, of some services, without what is filled in',
    compose: many,
    files,
    steps: [
      json(['config', '--format', 'json']),
      json(['config', 'db', '--format', 'json']),
      json(['--profile', 'p', 'config', '--format', 'json']),
      json(['config', '--no-normalize', '--format', 'json']),
      json(['config', '--no-path-resolution', '--format', 'json']),
      json(['config', '--no-consistency', '--format', 'json']),
      'config',
      'config --no-normalize db',
      'config -q',
      'config --format xml',
      'config none',
      'config -o out.yaml',
      '-f out.yaml config --services',
      'config --output out.json --format json',
      '-f out.json config --images',
      'config -o /none/out.yaml',
    ],
  },
  {
    name: 'config: what is mounted from the machine',
    differs: { why: '## Folders that are made', after: [1, 2] },
    compose: `services: {web: {${base}, volumes: ["./x:/x:ro", "/a:/b"]}}`,
    steps: [
      json(['config', '--format', 'json']),
      json(['config', '--no-path-resolution', '--format', 'json']),
    ],
  },
  {
    name: 'config: lists of names, hashes, variables',
    compose: many,
    files,
    steps: [
      'config --services',
      'config --volumes',
      'config --networks',
      'config --profiles',
      'config --models',
      'config --images',
      'config --images db',
      '--profile p config --networks',
      'config --hash db',
      'config --hash none',
      json(['config', '--variables', '--format', 'json']),
      {
        args: ['config', '--variables'],
        output: (printed) => printed.replaceAll(/ +$/gm, '').split('\n').sort(),
      },
      {
        args: ['config', '--environment'],
        output: (printed) => printed.match(/^(A|B|TAG|COMPOSE_PROJECT_NAME)=.*/gm),
      },
      {
        args: ['config', '--no-interpolate'],
        output: (printed) => printed.match(/^name: .*|\$\{.*/gm)?.sort(),
      },
      'config --lock-image-digests',
    ],
  },
  {
    name: 'a file from standard input',
    compose: one,
    steps: [
      { args: ['-f', '-', 'up', '-d'], stdin: `services: {in: {${base}}}` },
      { args: ['-f', '-', 'ps', '--services'], stdin: `services: {in: {${base}}}` },
      json(['-f', '-', 'config', '--format', 'json'], {
        stdin: 'services: {in: {image: IMAGE, build: ./x}}',
      }),
      {
        args: ['-f', 'compose.yaml', '-f', '-', 'config', '--services'],
        stdin: 'services: {in: {image: IMAGE}}',
      },
      { args: ['-f', '-', 'config'], stdin: '' },
      { args: ['-f', '-', 'config'], stdin: 'services: [' },
      { args: ['-f', '-', 'down'], stdin: `services: {in: {${base}}}` },
    ],
  },
  {
    name: 'the folder of a project, and where paths start',
    compose: `services: {web: {${base}, environment: {A: "\${A-}"}}}`,
    files: {
      '.env': 'A=here\n',
      'sub/compose.yaml': `services: {sub: {${base}, environment: {A: "\${A-}"}, build: ./x}}`,
      'sub/.env': 'A=below\n',
      'sub/deep/none': '',
    },
    steps: [
      json(['--project-directory', 'sub', 'config', '--format', 'json']),
      json(['-f', 'sub/compose.yaml', 'config', '--format', 'json']),
      json(['--project-directory', 'sub', '-f', 'compose.yaml', 'config', '--format', 'json']),
      json(['--project-directory', 'sub/deep', '-f', 'sub/compose.yaml', 'config', '--format', 'json']),
      json(['--project-directory', 'none', '-f', 'compose.yaml', 'config', '--format', 'json']),
      { args: ['config', '--services'], env: { COMPOSE_FILE: 'sub/compose.yaml' } },
      '--project-directory sub up -d',
      '--project-directory sub exec -T sub sh -c "echo $A"',
    ],
  },
  {
    name: 'variables that docker compose reads',
    compose: `services: {web: {${base}, environment: {A: "\${A-}"}}, more: {${base}, profiles: [more]}}`,
    files: {
      'other.yaml': `services: {other: {${base}, environment: {A: "\${A-}"}}}`,
      '.env': 'A=dot\nCOMPOSE_PROFILES=more\n',
      'e.env': 'COMPOSE_FILE=other.yaml\nA=e\n',
      'n.env': 'COMPOSE_PROJECT_NAME=compare-b-of-a-file\n',
    },
    steps: [
      'config --services',
      '--env-file e.env config --services',
      {
        args: ['config', '--services'],
        env: { COMPOSE_FILE: 'compose.yaml,other.yaml', COMPOSE_PATH_SEPARATOR: ',' },
      },
      json(['config', '--format', 'json'], { env: { COMPOSE_DISABLE_ENV_FILE: '1' } }),
      { args: ['config', '--services'], env: { COMPOSE_PROFILES: '' } },
      json(['config', '--format', 'json'], { env: { COMPOSE_ENV_FILES: 'e.env,n.env' } }),
      { args: ['config', '-q'], env: { COMPOSE_PROJECT_NAME: 'NOT A NAME' } },
      {
        args: ['up', '-d'],
        env: { COMPOSE_PARALLEL_LIMIT: '1', COMPOSE_ANSI: 'never', COMPOSE_PROGRESS: 'plain' },
      },
      { args: ['up', '-d'], env: { COMPOSE_PARALLEL_LIMIT: 'x' } },
      { args: ['up', '-d'], env: { COMPOSE_PROGRESS: 'x' } },
      { args: ['up', '-d'], env: { COMPOSE_FILE: 'other.yaml', COMPOSE_IGNORE_ORPHANS: 'true' } },
      { args: ['up', '-d'], env: { COMPOSE_IGNORE_ORPHANS: 'true', COMPOSE_REMOVE_ORPHANS: 'true' } },
      { args: ['up', '-d'], env: { COMPOSE_FILE: 'other.yaml', COMPOSE_REMOVE_ORPHANS: 'true' } },
      { args: ['ps', '-q'], env: { DOCKER_HOST: 'unix:///none.sock' } },
      { args: ['up', '-d'], env: { COMPOSE_FILE: 'none.yaml' } },
    ],
  },
  {
    name: 'help, and what is no command line',
    compose: one,
    steps: [
      help('--help'),
      help('up', '--help'),
      help('exec', '-h'),
      'up --bogus',
      'up -Z',
      '--bogus up',
      'up --scale',
      'up -d --scale web',
      'up -d --scale web=1=2',
      'scale',
      'scale web=x',
      'scale none=1',
      'kill -s',
      'cp a',
      'port web x',
      'wait',
      'ps --all=maybe',
      '--progress bogus ps',
      '--parallel x ps',
      '--compatibility=x ps',
      '-p NOT ps',
      '-v up',
      'version x',
    ],
  },
  {
    name: 'help of commands that there are not',
    differs: { why: '## Unknown commands', after: [1, 2] },
    compose: one,
    steps: ['bogus', 'bogus --help'],
  },
  {
    name: 'the version',
    differs: { why: '## The version label', after: [1, 2, 3, 4] },
    compose: one,
    steps: ['version --short', '--version', 'version -f json', json(['version', '--format', 'json'])],
  },
  {
    name: 'events that were, told as JSON, and waiting for what runs',
    differs: { why: '## Events of a past time', after: [4] },
    compose: two,
    steps: [
      'up -d',
      'restart db',
      'stop',
      {
        args: ['events', '--json', '--since', '5m', '--until', '0s'],
        output: (printed) =>
          printed
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line))
            .map((event) => `${event.type} ${event.service} ${event.action}: ${Object.keys(event).sort()}`)
            .sort(),
      },
      'events --since',
      'wait',
    ],
  },
]
