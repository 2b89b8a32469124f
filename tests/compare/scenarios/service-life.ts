import { changed, type Scenario } from '../scenario.ts'
import { base, lines, neitherMakesAgain } from './services.ts'

/** How containers start again, are stopped and asked how they are, and what runs in them at these times. */
export const serviceLife: Scenario[] = [
  {
    name: 'forms: restarts, and none of what is run once',
    compose: `services:
  a: {${base}, restart: "no"}
  b: {${base}, restart: always}
  c: {${base}, restart: unless-stopped}
  d: {${base}, restart: on-failure}
  e: {${base}, restart: always, deploy: {restart_policy: {condition: none}}}
  f: {${base}, deploy: {restart_policy: {condition: any, window: 10s}}}
  g: {${base}, deploy: {restart_policy: {delay: 1s}}}
  h: {${base}, deploy: {restart_policy: {condition: on-failure}}}
  i: {${base}, deploy: {restart_policy: {condition: unless-stopped}}}
`,
    steps: ['create', 'run --no-deps -d --name compare-a-run b', ...neitherMakesAgain],
  },
  {
    name: 'a restart on failure that gives up',
    compose: `services:
  web: {${base}, restart: "on-failure:1", command: [sh, -c, "exit 3"]}
  job: {${base}, depends_on: {web: {condition: service_completed_successfully}}}
`,
    steps: ['up -d'],
  },
  {
    name: 'stopping: the signal, the time, and what is then killed',
    compose: `services:
  deaf: {image: IMAGE, network_mode: none, stop_grace_period: 500ms, command: [sh, -c, "trap '' TERM; while :; do sleep 0.1; done"]}
  long: {image: IMAGE, network_mode: none, stop_grace_period: 1m30s, stop_signal: "9"}
  own: {image: IMAGE, network_mode: none, stop_signal: SIGKILL}
`,
    steps: ['up -d', 'stop', 'start', 'stop -t 0', 'up -d', 'down -t 1'],
  },
  {
    name: 'forms: health checks',
    compose: `services:
  a: {${base}, healthcheck: {test: NONE}}
  b: {${base}, healthcheck: {disable: true}}
  c: {${base}, healthcheck: {test: [NONE]}}
  d: {${base}, healthcheck: {test: [CMD-SHELL, "exit 0"], interval: 1m30s, timeout: 500ms, retries: 0, start_period: 1h}}
  e: {${base}, healthcheck: {test: [CMD, "true"], disable: false}}
  f: {${base}, healthcheck: {interval: 7s}}
  g: {${base}, healthcheck: {test: [CMD, "true"], disable: true}}
`,
    steps: ['create', ...neitherMakesAgain],
  },
  {
    name: 'a health check that asks more often at first, on an engine that cannot',
    differs: { why: '## What cannot be done', after: [1] },
    compose: `services: {web: {${base}, healthcheck: {test: [CMD, "true"], interval: 1s, start_period: 10s, start_interval: 200ms}}}`,
    steps: ['up -d --wait'],
  },
  {
    name: 'hooks: user, folder, variables, rights, several',
    compose: `services:
  web:
    ${lines}
    user: "7:7"
    working_dir: /tmp
    environment: {A: service}
    post_start:
      - {command: [sh, -c, "id -u > who; echo $$A $$B > what"], user: "0", environment: [B=b, HOME]}
      - {command: [sh, -c, "id -u > other; echo $$A $$C > set"], working_dir: /tmp, environment: {A: own, C: null}}
      - {command: "touch by-words", user: "0:0"}
    pre_stop: [{command: [sh, -c, "cat /tmp/who"]}]
`,
    steps: [
      'up -d',
      { args: ['exec', '-T', 'web', 'grep', '-r', '.', '/tmp'] },
      { args: ['restart'] },
      { args: ['exec', '-T', 'web', 'ls', '/tmp'] },
      'stop',
    ],
  },
  {
    name: 'hooks that fail: after the start, before the stop',
    compose: `services:
  web: {${base}, post_start: [{command: ["false"]}, {command: [touch, /tmp/later]}]}
  next: {${base}, depends_on: [web]}
`,
    steps: [
      'up -d',
      'down',
      changed('up -d', `services: {web: {${base}, pre_stop: [{command: [sh, -c, "exit 3"]}]}}`),
      'restart',
      'stop',
      'down',
    ],
  },
  {
    name: 'hooks that cannot run, and those of a replaced container',
    differs: { why: '## Hooks', after: [1] },
    compose: `services: {web: {${base}, post_start: [{command: [/none]}]}}`,
    steps: [
      'up -d',
      changed('up -d', `services: {web: {${base}, tmpfs: /run, pre_stop: [{command: ["false"]}]}}`),
    ],
  },
]
