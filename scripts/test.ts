// `npm test`: everything that must hold, cheapest first. `npm test -- NAME…` runs the test files whose path holds a NAME.
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { run as runFiles } from 'node:test'
import { fileURLToPath } from 'node:url'
import report from './reporter.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
// Each test file is a process that loads much the same sources: stripped and compiled once, not two hundred times.
process.env.NODE_COMPILE_CACHE ??= `${root}node_modules/.cache/keelson`

const only = process.argv.slice(2)

const unit = globSync([
  'packages/*/src/**/*.test.ts',
  'packages/*/test/**/*.test.ts',
  'images/**/*.test.ts',
  'scripts/**/*.test.ts',
  'bench/**/*.test.ts',
])
const system = globSync(['catalog/*/**/*.test.ts', 'tests/**/*.test.ts']).filter(
  (file) => !file.includes('node_modules'),
)

/** What takes longest begins first: begun last, it would run alone at the end, with a processor idle. */
const longest = [
  'packages/web/test/dashboard.test.ts',
  'packages/engine/test/rolling.test.ts',
  'packages/cli/src/local/local.test.ts',
  'tests/dashboard.test.ts',
  'tests/kill-nine.test.ts',
  'tests/rolling.test.ts',
]

const gone = longest.filter((file) => !unit.includes(file) && !system.includes(file))
if (gone.length > 0) throw new Error(`scripts/test.ts names files that are not there: ${gone.join(', ')}`)

type Phase = { name: string; args: string[] }

const checks: Phase[] = [
  { name: 'format and lint', args: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '.'] },
  { name: 'types', args: ['node_modules/typescript-native/bin/tsc', '-p', '.'] },
  ...['packages/web', ...globSync('catalog/*/frontend')].map((page) => ({
    name: `types of ${page}`,
    args: ['node_modules/vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', page],
  })),
  { name: 'arrows between packages', args: ['scripts/arrows.ts'] },
  { name: 'base images', args: ['images/src/main.ts'] },
]

type Suite = { name: string; files: string[]; atOnce: number }

const suites: Suite[] = [
  { name: 'packages', files: files(unit), atOnce: 4 },
  { name: 'whole system', files: files(system), atOnce: 2 },
].filter(({ files }) => files.length > 0)

function files(found: string[]): string[] {
  const ours = found.filter((file) => !file.includes('node_modules')).sort()
  const chosen = only.length === 0 ? ours : ours.filter((file) => only.some((name) => file.includes(name)))
  const first = longest.filter((file) => chosen.includes(file))
  return [...first, ...chosen.filter((file) => !first.includes(file))]
}

/** Runs it, and tells how it ended. What it says is kept until then, for it is one of several at a time. */
function run(phase: Phase): Promise<void> {
  const start = performance.now()
  return new Promise((resolve) => {
    const child = spawn(process.execPath, phase.args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
    child.on('close', (code) => {
      if (said) console.log(said.trimEnd())
      told(phase.name, start, code === 0)
      resolve()
    })
  })
}

/** Each file in a process of its own, in the order given; its lines come in that order too. */
async function runTests({ name, files, atOnce }: Suite): Promise<void> {
  const start = performance.now()
  const events = runFiles({
    files,
    concurrency: atOnce,
    // Nothing takes nearly as long: what does, hangs, and must not hold up the rest.
    timeout: 300_000,
    execArgv: ['--import=./scripts/no-hanging.ts'],
  })
  let failures = 0
  events.on('test:fail', () => failures++)
  for await (const text of events.compose(report)) process.stdout.write(text)
  told(name, start, failures === 0)
}

function told(name: string, start: number, succeeded: boolean): void {
  console.log(`${succeeded ? '✓' : '✗'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  if (!succeeded) failed.push(name)
}

const failed: string[] = []
if (only.length === 0) {
  const waiting = checks.values()
  const worker = async () => {
    for (const phase of waiting) await run(phase)
  }
  await Promise.all([worker(), worker()])
}
for (const suite of suites) await runTests(suite)
if (failed.length > 0) {
  console.log(`failed: ${failed.join(', ')}`)
  process.exit(1)
}
