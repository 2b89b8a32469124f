import { changed, type Scenario } from '../scenario.ts'
import { base, one, two } from './services.ts'

const three = `services:
  db: {${base}}
  api: {${base}, depends_on: [db]}
  web: {${base}, depends_on: [api]}
`

/** Up, down and between. */
export const lifecycle: Scenario[] = [
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
    differs: { why: '## Verbs with nothing to do', after: [3] },
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
  {
    name: 'stop, start and restart of some, in a chain',
    compose: three,
    steps: ['up -d', 'stop api', 'start api', 'stop db', 'start web', 'restart web', 'stop', 'start web'],
  },
  {
    name: 'pause, and what may be done to what is paused',
    compose: one,
    steps: ['up -d', 'pause', 'restart', 'pause', 'kill', 'up -d', 'pause', 'up -d --force-recreate', 'down'],
  },
  {
    name: 'a signal that the container answers, and one that does not exist',
    compose: `services: {web: {image: IMAGE, network_mode: none, stop_grace_period: 5s, command: [sh, -c, "trap 'exit 5' USR1; touch /tmp/ready; while :; do sleep 0.1; done"], stop_signal: SIGUSR1, healthcheck: {test: [CMD, test, -e, /tmp/ready], interval: 100ms}}}`,
    steps: ['up -d --wait', 'stop', 'up -d --wait', 'kill', 'kill -s NOPE web', 'down'],
  },
  {
    name: 'kill --remove-orphans',
    compose: two,
    steps: ['up -d', changed('kill --remove-orphans', one), 'down --remove-orphans'],
  },
  {
    name: 'containers that somebody removed or stopped',
    compose: two,
    steps: [
      'up -d',
      { args: ['rm', '-fs', 'db'], by: 'compose' },
      'up -d',
      { args: ['kill', 'web'], by: 'compose' },
      'up -d db',
      'up -d',
    ],
  },
  {
    name: 'a command that cannot run, then one that can',
    compose: `services: {db: {${base}}, web: {${base}, command: [/none]}}`,
    steps: ['up -d', changed('up -d', `services: {db: {${base}}, web: {${base}}}`)],
  },
  {
    name: 'the environment: order says nothing, a value does',
    compose: `services: {web: {${base}, environment: {A: "1", B: "2", C: }}}`,
    steps: [
      'up -d',
      changed('up -d', `services: {web: {${base}, environment: [B=2, A=1, C]}}`),
      { args: ['up', '-d'], env: { C: 'shell' } },
    ],
  },
  {
    name: 'down of one service takes the networks that only it was in',
    compose: `services:
  db: {image: IMAGE, stop_grace_period: 0s}
  web: {image: IMAGE, stop_grace_period: 0s, depends_on: [db], networks: [default, back]}
networks: {back: }
`,
    steps: ['up -d', 'down web', 'up -d', 'down db', 'down'],
  },
]
