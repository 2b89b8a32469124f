import { randomBytes } from 'node:crypto'
import { access, constants, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AwsClient } from 'aws4fetch'
import type { StorageAddress } from '../environment.ts'

/** Where pictures are, for all replicas. Names are made here, never by a visitor. */
export interface Storage {
  put(name: string, bytes: Buffer): Promise<void>
  /** Undefined when there is none. */
  get(name: string): Promise<Buffer | undefined>
  remove(name: string): Promise<void>
}

export async function openStorage(address: StorageAddress): Promise<Storage> {
  return address.kind === 's3' ? bucket(address, await address.secret()) : folder(address.path)
}

/** @throws if the folder cannot be written */
async function folder(path: string): Promise<Storage> {
  await access(path, constants.W_OK).catch((cause) => {
    throw new Error(`PHOTO_FOLDER is ${path}, and cannot be written. Mount a volume there.`, { cause })
  })
  return {
    async put(name, bytes) {
      // Whole or not at all, whoever reads meanwhile.
      const half = join(path, `.${randomBytes(8).toString('hex')}`)
      await writeFile(half, bytes)
      await rename(half, join(path, name))
    },
    async get(name) {
      try {
        return await readFile(join(path, name))
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }
    },
    remove: (name) => rm(join(path, name), { force: true }),
  }
}

function bucket(address: StorageAddress & { kind: 's3' }, secretAccessKey: string): Storage {
  const { endpoint, bucket, region, key: accessKeyId } = address
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 2 })
  const ask = async (method: string, name: string, body?: Buffer) => {
    const response = await client.fetch(`${endpoint}/${bucket}/${name}`, {
      method,
      signal: AbortSignal.timeout(10_000),
      ...(body && { body: new Uint8Array(body), headers: { 'content-type': 'image/webp' } }),
    })
    if (!response.ok && response.status !== 404)
      throw new Error(`${method} of a photo: ${new URL(endpoint).host} answered ${response.status}`)
    if (response.status === 404 && method === 'PUT')
      throw new Error(`There is no bucket ${bucket} at ${endpoint}`)
    return response
  }
  return {
    async put(name, bytes) {
      await ask('PUT', name, bytes)
    },
    async get(name) {
      const response = await ask('GET', name)
      return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined
    },
    async remove(name) {
      await ask('DELETE', name)
    },
  }
}
