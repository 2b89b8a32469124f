// `npm test`: everything that must hold, cheapest first. `npm test -- NAME…` runs the test files whose path holds a NAME.
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

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
])
const system = globSync(['catalog/*/**/*.test.ts', 'tests/**/*.test.ts']).filter(
  (file) => !file.includes('node_modules'),
)

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

const tests: Phase[] = [
  { name: 'packages', args: files(unit), atOnce: 4 },
  { name: 'whole system', args: files(system), atOnce: 2 },
].flatMap(({ name, args, atOnce }) =>
  args.length === 0
    ? []
    : [
        {
          name,
          args: [
            '--test',
            `--test-concurrency=${atOnce}`,
            // Nothing takes nearly as long: what does, hangs, and must not hold up the rest.
            '--test-timeout=300000',
            '--import=./scripts/no-hanging.ts',
            '--test-reporter=./scripts/reporter.ts',
            ...args,
          ],
        },
      ],
)

function files(found: string[]): string[] {
  const ours = found.filter((file) => !file.includes('node_modules')).sort()
  return only.length === 0 ? ours : ours.filter((file) => only.some((name) => file.includes(name)))
}

/** Runs it, and tells how it ended. `after`: what it says is kept until then, for one of several at a time. */
function run(phase: Phase, says: 'at once' | 'after' = 'at once'): Promise<void> {
  const start = performance.now()
  return new Promise((resolve) => {
    const child = spawn(process.execPath, phase.args, { stdio: says === 'after' ? 'pipe' : 'inherit' })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text))
    child.on('close', (code) => {
      if (said) console.log(said.trimEnd())
      console.log(
        `${code === 0 ? '✓' : '✗'} ${phase.name} (${((performance.now() - start) / 1000).toFixed(1)} s)`,
      )
      if (code !== 0) failed.push(phase.name)
      resolve()
    })
  })
}

const failed: string[] = []
if (only.length === 0) {
  const waiting = checks.values()
  const worker = async () => {
    for (const phase of waiting) await run(phase, 'after')
  }
  await Promise.all([worker(), worker()])
}
for (const phase of tests) await run(phase)
if (failed.length > 0) {
  console.log(`failed: ${failed.join(', ')}`)
  process.exit(1)
}
