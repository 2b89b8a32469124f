import { createReadStream, existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from './refusal.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

/** Serves the built page: files as they are, every other address of the page as index.html, which routes by itself. */
export function webPage(folder: string) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const path = decode(request.url.split('?')[0] ?? '/')
    if (path.startsWith('/api/')) throw new Refusal('not-found')
    const file = await findFile(folder, path)
    if (!file && extname(path) !== '') throw new Refusal('not-found')
    const shown = file ?? join(folder, 'index.html')
    if (!existsSync(shown)) {
      throw new Refusal('not-found', {
        detail: 'The page is not built. Run npm start, or: npm run build -w packages/web',
      })
    }
    const hashed = path.startsWith('/assets/')
    return reply
      .header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      .type(types[extname(shown)] ?? 'application/octet-stream')
      .send(createReadStream(shown))
  }
}

async function findFile(folder: string, path: string): Promise<string | undefined> {
  const file = normalize(join(folder, path))
  if (!file.startsWith(folder + sep) || file.includes('\0')) return undefined
  const found = await stat(file).catch(() => undefined)
  return found?.isFile() ? file : undefined
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw new Refusal('bad-request')
  }
}
