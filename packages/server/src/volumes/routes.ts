import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Context } from '../context.ts'
import { Refusal } from '../http/refusal.ts'
import { type Handlers, Sending } from '../http/serve.ts'
import { attachment, beginning, onlyFile, packed, shownBytes } from './files.ts'
import { requireVolume, volumesOf } from './find.ts'
import { lookAt, readFolder } from './look.ts'
import type { VolumeReaders } from './readers.ts'

type Routes = Pick<Handlers, 'volumes' | 'volumeFolder' | 'readVolumeFile' | 'downloadFromVolume'>

/** A folder of a million entries is read in a few seconds. */
const patienceMs = 60_000

export function volumeRoutes(parts: Context & { readers: VolumeReaders }): Routes {
  const { docker, readers } = parts
  return {
    volumes: ({ params }) => volumesOf(parts, params),

    volumeFolder: async ({ params, query }) => {
      await requireVolume(parts, params)
      const signal = AbortSignal.timeout(patienceMs)
      return readers.use(params.volume, (container) =>
        readFolder({ docker, container, path: query.path, signal }, query.after),
      )
    },

    readVolumeFile: async ({ params, query: { path } }) => {
      await requireVolume(parts, params)
      const signal = AbortSignal.timeout(patienceMs)
      return readers.use(params.volume, async (container) => {
        const { kind, sizeBytes, modifiedAt } = await lookAt({ docker, container, path, signal })
        if (kind !== 'file') throw noFile(path, kind)
        const archive = await packed(docker, container, path, signal)
        try {
          const { content, size } = await onlyFile(archive)
          const text = await beginning(content)
          return { path, sizeBytes, modifiedAt, text, cut: size > shownBytes }
        } finally {
          archive.destroy()
        }
      })
    },

    downloadFromVolume: async ({ params, query: { path }, reply }) => {
      await requireVolume(parts, params)
      const { container, giveBack } = await readers.take(params.volume)
      const gone = new AbortController()
      try {
        const { kind } = await lookAt({ docker, container, path, signal: AbortSignal.timeout(patienceMs) })
        if (kind !== 'file' && kind !== 'folder') throw noFile(path, kind)
        const archive = await packed(docker, container, path, gone.signal)
        reply.raw.once('close', () => {
          gone.abort()
          giveBack()
        })
        archive.on('error', () => reply.raw.destroy())
        const name = path === '/' ? params.volume : (path.split('/').at(-1) ?? '')
        return await sending(reply, { archive, kind, name })
      } catch (error) {
        giveBack()
        throw error
      }
    },
  }
}

async function sending(
  reply: FastifyReply,
  { archive, kind, name }: { archive: Readable; kind: 'file' | 'folder'; name: string },
): Promise<Sending> {
  if (kind === 'folder') {
    return new Sending(() => {
      reply
        .type('application/x-tar')
        .header('content-disposition', attachment(`${name}.tar`))
        .send(archive)
    })
  }
  const { content, size } = await onlyFile(archive)
  return new Sending(() => {
    reply
      .type('application/octet-stream')
      .header('content-disposition', attachment(name))
      .header('content-length', size)
      .send(Readable.from(content))
  })
}

function noFile(path: string, kind: string): Refusal {
  const what = {
    folder: 'is a folder. Open it, or download it as an archive.',
    link: 'is a link. Links are shown, and never followed.',
  }[kind]
  return new Refusal('invalid-input', {
    detail: `${path} ${what ?? 'is no file: there is nothing to read.'}`,
    field: 'path',
  })
}
