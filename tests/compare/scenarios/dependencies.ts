import { changed, type Scenario } from '../scenario.ts'
import { base, two } from './services.ts'

const following = (more: string) => `services:
  db: {${base}${more}}
  web: {${base}, depends_on: {db: {condition: service_started, restart: true}}}
`

/** What waits for what. */
export const dependencies: Scenario[] = [
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
  {
    name: 'a dependency that is unhealthy, and one without replicas',
    compose: `services:
  db: {${base}, healthcheck: {test: ["CMD", "false"], interval: 200ms, retries: 1}}
  web: {${base}, depends_on: {db: {condition: service_healthy}}}
`,
    steps: ['up -d', 'up -d --no-deps web', 'up -d --scale db=0 web'],
  },
  {
    name: 'a dependency of a profile that is off: optional or not',
    compose: `services:
  db: {${base}, profiles: [x]}
  web: {${base}, depends_on: {db: {condition: service_started, required: false}}}
`,
    steps: [
      'up -d',
      '--profile x up -d',
      changed('up -d', `services: {db: {${base}, profiles: [x]}, web: {${base}, depends_on: [db]}}`),
    ],
  },
  {
    name: 'restart: true when the dependency changes, is restarted, is stopped',
    compose: following(''),
    steps: ['up -d', changed('up -d', following(', hostname: other')), 'restart db', 'stop db', 'up -d'],
  },
  {
    name: 'a named service and a dependency that changed',
    compose: two,
    steps: [
      'up -d',
      changed('up -d web', two.replace('db: {', 'db: {labels: {a: b}, ')),
      changed('up -d --no-deps web', two.replace('db: {', 'db: {labels: {a: c}, ')),
      changed('run --rm -T web true', two.replace('db: {', 'db: {labels: {a: d}, ')),
    ],
  },
]
