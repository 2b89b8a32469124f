import type { Deploy, DeployEvent } from '@keelson/protocol'

type Said = DeployEvent extends infer E ? (E extends unknown ? Omit<E, 'seq' | 'at'> : never) : never
/** What happens after how many seconds of recorded time. */
export type Beat = { after: number; say: DeployEvent }

const red = (text: string) => `\u001b[31m${text}\u001b[0m`
const green = (text: string) => `\u001b[32m${text}\u001b[0m`
const dim = (text: string) => `\u001b[2m${text}\u001b[0m`

const steps = [
  ['Create container web-1', 'its image changed'],
  ['Create container web-2', 'its image changed'],
  ['Create container worker-1', 'its image changed'],
  ['Keep container redis-1', 'configuration and image are the same'],
  ['Remove containers of v5', 'replaced'],
] as const

/** A whole deploy as a server would tell it. */
function* deployBeats(deploy: Deploy, lines: number): Generator<[number, Said]> {
  yield [0.1, { kind: 'stage', stage: 'fetch', state: 'running' }]
  yield [
    0.3,
    {
      kind: 'log',
      stage: 'fetch',
      source: 'git',
      line: `Fetching ${deploy.ref ?? 'main'} from git@gitlab.com:harbour/${deploy.project}.git`,
    },
  ]
  yield [
    0.6,
    {
      kind: 'log',
      stage: 'fetch',
      source: 'git',
      line: `HEAD is now at ${green('4f1c9e2')} Show delivery times before checkout`,
    },
  ]
  yield [0.1, { kind: 'stage', stage: 'fetch', state: 'done' }]
  yield [0.1, { kind: 'stage', stage: 'load', state: 'running' }]
  yield [
    0.2,
    {
      kind: 'log',
      stage: 'load',
      source: 'compose',
      line: 'compose.yaml: 6 services, 2 networks, 2 volumes',
    },
  ]
  yield [0.1, { kind: 'stage', stage: 'load', state: 'done' }]
  yield [0.1, { kind: 'stage', stage: 'build', state: 'running' }]
  for (let line = 0; line < lines; line += 1) {
    const source = line % 3 === 2 ? 'worker' : 'web'
    yield [0.08, { kind: 'log', stage: 'build', source, line: buildLine(line) }]
  }
  yield [0.3, { kind: 'stage', stage: 'build', state: 'done' }]
  yield* applyBeats()
}

function* applyBeats(): Generator<[number, Said]> {
  yield [0.1, { kind: 'stage', stage: 'plan', state: 'running' }]
  for (const [index, [text, because]] of steps.entries())
    yield [0.02, { kind: 'step', index, text, because, state: 'planned' }]
  yield [0.1, { kind: 'stage', stage: 'plan', state: 'done' }]
  yield [0.1, { kind: 'stage', stage: 'apply', state: 'running' }]
  for (const [index, [text, because]] of steps.entries()) {
    yield [0.1, { kind: 'step', index, text, because, state: 'started' }]
    yield [0.4, { kind: 'log', stage: 'apply', source: 'engine', line: `${text}: ${green('done')}` }]
    yield [0.05, { kind: 'step', index, text, because, state: 'done' }]
  }
  yield [0.1, { kind: 'stage', stage: 'apply', state: 'done' }]
  yield [0.1, { kind: 'stage', stage: 'route', state: 'running' }]
  yield [
    0.3,
    {
      kind: 'log',
      stage: 'route',
      source: 'balancer',
      line: 'web: 2 servers added, 2 drained; no request waited',
    },
  ]
  yield [0.1, { kind: 'stage', stage: 'route', state: 'done' }]
  yield [0.1, { kind: 'outcome', state: 'succeeded', failure: null }]
}

function* offBeats(): Generator<[number, Said]> {
  yield [0.1, { kind: 'stage', stage: 'route', state: 'running' }]
  yield [0.2, { kind: 'stage', stage: 'route', state: 'done' }]
  yield [0.1, { kind: 'stage', stage: 'stop', state: 'running' }]
  for (const name of ['web-1', 'web-2', 'worker-1', 'redis-1'])
    yield [
      0.3,
      { kind: 'log', stage: 'stop', source: 'engine', line: `Stopped ${name} ${dim('(SIGTERM, 0.4 s)')}` },
    ]
  yield [0.1, { kind: 'stage', stage: 'stop', state: 'done' }]
  yield [0.1, { kind: 'outcome', state: 'succeeded', failure: null }]
}

function* failingBeats(failure: string): Generator<[number, Said]> {
  yield [0.1, { kind: 'stage', stage: 'fetch', state: 'running' }]
  yield [0.9, { kind: 'stage', stage: 'fetch', state: 'done' }]
  yield [0.1, { kind: 'stage', stage: 'load', state: 'running' }]
  yield [0.1, { kind: 'stage', stage: 'load', state: 'done' }]
  yield [0.1, { kind: 'stage', stage: 'build', state: 'running' }]
  for (let line = 0; line < 14; line += 1)
    yield [0.2, { kind: 'log', stage: 'build', source: 'worker', line: buildLine(line) }]
  for (const line of [
    'npm error code ERESOLVE',
    'npm error ERESOLVE could not resolve',
    'npm error While resolving: bullmq@5.1.0',
    'npm error Found: ioredis@4.28.5',
  ]) {
    yield [0.1, { kind: 'log', stage: 'build', source: 'worker', line: red(line) }]
  }
  yield [0.1, { kind: 'stage', stage: 'build', state: 'failed' }]
  yield [0.1, { kind: 'outcome', state: 'failed', failure }]
}

function buildLine(line: number): string {
  const texts = [
    `${dim(`#${(line % 9) + 4}`)} [build ${(line % 9) + 1}/9] RUN npm ci --omit=dev`,
    `added ${(line * 37) % 400} packages, and audited ${(line * 53) % 900} packages in ${(line % 7) + 1}s`,
    `${green('✓')} ${120 + (line % 80)} modules transformed.`,
    `dist/assets/index-${line.toString(36)}.js  ${green(`${(line % 90) + 10}.4 kB`)} ${dim('│ gzip: 12.1 kB')}`,
    `\u001b[33mwarning\u001b[0m a chunk is larger than usual; line ${line} of the build, which goes on for quite a while so that it has to be wrapped on a narrow screen`,
  ]
  return texts[line % texts.length] ?? ''
}

/** The beats of an operation; building writes so many lines. */
export function script(deploy: Deploy, lines = 60): Beat[] {
  const told =
    deploy.state === 'failed'
      ? failingBeats(deploy.failure ?? '')
      : deploy.kind === 'deploy'
        ? deployBeats(deploy, lines)
        : deploy.kind === 'on'
          ? applyBeats()
          : offBeats()
  let at = Date.parse(deploy.startedAt ?? deploy.createdAt)
  return [...told].map(([after, said], index) => {
    at += after * 1_000
    return { after, say: { ...said, seq: index + 1, at: new Date(at).toISOString() } as DeployEvent }
  })
}

export const playedEvents = (deploy: Deploy, lines?: number): DeployEvent[] =>
  script(deploy, lines).map(({ say }) => say)
export const failedEvents = playedEvents
