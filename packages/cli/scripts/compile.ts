// Compiles the command into one executable, `dist/keelson`, and notes what it was made of. Where that cannot be done it
// says why, and the command starts from its sources.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('..', import.meta.url))
const dist = join(home, 'dist')
const executable = join(dist, 'keelson')

rmSync(dist, { recursive: true, force: true })
mkdirSync(dist)
const problem = compile()
if (problem) {
  rmSync(dist, { recursive: true })
  console.log(`It could not be compiled and starts from its sources, which takes longer: ${problem}`)
}

/** What stood in the way. */
function compile(): string | undefined {
  const bun = findBun()
  if (!bun) return `there is no Bun for ${process.platform} on ${process.arch}.`
  const inputs = join(dist, 'inputs.json')
  const words = [
    ...['build', '--compile', '--bytecode', '--minify'],
    // What lies in a user's folder is not part of the program: it may come from anybody's repository.
    ...['dotenv', 'bunfig', 'tsconfig', 'package-json'].map((name) => `--no-compile-autoload-${name}`),
    ...[`--metafile=${inputs}`, `--outfile=${executable}`, 'src/compiled.ts'],
  ]
  const failure = whyFailed(bun, words)
  if (failure) return failure
  note(Object.keys(JSON.parse(readFileSync(inputs, 'utf8')).inputs))
  rmSync(inputs)
  return whyFailed(executable, ['--version'])
}

/** Bun itself, of the package that npm chose for this platform. */
function findBun(): string | undefined {
  const processor = process.arch === 'arm64' ? 'aarch64' : process.arch
  return ['', '-musl']
    .map((library) => `../../node_modules/@oven/bun-${process.platform}-${processor}${library}/bin/bun`)
    .map((file) => join(home, file))
    .find((file) => existsSync(file))
}

function whyFailed(program: string, words: string[]): string | undefined {
  const { status, signal, error, stderr } = spawnSync(program, words, { cwd: home, encoding: 'utf8' })
  if (status === 0) return
  return error?.message ?? `${program} ended with ${signal ?? status}.\n${stderr}`
}

/** Notes each source with its time of change and its size. What the lock file pins does not change by itself. */
function note(inputs: string[]): void {
  const own = inputs.filter((file) => !file.includes('node_modules'))
  const sources = [...own, '../../package-lock.json', relative(home, fileURLToPath(import.meta.url))]
  const noted = sources.flatMap((file) => {
    const { mtimeMs, size } = statSync(join(home, file))
    return [file, mtimeMs, size]
  })
  writeFileSync(join(dist, 'sources.json'), JSON.stringify(noted))
}
