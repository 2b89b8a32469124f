import { changed, docker, type Scenario } from '../scenario.ts'
import { base, lines } from './services.ts'

const on = (service: string, condition: string, more = '') =>
  `depends_on: {${service}: {condition: service_${condition}${more}}}`
const checked = (command: string) => `healthcheck: {test: [CMD, "${command}"], interval: 200ms, retries: 1}`
const exits = (code: number) => `${base}, command: [sh, -c, "exit ${code}"]`
const optional = ', required: false'

const mixed = `services:
  job: {${exits(0)}}
  db: {${base}, ${checked('true')}, ${on('job', 'completed_successfully')}}
  api: {${base}, ${on('db', 'healthy')}}
  web: {${base}, ${on('api', 'started', ', restart: true')}}
`
const migrated = (code: number) => `services:
  db: {${base}, ${checked('true')}}
  job: {${exits(code)}, ${on('db', 'healthy')}}
  api: {${base}, ${on('job', 'completed_successfully')}}
  web: {${base}, depends_on: [api]}
  side: {${base}}
`
const states = { args: ['ps', '-a', '--format', '{{.Name}} {{.State}} {{.ExitCode}}'] }

/** Longer ones than in `dependencies`, with conditions of all kinds, and what is done in their middle. */
export const chains: Scenario[] = [
  {
    name: 'chain: conditions mixed, through stop, start, restart and kill',
    compose: mixed,
    steps: ['up -d', 'stop', 'start', 'restart api', 'stop db', 'up -d', 'kill', 'start web', 'down'],
  },
  {
    name: 'chain: a one-shot in its middle fails, then does not',
    compose: migrated(3),
    steps: [
      'up -d',
      states,
      'up -d web',
      changed('up -d', migrated(0)),
      'run --rm -T web true',
      'up -d --no-deps web',
      'up -d --wait',
    ],
  },
  {
    name: 'chain: what is optional may be unhealthy, fail, be off or have no containers',
    compose: `services:
  bad: {${base}, ${checked('false')}}
  job: {${exits(2)}}
  off: {${base}, profiles: [x]}
  none: {${base}, scale: 0}
  web:
    ${lines}
    depends_on:
      bad: {condition: service_healthy${optional}}
      job: {condition: service_completed_successfully${optional}}
      off: {condition: service_healthy${optional}}
      none: {condition: service_healthy${optional}}
`,
    steps: [
      'up -d',
      'up -d --wait web',
      'stop',
      'start',
      'run --rm -T web true',
      '--profile x up -d',
      'down',
    ],
  },
  {
    name: 'chain: what is optional cannot even start',
    compose: `services: {bad: {${base}, command: [/none]}, web: {${base}, ${on('bad', 'started', optional)}}}`,
    steps: ['up -d', 'run --rm -T web true', 'start', 'up -d --no-deps web'],
  },
  {
    name: 'chain: unhealthy with --wait, for all and for others, and never healthy within the time',
    compose: `services:
  bad: {${base}, ${checked('false')}}
  late: {${base}, healthcheck: {test: [CMD, "false"], interval: 300ms, retries: 1000}}
  web: {${base}, ${on('late', 'healthy')}}
  other: {${base}}
`,
    steps: [
      'up -d --wait --wait-timeout 1 web other',
      states,
      'up -d --wait other',
      'up -d --wait bad',
      'up -d bad other',
      'up -d --wait --no-deps web',
    ],
  },
  {
    name: 'chain: run with what it needs missing, stopped, failing, or left out',
    compose: `services:
  db: {${base}, ${checked('true')}}
  job: {${exits(0)}}
  web: {${base}, depends_on: {db: {condition: service_healthy}, job: {condition: service_completed_successfully}}}
  api: {${base}, ${on('bad', 'completed_successfully')}}
  bad: {${exits(4)}}
`,
    steps: [
      'run --rm -T web true',
      'stop db',
      'run --rm -T web true',
      docker('rm -f NAME-db-1'),
      'run --rm -T --no-deps web true',
      'run --rm -T web true',
      'run --rm -T api true',
      'run --rm -T --no-deps api true',
      states,
    ],
  },
  {
    name: 'chain: numbers of services and of those that they need',
    compose: `services: {db: {${base}}, web: {${base}, deploy: {replicas: 2}, depends_on: [db]}}`,
    steps: [
      'up -d --no-deps --scale web=1 web',
      'up -d --scale db=2 web',
      'up -d --no-deps --scale db=3 web',
      'scale web=3 db=1',
      'up -d --scale none=1',
      'scale none=1',
      'up -d --scale web=0 --scale db=0',
      changed('up -d', `services: {db: {${base}}, web: {${base}, deploy: {replicas: 2}, scale: 2}}`),
      changed('up -d', `services: {db: {${base}}, web: {${base}, deploy: {replicas: 2}, scale: 3}}`),
    ],
  },
]
