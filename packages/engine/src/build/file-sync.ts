import type { Entry } from './context.ts'
import { readEntry } from './context.ts'
import type { Call } from './grpc.ts'
import { decode, encode, numberAt, textAt } from './protobuf.ts'

/** Packet types of BuildKit's file transfer (fsutil): we list, the engine asks for what it lacks, we send that. */
const STAT = 0
const REQUEST = 1
const DATA = 2
const FINISHED = 3
const REFUSED = 4

// Go's file mode keeps the kind in the high bits.
const GO_KIND = { file: 0, folder: 2 ** 31, link: 2 ** 27 }

/**
 * Sends a folder to the engine. `digests` (by path) go into the fraction of the modification time, so that
 * the engine's comparison with what it kept from last time sees every change of content.
 */
export async function sendFiles(call: Call, entries: Entry[], digests: Map<string, Buffer>): Promise<void> {
  const list = async () => {
    for (const entry of entries) {
      await call.send(encode([[2, encodeStat(entry, digests.get(entry.path))]]))
    }
    await call.send(encode([[1, STAT]]))
  }
  const transfer = async (id: number) => {
    const entry = entries[id]
    if (!entry) throw new Error(`The engine asked for file ${id}, which is not in the list.`)
    for await (const piece of readEntry(entry)) {
      // No bytes would mean the end of the file.
      if (piece.length === 0) continue
      await call.send(
        encode([
          [1, DATA],
          [3, id],
          [4, piece],
        ]),
      )
    }
    await call.send(
      encode([
        [1, DATA],
        [3, id],
      ]),
    )
  }

  // A file that cannot be read must end the call at once: the engine would wait for its content for ever.
  const failed = Promise.withResolvers<never>()
  let sent = list()
  sent.catch(failed.reject)
  const serve = async () => {
    for await (const message of call.messages) {
      const packet = decode(message)
      const kind = numberAt(packet, 1)
      if (kind === REQUEST) {
        const id = numberAt(packet, 3)
        sent = sent.then(() => transfer(id))
        sent.catch(failed.reject)
      } else if (kind === FINISHED) {
        await sent
        await call.send(encode([[1, FINISHED]]))
        return
      } else if (kind === REFUSED) {
        throw new Error(`The engine refused the build context: ${textAt(packet, 4)}`)
      }
    }
  }
  await Promise.race([serve(), failed.promise])
}

function encodeStat(entry: Entry, digest: Buffer | undefined): Uint8Array {
  const fraction = digest ? BigInt(digest.readUInt32BE(0) % 1_000_000_000) : entry.mtime % 1_000_000_000n
  const special =
    (entry.mode & 0o4000 ? 2 ** 23 : 0) +
    (entry.mode & 0o2000 ? 2 ** 22 : 0) +
    (entry.mode & 0o1000 ? 2 ** 20 : 0)
  return encode([
    [1, entry.path],
    [2, GO_KIND[entry.kind] + special + (entry.mode & 0o777)],
    [5, entry.size],
    [6, (entry.mtime / 1_000_000_000n) * 1_000_000_000n + fraction],
    [7, entry.target],
  ])
}
