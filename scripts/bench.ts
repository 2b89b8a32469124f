// `npm run bench -- NAME [--json]`: one benchmark; `npm run bench` lists them.
import { globSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** What a file `bench/<name>.ts` exports as its default. */
export type Benchmark = {
  name: string
  /** Measures. `report` is for people; every figure is explained in bench/README.md. */
  run(): Promise<{ figures: Record<string, number>; report: string }>
}

const folder = fileURLToPath(new URL('../bench', import.meta.url))
const names = globSync('*.ts', { cwd: folder })
  .map((file) => basename(file, '.ts'))
  .sort()
const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true })
const [name] = positionals

if (name === undefined) {
  console.log(`Benchmarks: ${names.join(', ')}\nnpm run bench -- NAME [--json]`)
} else if (!names.includes(name)) {
  console.error(`There is no benchmark "${name}". There are: ${names.join(', ')}.`)
  process.exitCode = 1
} else {
  const { default: benchmark }: { default: Benchmark } = await import(join(folder, `${name}.ts`))
  const { figures, report } = await benchmark.run()
  console.log(report)
  if (values.json) console.log(JSON.stringify({ name, machine: machine(), figures }))
  // Servers that a benchmark ended may still hold sockets for a moment.
  process.exit(0)
}

function machine(): string {
  const [cpu] = cpus()
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
}
