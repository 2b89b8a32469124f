// Packs the command into `dist/`: what starts often is one file, the rest is read when it is called for.
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { often } from '../bin/packed.cjs'
import { ascii, lateBuiltins, runtimeInMain } from './plugins.ts'

const home = fileURLToPath(new URL('..', import.meta.url))
const dist = join(home, 'dist')
const together = new RegExp(`/cli/src/(main|commands/(${often.join('|')}))\\.ts$`)

rmSync(dist, { recursive: true, force: true })
const build = await rolldown({
  input: join(home, 'src', 'main.ts'),
  platform: 'node',
  treeshake: { moduleSideEffects: (id) => id.endsWith('/cli/src/main.ts') },
  plugins: [lateBuiltins, runtimeInMain, ascii],
})
const { output } = await build.write({
  dir: dist,
  format: 'cjs',
  minify: true,
  entryFileNames: '[name]-[hash].cjs',
  chunkFileNames: '[name]-[hash].cjs',
  codeSplitting: { groups: [{ name: 'main', test: together }] },
})
const watched = await build.watchFiles
await build.close()

// What the lock file pins does not change by itself.
const own = watched.filter((file) => isAbsolute(file) && !file.includes('node_modules'))
const files = [...own, join(home, '..', '..', 'package-lock.json')].map((file) => {
  const { mtimeMs, size } = statSync(file)
  return [relative(home, file), mtimeMs, size]
})
writeFileSync(join(dist, 'packed.json'), JSON.stringify({ main: output[0].fileName, files }))
