import {
  ServiceName,
  type Volume,
  type VolumeEntry,
  type VolumeFile,
  type VolumeFolder,
  VolumeName,
  VolumePath,
} from '@keelson/protocol'
import { Refusal } from './refusal.ts'
import { ago, type World } from './world.ts'

type Asked = { params: Record<string, string>; query: Record<string, string> }

/** What a recorded server says of the volumes of a project. */
export const volumeAnswers = {
  volumes: (_: World, { params }: Asked): Volume[] => [
    aVolume(`${params.project}-${params.environment}_database`, 'database', [
      ['db', '/var/lib/postgresql/data'],
    ]),
    aVolume(`${params.project}-${params.environment}_uploads`, 'uploads', [
      ['web', '/srv/uploads'],
      ['worker', '/srv/uploads'],
    ]),
    aVolume(`${params.project}-${params.environment}_old-uploads`, 'old-uploads', []),
  ],
  volumeFolder: (_: World, { query }: Asked): VolumeFolder => {
    const path = VolumePath.parse(query.path ?? '/')
    const all = folders[path]
    if (!all) throw new Refusal(404, 'not-found', 'There is nothing here.', `There is nothing at ${path}.`)
    const from = Number(query.after ?? 0)
    const entries = all.slice(from, from + 200)
    return { path, total: all.length, entries, next: all.length > from + 200 ? String(from + 200) : null }
  },
  readVolumeFile: (_: World, { query }: Asked): VolumeFile => {
    const path = VolumePath.parse(query.path)
    const binary = path.endsWith('.webp')
    const long = path.endsWith('.log')
    return {
      path,
      sizeBytes: long ? 48_230_144 : 412,
      modifiedAt: ago(7_200),
      text: binary ? null : long ? lines : notes,
      cut: long,
    }
  },
  downloadFromVolume: () => ({}),
}

const aVolume = (name: string, key: string, mounts: [string, string][]): Volume => ({
  name: VolumeName.parse(name),
  key,
  driver: 'local',
  createdAt: ago(86_400 * 40),
  mounts: mounts.map(([service, target]) => ({
    service: ServiceName.parse(service),
    target,
    readOnly: false,
  })),
})

const entry = (
  name: string,
  kind: VolumeEntry['kind'],
  sizeBytes = 4_096,
  target: string | null = null,
): VolumeEntry => ({
  name,
  kind,
  target,
  about: { sizeBytes, modifiedAt: ago(3_600 + name.length * 7_000), mode: kind === 'folder' ? 0o755 : 0o644 },
})

const folders: Record<string, VolumeEntry[]> = {
  '/': [
    entry('products', 'folder'),
    entry('thumbnails', 'folder'),
    entry('.lock', 'other', 0),
    entry('current', 'link', 8, '../../etc/passwd'),
    entry('import.log', 'file', 48_230_144),
    entry('notes.txt', 'file', 412),
    entry('two\nlines and \u001b[31mcolour.txt', 'file', 9),
    entry(`${'a-name-that-goes-on-and-on-'.repeat(6)}.webp`, 'file', 1_204_224),
    { name: 'caf\u{fffd}.txt', kind: 'other', target: null, about: null },
  ],
  '/products': Array.from({ length: 1_234 }, (_, index) =>
    entry(`product-${String(index).padStart(5, '0')}.webp`, 'file', 80_000 + index * 13),
  ),
  '/thumbnails': [],
}

const notes = `# Uploads
Pictures of products, by number. The worker makes the thumbnails.

retention: 90 days
owner: shop team <shop@example.org>
`
const lines = Array.from(
  { length: 400 },
  (_, n) =>
    `2026-05-01T12:${String(n % 60).padStart(2, '0')}:07Z imported product-${String(n).padStart(5, '0')}.webp in ${(n * 17) % 400} ms`,
).join('\n')
