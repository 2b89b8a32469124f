// `npm test`: everything that must hold, cheapest first. `npm test -- NAME…` runs the test files whose path holds a NAME.
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)

const only = process.argv.slice(2)

const unit = globSync([
  'packages/*/src/**/*.test.ts',
  'packages/*/test/**/*.test.ts',
  'images/**/*.test.ts',
  'scripts/**/*.test.ts',
])
const system = globSync(['catalog/*/**/*.test.ts', 'tests/**/*.test.ts'])

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
  { name: 'packages', args: files(unit), atOnce: 3 },
  // One at a time: Chromium drops its connections whenever another test's containers come or go.
  { name: 'whole system', args: files(system), atOnce: 1 },
].flatMap(({ name, args, atOnce }) =>
  args.length === 0
    ? []
    : [
        {
          name,
          args: ['--test', `--test-concurrency=${atOnce}`, '--test-reporter=./scripts/reporter.ts', ...args],
        },
      ],
)

function files(found: string[]): string[] {
  const ours = found.filter((file) => !file.includes('node_modules')).sort()
  return only.length === 0 ? ours : ours.filter((file) => only.some((name) => file.includes(name)))
}

function run(phase: Phase): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, phase.args, { stdio: 'inherit' })
    child.on('close', (code) => resolve(code ?? 1))
  })
}

const failed: string[] = []
for (const phase of only.length === 0 ? [...checks, ...tests] : tests) {
  const start = performance.now()
  const code = await run(phase)
  const took = `${((performance.now() - start) / 1000).toFixed(1)} s`
  console.log(`${code === 0 ? '✓' : '✗'} ${phase.name} (${took})`)
  if (code !== 0) failed.push(phase.name)
}
if (failed.length > 0) {
  console.log(`failed: ${failed.join(', ')}`)
  process.exit(1)
}
