// Packs the command into `dist/`: what starts often is one file, the rest is read when it is called for.
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type OutputChunk, rolldown } from 'rolldown'
import { often } from '../bin/packed.cjs'
import { ascii, lateBuiltins, mainAsFunction, runtimeInMain } from './plugins.ts'

const home = fileURLToPath(new URL('..', import.meta.url))
const dist = join(home, 'dist')
const together = new RegExp(`/cli/src/(main|commands/(${often.join('|')}))\\.ts$`)

rmSync(dist, { recursive: true, force: true })
const build = await rolldown({
  input: join(home, 'src', 'main.ts'),
  platform: 'node',
  treeshake: { moduleSideEffects: (id) => id.endsWith('/cli/src/main.ts') },
  plugins: [lateBuiltins, runtimeInMain, mainAsFunction, ascii],
})
const { output } = await build.write({
  dir: dist,
  format: 'cjs',
  minify: true,
  entryFileNames: '[name]-[hash].cjs',
  chunkFileNames: '[name]-[hash].cjs',
  codeSplitting: { groups: [{ name: 'main', test: together }] },
})
const [main] = output
const chunks = output.filter((file) => file.type === 'chunk')
const frequent = new Set<string>()
addReachable(main, frequent)
const watched = await build.watchFiles
await build.close()

// What the lock file pins does not change by itself.
const own = watched.filter((file) => isAbsolute(file) && !file.includes('node_modules'))
const rare = new Set(
  chunks.filter((chunk) => !frequent.has(chunk.fileName)).flatMap(({ moduleIds }) => moduleIds),
)
const sources = [...own, join(home, '..', '..', 'package-lock.json')]
const files = sources.filter((file) => !rare.has(file)).flatMap(asItIs)
const others = sources.filter((file) => rare.has(file)).flatMap(asItIs)
writeFileSync(join(dist, 'packed.json'), JSON.stringify({ main: main.fileName, files, others }))

/** Adds the file and all that it may come to import, but for other commands. */
function addReachable(chunk: OutputChunk, reached: Set<string>): void {
  if (reached.has(chunk.fileName)) return
  reached.add(chunk.fileName)
  const next = [...chunk.imports, ...chunk.dynamicImports]
  for (const other of chunks) {
    if (next.includes(other.fileName) && !other.facadeModuleId?.includes('/cli/src/commands/'))
      addReachable(other, reached)
  }
}

function asItIs(file: string): [path: string, changed: number, size: number] {
  const { mtimeMs, size } = statSync(file)
  return [relative(home, file), mtimeMs, size]
}
