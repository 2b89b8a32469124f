import type { FastifyRequest } from 'fastify'
import { type Input, read, readDocument, type Upload } from '../input/read.ts'
import { startOf } from '../input/table.ts'
import { Refusal } from './refusal.ts'

export const FILE_LIMIT = 10 * 2 ** 20
export const FILES_LIMIT = 6

/** What a request brings: files and perhaps a part `configuration`, or one JSON document. */
export async function readRequest(request: FastifyRequest): Promise<Input> {
  if (!request.isMultipart()) return readDocument(request.body)
  const uploads: Upload[] = []
  let settings: unknown
  const parts = request.parts({ limits: { fileSize: FILE_LIMIT, files: FILES_LIMIT, fields: 4 } })
  try {
    for await (const part of parts) {
      if (part.type === 'file') {
        uploads.push({ name: nameOf(part), bytes: await part.toBuffer() })
      } else if (part.fieldname === 'configuration') settings = readSettings(part.value)
    }
  } catch (error) {
    // It may be noticed only when the next part is read; the error knows which one it is about.
    const { code, part } = error as { code?: string; part?: { filename: string } }
    if (code === 'FST_REQ_FILE_TOO_LARGE' && part) throw tooLarge(nameOf(part), FILE_LIMIT)
    if (code === 'FST_FILES_LIMIT') throw new Refusal(413, 'files', `at most ${FILES_LIMIT} files at once`)
    throw error
  }
  return read(uploads, settings)
}

function nameOf({ filename }: { filename: string }): string {
  return filename.replaceAll(/[^\p{L}\p{N}._ ()-]/gu, '_').slice(-100) || 'file'
}

/** @param what a file, or all of them together; @param limit in bytes */
export function tooLarge(what: string, limit: number): Refusal {
  const text = `${limit / 2 ** 20} MiB`
  return new Refusal(413, what, `at most ${text}`, [{ code: 'too-large', limit: text, ...startOf(what) }])
}

function readSettings(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    throw new Refusal(422, 'configuration', 'this part is not JSON', [
      { code: 'not-readable', kind: 'json', ...startOf('configuration') },
    ])
  }
}
