import { randomBytes } from 'node:crypto'
import {
  createContainer,
  type Docker,
  DockerError,
  inspectContainer,
  listContainers,
  removeContainer,
  startContainer,
} from '@keelson/engine'
import { ensureBaseImages } from '@keelson/images'
import { Refusal } from '../http/refusal.ts'

/** Where a reader has its volume. */
export const root = '/volume'
/** How long a reader that nobody uses stays, so that the next look is quick. */
const restMs = 60_000
const readsLabel = 'io.keelson.reads'

type Reader = { container: Promise<string>; users: number; resting: NodeJS.Timeout | undefined }
type Parts = { docker: Docker; installation: { id: string } }

/**
 * Containers of ours that have a volume mounted, read-only, and nothing else: no network, no right but to read, no
 * program but the base image's. One for each volume that somebody looks into, for as long as they do.
 */
export class VolumeReaders {
  readonly #parts: Parts
  readonly #readers = new Map<string, Reader>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** A reader of the volume that stays until it is given back. */
  async take(volume: string): Promise<{ container: string; giveBack: () => void }> {
    const reader = (await this.#present(volume)) ?? this.#readers.get(volume) ?? this.#make(volume)
    clearTimeout(reader.resting)
    reader.users += 1
    let given = false
    const giveBack = () => {
      if (given) return
      given = true
      reader.users -= 1
      if (reader.users === 0) reader.resting = setTimeout(() => void this.release(volume), restMs).unref()
    }
    try {
      return { container: await reader.container, giveBack }
    } catch (error) {
      giveBack()
      this.#forget(volume, reader)
      throw error
    }
  }

  /** Calls with a reader of the volume. */
  async use<T>(volume: string, act: (container: string) => Promise<T>): Promise<T> {
    const { container, giveBack } = await this.take(volume)
    try {
      return await act(container)
    } finally {
      giveBack()
    }
  }

  /** Nobody reads it any more, not even whoever is at it: it is about to be removed. */
  async release(volume: string): Promise<void> {
    const reader = this.#readers.get(volume)
    if (!reader) return
    this.#forget(volume, reader)
    const container = await reader.container.catch(() => undefined)
    if (container) await removeContainer(this.#parts.docker, container, { force: true })
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#readers.keys()].map((volume) => this.release(volume)))
  }

  /** Removes what a server left that was killed. */
  async removeLeft(): Promise<void> {
    const { docker, installation } = this.#parts
    const label = [`io.keelson.installation=${installation.id}`, readsLabel]
    const left = await listContainers(docker, { all: true, filters: { label } })
    await Promise.all(left.map(({ Id }) => removeContainer(docker, Id, { force: true })))
  }

  /** The reader that is there already, unless somebody removed it. */
  async #present(volume: string): Promise<Reader | undefined> {
    const reader = this.#readers.get(volume)
    if (!reader) return undefined
    const runs = await reader.container
      .then((container) => inspectContainer(this.#parts.docker, container))
      .then(({ State }) => State.Running)
      .catch(() => false)
    if (runs) return reader
    this.#forget(volume, reader)
    return undefined
  }

  #make(volume: string): Reader {
    const reader: Reader = { container: this.#start(volume), users: 0, resting: undefined }
    this.#readers.set(volume, reader)
    return reader
  }

  #forget(volume: string, reader: Reader): void {
    clearTimeout(reader.resting)
    if (this.#readers.get(volume) === reader) this.#readers.delete(volume)
  }

  async #start(volume: string): Promise<string> {
    const { docker, installation } = this.#parts
    // Every installation has it: its balancer runs from it.
    await ensureBaseImages(docker, { only: ['haproxy'] })
    const name = `keelson-reader-${installation.id}-${randomBytes(4).toString('hex')}`
    const { Id } = await createContainer(docker, name, {
      Image: 'keelson/haproxy:2.6',
      Entrypoint: [],
      Cmd: ['sleep', '2147483647'],
      User: '0:0',
      Labels: { 'io.keelson.installation': installation.id, [readsLabel]: volume },
      HostConfig: {
        NetworkMode: 'none',
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        // Files are read whoever owns them.
        CapAdd: ['DAC_READ_SEARCH'],
        SecurityOpt: ['no-new-privileges'],
        PidsLimit: 64,
        Memory: 64 << 20,
        LogConfig: { Type: 'none', Config: {} },
        Mounts: [
          { Type: 'volume', Source: volume, Target: root, ReadOnly: true, VolumeOptions: { NoCopy: true } },
        ],
      },
    })
    try {
      await startContainer(docker, Id)
    } catch (error) {
      await removeContainer(docker, Id, { force: true })
      if (!(error instanceof DockerError) || error.status === 0) throw error
      const detail = `The engine could not mount the volume. ${error.message}`
      throw new Refusal('wrong-state', { detail }, { cause: error })
    }
    return Id
  }
}
