import {
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Duplex } from 'node:stream'

/** One gRPC call that the peer makes of us. */
export type Call = {
  /** The peer's messages, one after the other. */
  messages: AsyncGenerator<Buffer>
  /** Resolves when the peer is ready for more. */
  send(message: Uint8Array): Promise<void>
  headers: IncomingHttpHeaders
}

/** Methods by path, for example `/grpc.health.v1.Health/Check`. */
export type Methods = Record<string, (call: Call) => Promise<void>>

/** Ends a call with a status of its own. */
export class GrpcError extends Error {
  override readonly name = 'GrpcError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export const NOT_FOUND = 5
export const UNIMPLEMENTED = 12
const UNKNOWN = 2

/** Serves gRPC to the peer at the other end of a connection (HTTP/2 without TLS, the peer calls). */
export function serveGrpc(connection: Duplex, methods: Methods): ServerHttp2Session {
  const session = performServerHandshake(connection)
  session.on('error', () => {
    // The peer went away; whoever waits for the build's answer hears of it there.
  })
  session.on('stream', (stream, headers) => {
    stream.on('error', () => {
      // A call that the peer cancelled.
    })
    void answer(stream, headers, methods[String(headers[':path'])])
  })
  return session
}

async function answer(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  method: ((call: Call) => Promise<void>) | undefined,
): Promise<void> {
  let status = 0
  let message = ''
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  stream.once('wantTrailers', () =>
    stream.sendTrailers({ 'grpc-status': String(status), 'grpc-message': encodeURIComponent(message) }),
  )
  try {
    if (!method) throw new GrpcError(UNIMPLEMENTED, `${headers[':path']} is not offered.`)
    await method({ headers, messages: readMessages(stream), send: (bytes) => sendMessage(stream, bytes) })
  } catch (error) {
    status = error instanceof GrpcError ? error.status : UNKNOWN
    message = error instanceof Error ? error.message : String(error)
  }
  if (stream.writable) stream.end()
}

async function* readMessages(stream: ServerHttp2Stream): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const piece of stream.iterator({ destroyOnReturn: false })) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    while (rest.length >= 5) {
      if (rest[0] !== 0) throw new GrpcError(UNIMPLEMENTED, 'Compressed messages are not read here.')
      const end = 5 + rest.readUInt32BE(1)
      if (rest.length < end) break
      yield rest.subarray(5, end)
      rest = rest.subarray(end)
    }
  }
}

function sendMessage(stream: ServerHttp2Stream, bytes: Uint8Array): Promise<void> {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(bytes.byteLength, 1)
  return new Promise((resolve, reject) => {
    if (!stream.writable) return reject(new Error('The engine ended the call.'))
    stream.write(Buffer.concat([head, bytes]), (error) => (error ? reject(error) : resolve()))
  })
}
