import type { Project } from '@keelson/compose'
import { TAR_END, tarHeader, tarPadding } from '../build/tar.ts'
import { fileTarget } from '../request/mounts.ts'

/** Values of secrets and configs that come from variables or inline text, by their key in the project. */
export type Contents = {
  secrets: Readonly<Record<string, string>>
  configs: Readonly<Record<string, string>>
}

/**
 * The secrets and configs of a service that are not files on the host, as a tar archive for `/`; mode 0444 unless set.
 * `undefined` when there are none. @throws when a value is missing or the root file system is read-only.
 */
export function contentArchive(
  project: Project,
  serviceName: string,
  contents: Contents,
): Buffer | undefined {
  const service = project.services[serviceName]
  const parts: Buffer[] = []
  for (const kind of ['secrets', 'configs'] as const) {
    for (const use of service?.[kind] ?? []) {
      const key = use.source ?? ''
      const definition = project[kind]?.[key]
      if (!definition || definition.file || definition.external) continue
      const inline = 'content' in definition ? definition.content : undefined
      const content = contents[kind][key] ?? (typeof inline === 'string' ? inline : undefined)
      const label = `${kind.slice(0, -1)} "${key}"`
      if (content === undefined) {
        throw new Error(
          `The ${label} has no value${definition.environment ? `: set ${definition.environment}.` : '.'}`,
        )
      }
      if (service?.read_only) {
        throw new Error(
          `The ${label} cannot be copied into the read-only file system of ${serviceName}; give it as a file.`,
        )
      }
      const data = Buffer.from(content)
      const header = tarHeader({
        path: fileTarget(kind, key, use.target).replace(/^\/+/, ''),
        kind: 'file',
        mode: use.mode ? Number.parseInt(use.mode, 8) : 0o444,
        size: data.length,
        mtime: 0,
      })
      parts.push(owned(header, Number(use.uid ?? 0), Number(use.gid ?? 0)), data, tarPadding(data.length))
    }
  }
  return parts.length > 0 ? Buffer.concat([...parts, TAR_END]) : undefined
}

/** Sets the owner in the last block of a header and its checksum anew. */
function owned(header: Buffer, uid: number, gid: number): Buffer {
  if (!uid && !gid) return header
  const block = header.subarray(header.length - 512)
  block.write(uid.toString(8).padStart(7, '0'), 108, 'latin1')
  block.write(gid.toString(8).padStart(7, '0'), 116, 'latin1')
  block.write('        ', 148, 'latin1')
  let sum = 0
  for (const byte of block) sum += byte
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}
