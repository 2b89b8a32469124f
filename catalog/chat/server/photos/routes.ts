import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { photoLimit } from '../../protocol/limits.ts'
import type { User } from '../../protocol/views.ts'
import { Refused } from '../refused.ts'
import { sessionOf } from '../users/routes.ts'
import type { Sessions } from '../users/sessions.ts'
import type { Users } from '../users/users.ts'
import { makePicture } from './picture.ts'
import type { Storage } from './storage.ts'

type Parts = { users: Users; sessions: Sessions; storage: Storage; onUser: (user: User) => void }

/** Photos go up as a form with one file, and come down under the digest of what they show. */
export function photoRoutes(app: FastifyInstance, { users, sessions, storage, onUser }: Parts): void {
  app.put('/api/photo', { bodyLimit: photoLimit + 16_384 }, async (request) => {
    const { user } = await sessionOf(request, sessions)
    const { bytes, type } = await oneFile(request)
    const picture = await makePicture(bytes, type)
    const name = `${createHash('sha256').update(picture).digest('hex')}.webp`
    await storage.put(name, picture)
    return keep(user.id, name)
  })

  app.delete('/api/photo', async (request) => {
    const { user } = await sessionOf(request, sessions)
    return keep(user.id, null)
  })

  app.get<{ Params: { name: string } }>('/photos/:name', async (request, reply) => {
    const { name } = request.params
    const bytes = /^[0-9a-f]{64}\.webp$/.test(name) ? await storage.get(name) : undefined
    if (!bytes) throw new Refused('invalid', 'name', 'There is no such photo.', { statusCode: 404 })
    return reply
      .header('cache-control', 'private, max-age=31536000, immutable')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .type('image/webp')
      .send(bytes)
  })

  async function keep(id: number, photo: string | null): Promise<User> {
    const { user, unused } = await users.setPhoto(id, photo)
    onUser(user)
    if (unused) await storage.remove(unused).catch((error) => app.log.warn(error, 'an old photo stays'))
    return user
  }
}

/** @throws Refused unless the request is a form of one whole file with a plain name */
async function oneFile(request: FastifyRequest): Promise<{ bytes: Buffer; type: string }> {
  if (!request.isMultipart())
    throw new Refused('invalid', 'photo', 'is no form with a file', { statusCode: 415 })
  const declared = Number(request.headers['content-length'])
  if (declared > photoLimit + 16_384) throw tooLarge()
  let found: { bytes: Buffer; type: string } | undefined
  for await (const part of request.parts({ preservePath: true })) {
    if (part.type !== 'file') throw new Refused('invalid', part.fieldname, 'is no photo')
    if (found) throw new Refused('invalid', 'photo', 'One photo at a time.')
    if (/[/\\\p{Cc}]/u.test(part.filename ?? ''))
      throw new Refused('invalid', 'photo', 'has a path in its name')
    const bytes = await part.toBuffer()
    if (part.file.truncated) throw tooLarge()
    found = { bytes, type: part.mimetype }
  }
  if (!found) throw new Refused('empty', 'photo', 'is missing')
  return found
}

const tooLarge = () => new Refused('too-long', 'photo', `is larger than ${photoLimit / 2 ** 20} MB`)
