// Compiles the command into one executable, `dist/keelson`, and notes what it was made of.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('..', import.meta.url))
const dist = join(home, 'dist')
const built = join(dist, 'built')

rmSync(dist, { recursive: true, force: true })
mkdirSync(dist)
const compiler = findCompiler()
if (compiler) compile(compiler)
else
  console.log(
    `There is no compiler for ${process.platform} on ${process.arch}: the command starts from its sources.`,
  )

function compile(bun: string): void {
  const meta = join(dist, 'meta.json')
  const { status, signal, stderr } = spawnSync(
    bun,
    [
      'build',
      '--compile',
      '--bytecode',
      '--minify',
      // What lies in a user's folder is not part of the program: it may come from anybody's repository.
      '--no-compile-autoload-dotenv',
      '--no-compile-autoload-bunfig',
      '--no-compile-autoload-tsconfig',
      '--no-compile-autoload-package-json',
      `--metafile=${meta}`,
      `--outfile=${built}`,
      'src/compiled.ts',
    ],
    { cwd: home, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`The command could not be compiled (${signal ?? status}):\n${stderr}`)
  const { inputs }: { inputs: Record<string, unknown> } = JSON.parse(readFileSync(meta, 'utf8'))
  // What the lock file pins does not change by itself.
  const sources = Object.keys(inputs).filter((file) => !file.includes('node_modules'))
  const files = [...sources, '../../package-lock.json', relative(home, fileURLToPath(import.meta.url))]
  rmSync(meta)
  renameSync(built, join(dist, 'keelson'))
  writeFileSync(join(dist, 'sources.json'), JSON.stringify(files.flatMap(asItIs)))
}

/** Bun, of the package for this platform that npm installed. */
function findCompiler(): string | undefined {
  const { platform } = process
  const processor = process.arch === 'arm64' ? 'aarch64' : process.arch
  return ['', '-musl']
    .map((library) => join(home, `../../node_modules/@oven/bun-${platform}-${processor}${library}/bin/bun`))
    .find((file) => existsSync(file))
}

function asItIs(file: string): [path: string, changed: number, size: number] {
  const { mtimeMs, size } = statSync(join(home, file))
  return [file, mtimeMs, size]
}
