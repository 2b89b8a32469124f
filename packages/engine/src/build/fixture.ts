import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Project, Service } from '@keelson/compose'
import { connect, type Docker } from '../docker/docker.ts'
import { importImage, listImages, removeImage } from '../docker/images.ts'
import { LABEL } from '../labels.ts'
import { type Entry, packContext, virtualFile } from './context.ts'
import type { ImageEvent } from './events.ts'

/** The statically linked shell of the Debian package busybox-static, which images of these tests start from. */
const BUSYBOX = '/bin/busybox'
const TOOLS = [
  'sh',
  'cat',
  'test',
  'ls',
  'sleep',
  'true',
  'false',
  'echo',
  'grep',
  'stat',
  'readlink',
  'id',
  'df',
  'awk',
  '[',
  'wc',
  'env',
  'touch',
]

/**
 * What tests of real builds share: an engine, a small base image, a folder, a project of their own.
 * `dispose` removes every image with the project's label, what was registered, and the folder.
 */
export async function buildFixture() {
  const docker = connect()
  const id = randomBytes(5).toString('hex')
  const name = `keelson-build-test-${id}`
  const base = `${name}:base`
  const home = mkdtempSync(join(tmpdir(), `${name}-`))
  const images = new Set([base])
  let folders = 0

  await importImage(docker, packShell(id), {
    repo: name,
    tag: 'base',
    changes: ['ENV PATH=/bin', 'CMD ["sh"]'],
  })

  return {
    docker,
    name,
    base,
    home,
    /** Names to remove at the end, besides what carries the project's label. */
    images,
    /** Writes files into a new folder. Values: content, `-> target` for a link, `#!…` becomes executable. */
    folder(files: Record<string, string>): string {
      const folder = join(home, String(folders++))
      mkdirSync(folder)
      for (const [path, content] of Object.entries(files)) {
        const place = join(folder, path)
        mkdirSync(dirname(place), { recursive: true })
        if (content.startsWith('-> ')) symlinkSync(content.slice(3), place)
        else writeFileSync(place, content)
        if (content.startsWith('#!')) chmodSync(place, 0o755)
      }
      return folder
    },
    /** Build steps get no network: that is quicker, and the engine's bridge is not what these tests are about. */
    project: (services: Record<string, Partial<Service>>, rest: Partial<Project> = {}): Project => ({
      name,
      ...rest,
      services: Object.fromEntries(
        Object.entries(services).map(([key, { build, ...service }]) => [
          key,
          {
            command: null,
            entrypoint: null,
            ...service,
            ...(build ? { build: { network: 'none', ...build } } : {}),
          },
        ]),
      ),
    }),
    /** Collects events. */
    recorder() {
      const events: ImageEvent[] = []
      return { events, onEvent: (event: ImageEvent) => void events.push(event) }
    },
    async dispose() {
      // Failed and repeated builds leave images without a name: ours are those upon our base.
      const bottom = (await rootLayers(docker, base))[0]
      const nameless = await listImages(docker, { all: true, filters: { dangling: ['true'] } })
      const labelled = await listImages(docker, { filters: { label: [`${LABEL.project}=${name}`] } })
      for (const { Id } of [...labelled, ...nameless]) {
        const layers = await rootLayers(docker, Id).catch(() => [])
        if (layers[0] === bottom) await removeImage(docker, Id, { force: true }).catch(() => {})
      }
      for (const image of images) await removeImage(docker, image, { force: true }).catch(() => {})
      docker.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function rootLayers(docker: Docker, image: string): Promise<string[]> {
  const { RootFS } = await docker.json<{ RootFS: { Layers: string[] } }>(
    'GET',
    `/images/${encodeURI(image)}/json`,
  )
  return RootFS.Layers
}

/** `id` makes it different from every other, so that no builder has steps upon it in its cache. */
function packShell(id: string): Readable {
  const folder = (path: string): Entry => ({ path, kind: 'folder', mode: 0o755, size: 0, mtime: 0n })
  const link = (path: string): Entry => ({
    path,
    kind: 'link',
    mode: 0o777,
    size: 0,
    mtime: 0n,
    target: 'busybox',
  })
  return packContext([
    folder('bin'),
    virtualFile('bin/busybox', readFileSync(BUSYBOX), 0o755),
    ...TOOLS.map((tool) => link(`bin/${tool}`)),
    folder('etc'),
    virtualFile('etc/test-id', Buffer.from(id)),
    folder('tmp'),
  ])
}
