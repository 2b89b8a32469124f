import type { Readable } from 'node:stream'
import { type Docker, getArchive, readTar, type TarMember } from '@keelson/engine'
import { Refusal } from '../http/refusal.ts'
import { root } from './readers.ts'

/** How much of a file is shown, in bytes. */
export const shownBytes = 256 * 1024

/**
 * What is at a path of the volume that a reader has, as the engine packs it. Nothing is opened by a program, so pipes
 * and devices cannot hold anybody up.
 */
export const packed = (docker: Docker, container: string, path: string, signal: AbortSignal) =>
  getArchive(docker, container, path === '/' ? root : `${root}${path}`, { signal })

/** The file in such an archive. @throws Refusal when it is something else by now */
export async function onlyFile(archive: Readable): Promise<TarMember> {
  for await (const member of readTar(archive)) if (member.kind === 'file') return member
  throw new Refusal('invalid-input', { detail: 'It is no file any more. Look again.', field: 'path' })
}

/** The beginning of a file as text; null where it is none. */
export async function beginning(content: AsyncIterable<Buffer>): Promise<string | null> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of content) {
    pieces.push(piece)
    length += piece.length
    if (length >= shownBytes) break
  }
  return asText(Buffer.concat(pieces).subarray(0, shownBytes))
}

/** Text without NUL in UTF-8; a character that is cut off at the end is left out. Pure. */
export function asText(bytes: Buffer): string | null {
  if (bytes.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return null
  }
}

/** As a browser is told to save it, whatever the name holds. Pure. */
export function attachment(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename*=UTF-8''${encoded}`
}
