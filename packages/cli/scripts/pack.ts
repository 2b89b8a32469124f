// Packs the command into `dist/`: modules that start together are one file, and Node starts in half the time.
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const home = fileURLToPath(new URL('..', import.meta.url))
const dist = join(home, 'dist')

rmSync(dist, { recursive: true, force: true })
const build = await rolldown({
  input: join(home, 'src', 'main.ts'),
  platform: 'node',
  treeshake: { moduleSideEffects: (id) => id.endsWith('/cli/src/main.ts') },
})
await build.write({
  dir: dist,
  format: 'cjs',
  minify: true,
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name]-[hash].cjs',
})
const files = await build.watchFiles
await build.close()

// What the lock file pins does not change by itself.
const own = files.filter((file) => isAbsolute(file) && !file.includes('node_modules'))
const packed = [...own, join(home, '..', '..', 'package-lock.json')].map((file) => {
  const { mtimeMs, size } = statSync(file)
  return [relative(home, file), mtimeMs, size]
})
writeFileSync(join(dist, 'packed.json'), JSON.stringify(packed))
