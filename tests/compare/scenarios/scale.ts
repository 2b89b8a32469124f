import { changed, type Scenario } from '../scenario.ts'
import { base, one, two } from './services.ts'

/** How many. */
export const scale: Scenario[] = [
  {
    name: 'scale up, down, to none and back',
    compose: one,
    steps: ['up -d --scale web=3', 'scale web=2', 'up -d --scale web=0', 'up -d'],
  },
  {
    name: 'scale in the file, then a change',
    differs: { why: '## Which containers go', after: [2] },
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
  {
    name: 'a name that two services have',
    compose: `services: {a: {${base}, container_name: compare-two}, b: {${base}, container_name: compare-two}}`,
    steps: ['up -d', 'config -q'],
  },
  {
    name: 'a container name that changes, and goes',
    compose: `services: {web: {${base}, container_name: compare-one}}`,
    steps: [
      'up -d',
      changed('up -d', `services: {web: {${base}, container_name: compare-other}}`),
      changed('up -d', one),
    ],
  },
  {
    name: 'stopped replicas count',
    compose: `services: {web: {${base}, scale: 3}}`,
    steps: ['up -d', 'stop', 'scale web=1', 'scale web=2', 'up -d', 'scale web=x', 'scale web'],
  },
  {
    name: 'anonymous volumes of replicas',
    compose: `services: {web: {${base}, scale: 2, volumes: [/anonymous]}}`,
    steps: ['up -d', 'up -d --force-recreate', 'up -d -V', 'up -d --scale web=1', 'down -v'],
  },
]
