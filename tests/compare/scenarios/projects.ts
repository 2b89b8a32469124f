import type { Scenario } from '../scenario.ts'
import { base, one } from './services.ts'

/** Files, names and profiles. */
export const projects: Scenario[] = [
  {
    name: 'names with underscores',
    compose: one,
    steps: [
      '--compatibility up -d',
      '--compatibility up -d',
      { args: ['up', '-d'], env: { COMPOSE_COMPATIBILITY: '1' } },
      '--compatibility down',
    ],
  },
  {
    name: 'several files, an override, an included one',
    compose: `include: [inc.yaml]\nservices: {web: {${base}, depends_on: [lib]}}`,
    files: {
      'inc.yaml': `services: {lib: {${base}, environment: {V: "\${V-none}"}}}`,
      'compose.override.yaml': 'services: {web: {environment: {A: "1"}}}',
      'more.yaml': 'services: {web: {environment: {A: "2"}}}',
    },
    steps: [
      'up -d',
      '-f compose.yaml up -d',
      '-f compose.yaml -f more.yaml up -d',
      { args: ['up', '-d'], env: { COMPOSE_FILE: 'compose.yaml:more.yaml', V: 'v' } },
    ],
  },
  {
    name: 'environment files: the first, the last, from a variable',
    compose: `services: {web: {${base}, environment: {A: "\${A}", B: "\${B-unset}"}}}`,
    files: { '.env': 'A=dot\n', 'one.env': 'A=one\nB=b\n', 'two.env': 'A=two\n' },
    steps: [
      'up -d',
      '--env-file one.env --env-file two.env up -d',
      { args: ['up', '-d'], env: { COMPOSE_ENV_FILES: 'one.env' } },
      { args: ['up', '-d'], env: { A: 'shell' } },
      '--env-file none.env up -d',
    ],
  },
  {
    name: 'profiles from a variable, by name, all',
    compose: `services:
  web: {${base}}
  dbg: {${base}, profiles: [debug]}
  tst: {${base}, profiles: [test, debug], depends_on: [dbg]}
`,
    steps: [
      { args: ['up', '-d'], env: { COMPOSE_PROFILES: 'debug' } },
      'stop',
      '--profile test config --services',
      '--profile * stop',
      'up -d tst',
      'down',
      '--profile debug --profile test down',
    ],
  },
]
