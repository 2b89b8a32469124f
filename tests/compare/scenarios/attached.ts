import type { Interrupt } from '../command.ts'
import { changed, type Scenario, type Step, wordsOf } from '../scenario.ts'
import { base } from './services.ts'

const says = (line: string) => `${base}, command: [sh, -c, "${line}"]`
const stays = (line: string) => says(`echo ${line}; exec sleep 1000`)

const interrupted = (args: string, ...interrupt: Interrupt[]): Step => ({ args: wordsOf(args), interrupt })

/** `up` with the output of its containers. */
export const attached: Scenario[] = [
  {
    name: 'attached: all exit by themselves',
    compose: `services:
  a: {${says('echo a; exit 0')}}
  b: {${says('sleep 0.2; echo b; echo c; exit 3')}}
`,
    steps: ['up', 'up a', 'up --no-log-prefix b', 'up --no-color'],
  },
  {
    name: 'attached: a dependency that fails is heard',
    compose: `services:
  db: {${stays('no room')}, healthcheck: {test: "false", interval: 200ms, retries: 2}}
  web: {${stays('web')}, depends_on: {db: {condition: service_healthy}}}
`,
    steps: ['up', 'down'],
  },
  {
    name: 'attached: a job before it, and one that fails',
    compose: `services:
  job: {${says('echo job; exit $${CODE:-0}')}, environment: [CODE]}
  web: {${says('echo web; sleep 0.3; exit 4')}, depends_on: {job: {condition: service_completed_successfully}}}
`,
    steps: ['up', { args: ['up'], env: { CODE: '5' } }],
  },
  {
    name: 'attached: Ctrl-C stops all; what it depends on, too',
    compose: `services:
  db: {${stays('hello db')}}
  web: {${stays('hello web')}, depends_on: [db]}
`,
    steps: [
      interrupted('up', 'hello web'),
      interrupted('up web', 'hello web'),
      interrupted('up --no-attach db', 'hello web'),
    ],
  },
  {
    name: 'attached: Ctrl-C twice kills what takes its time',
    compose: `services:
  web: {image: IMAGE, network_mode: none, stop_grace_period: 3s, command: [sh, -c, "trap 'true' TERM; echo hello; while :; do sleep 0.1; done"]}
`,
    steps: [interrupted('up', 'hello', 500), 'up -d --no-recreate', 'kill'],
  },
  {
    name: 'attached: what is shown',
    differs: { why: '## Attached', after: [4] },
    compose: `services:
  a: {${says('echo a; sleep 0.3')}}
  b: {${says('echo b; sleep 0.3')}, attach: false}
  c: {${says('echo c; sleep 0.3')}, logging: {driver: none}}
  d: {${says('echo d; sleep 0.6')}, depends_on: [a]}
`,
    steps: ['up a c', 'up d', 'up b', 'up --no-attach a a d'],
  },
  {
    name: 'attached: it is over when what was named is, or what is shown',
    compose: `services:
  db: {${stays('db')}}
  web: {${says('echo web; sleep 0.3; exit 3')}, depends_on: [db]}
`,
    steps: [
      'up web',
      'up --attach web',
      'up --no-attach db',
      'up --attach-dependencies web',
      'up --abort-on-container-exit web',
      'up --exit-code-from web',
    ],
  },
  {
    name: 'attached: logs leaves out what is not attached, unless it is named',
    compose: `services:
  a: {${says('echo a')}}
  b: {${says('echo b')}, attach: false}
  c: {${says('echo c')}, logging: {driver: none}}
`,
    steps: ['up', 'logs', 'logs b', 'logs c'],
  },
  {
    name: 'attached: a changed service does not end it, an exit does',
    compose: `services: {a: {${stays('old')}}}`,
    steps: [
      'up -d',
      changed(
        'up --abort-on-container-exit',
        `services: {a: {${stays('new')}}, job: {${says('sleep 0.5; exit 6')}, depends_on: [a]}}`,
      ),
    ],
  },
  {
    name: 'attached: replicas, each with its number',
    compose: `services: {web: {${says('echo up; sleep 0.3')}, scale: 3}}`,
    steps: ['up', 'up --scale web=1'],
  },
  {
    name: 'attached: --wait says no line of theirs',
    compose: `services:
  web: {${stays('web')}, healthcheck: {test: "true", interval: 100ms}}
`,
    steps: [
      'up --wait',
      'up --wait --wait-timeout 5',
      changed(
        'up --wait --wait-timeout 1',
        `services: {web: {${stays('web')}, healthcheck: {test: "false", interval: 100ms, retries: 100}}}`,
      ),
    ],
  },
  {
    name: 'attached: flags that do not go together',
    compose: `services: {web: {${stays('web')}}}`,
    steps: [
      'up -d --abort-on-container-exit',
      'up -d --attach web',
      'up --wait --abort-on-container-exit',
      'up --attach none',
      'up --no-attach none -d',
    ],
  },
]
