import { decode, encode } from '@msgpack/msgpack'
import type { Namespace } from 'socket.io'
import { ClusterAdapterWithHeartbeat, type ClusterMessage, type ClusterResponse } from 'socket.io-adapter'

/** What a replica says to the others, as Socket.IO's own cluster adapter means it. */
export class ReplicasAdapter extends ClusterAdapterWithHeartbeat {
  readonly #publish: (bytes: Buffer) => void

  constructor(namespace: Namespace, publish: (bytes: Buffer) => void) {
    super(namespace, { heartbeatInterval: 3000, heartbeatTimeout: 8000 })
    this.#publish = publish
  }

  hear(bytes: Buffer): void {
    const message = decode(bytes) as ClusterMessage & { to?: string }
    if (message.to === undefined || message.to === this.uid) this.onMessage(message)
  }

  protected override async doPublish(message: ClusterMessage): Promise<string> {
    this.#publish(pack(message))
    return ''
  }

  protected override async doPublishResponse(to: string, response: ClusterResponse): Promise<void> {
    this.#publish(pack({ ...response, to }))
  }
}

function pack(value: unknown): Buffer {
  const { buffer, byteOffset, byteLength } = encode(value, { ignoreUndefined: true })
  return Buffer.from(buffer, byteOffset, byteLength)
}
