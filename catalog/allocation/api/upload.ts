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
  for await (const part of request.parts({
    limits: { fileSize: FILE_LIMIT, files: FILES_LIMIT, fields: 4 },
  })) {
    if (part.type === 'file') {
      const name = part.filename.replaceAll(/[^\p{L}\p{N}._ ()-]/gu, '_').slice(-100) || 'file'
      const bytes = await part.toBuffer().catch((error) => {
        if (error.code !== 'FST_REQ_FILE_TOO_LARGE') throw error
        const limit = `${FILE_LIMIT / 2 ** 20} MiB`
        throw new Refusal(413, name, `a file may have ${limit}`, [
          { code: 'too-large', limit, ...startOf(name) },
        ])
      })
      uploads.push({ name, bytes })
    } else if (part.fieldname === 'configuration') {
      try {
        settings = JSON.parse(String(part.value))
      } catch {
        throw new Refusal(422, 'configuration', 'this part is not JSON', [
          { code: 'not-readable', kind: 'json', ...startOf('configuration') },
        ])
      }
    }
  }
  return read(uploads, settings)
}
