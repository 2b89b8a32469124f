import { createHash } from 'node:crypto'
import type { Entry } from './entry.ts'
import { fileHeader, writeTar } from './tar-write.ts'

/** One layer, ready to be written: its bytes and their digest. */
export type Layer = { chunks: Buffer[]; size: number; digest: string; newest: number }

/** How containers of an image start; the field names are Docker's. */
export type ImageConfig = {
  Cmd?: string[]
  Entrypoint?: string[]
  Env: string[]
  ExposedPorts?: Record<string, Record<string, never>>
  Labels: Record<string, string>
  StopSignal?: string
  User?: string
  Volumes?: Record<string, Record<string, never>>
  WorkingDir?: string
}

/** Entries are sorted by path, so that the order in which they were found does not matter. */
export function layerOf(entries: Iterable<Entry>): Layer {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  const chunks = writeTar([
    ...sorted.filter((entry) => entry.kind !== 'hardlink'),
    ...sorted.filter((entry) => entry.kind === 'hardlink'),
  ])
  const hash = createHash('sha256')
  for (const chunk of chunks) hash.update(chunk)
  return {
    chunks,
    size: chunks.reduce((total, chunk) => total + chunk.length, 0),
    digest: hash.digest('hex'),
    newest: sorted.reduce((newest, entry) => Math.max(newest, entry.mtime), 0),
  }
}

/**
 * The archive that `docker load` reads: one image of several layers.
 * Its time of creation is that of its newest file: the same contents give the same image id.
 *
 * @param architecture as Go spells it: amd64, arm64
 */
export function imageArchive(
  tag: string,
  layers: Layer[],
  config: ImageConfig,
  architecture: string,
): Buffer[] {
  const created = new Date(Math.max(...layers.map((layer) => layer.newest)) * 1000).toISOString()
  const image = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      created,
      config,
      rootfs: { type: 'layers', diff_ids: layers.map((layer) => `sha256:${layer.digest}`) },
      history: layers.map(() => ({ created, created_by: `keelson images: ${tag}` })),
    }),
  )
  const name = `${createHash('sha256').update(image).digest('hex')}.json`
  const manifest = Buffer.from(
    JSON.stringify([
      { Config: name, RepoTags: [tag], Layers: layers.map((layer) => `${layer.digest}/layer.tar`) },
    ]),
  )
  return [
    ...files([
      { path: 'manifest.json', chunks: [manifest] },
      { path: name, chunks: [image] },
      ...layers.map((layer) => ({ path: `${layer.digest}/layer.tar`, chunks: layer.chunks })),
    ]),
  ]
}

/** Writes files given in chunks, without joining them: a layer may be a hundred megabytes. */
function* files(list: { path: string; chunks: Buffer[] }[]): Generator<Buffer> {
  for (const { path, chunks } of list) {
    const size = chunks.reduce((total, chunk) => total + chunk.length, 0)
    yield fileHeader(path, size)
    yield* chunks
    yield Buffer.alloc((512 - (size % 512)) % 512)
  }
  yield Buffer.alloc(1024)
}
