import { createHash, randomBytes } from 'node:crypto'
import { connect as connectSocket } from 'node:net'
import type { Docker } from '../docker/docker.ts'
import type { Credentials } from '../registry/credentials.ts'
import type { Entry } from './context.ts'
import { sendFiles } from './file-sync.ts'
import { type Call, GrpcError, type Methods, NOT_FOUND, serveGrpc } from './grpc.ts'
import { bytesAt, decode, encode, textAt } from './protobuf.ts'

/** What a build may ask of us while it runs. */
export type SessionOffer = {
  /** Folders by the name the builder knows them by: `context` and `dockerfile`. */
  folders: Record<string, { entries: Entry[]; digests: Map<string, Buffer> }>
  secrets: Map<string, Buffer>
  /** Agent sockets by id. */
  ssh: Map<string, string>
  credentials: (registry: string) => Promise<Credentials | undefined>
  /** The same for the same context, so that the engine keeps what it has of it. */
  sharedKey: string
}

export type Session = { id: string; close(): void }

/**
 * Opens a BuildKit session: the engine calls back over the hijacked connection for files, secrets, agents and
 * registry credentials. It must stay open until the build has ended.
 */
export async function openSession(
  docker: Docker,
  offer: SessionOffer,
  signal?: AbortSignal,
): Promise<Session> {
  const id = randomBytes(16).toString('hex')
  const methods = sessionMethods(offer)
  const connection = await docker.hijack('/session', {
    signal,
    headers: {
      upgrade: 'h2c',
      'x-docker-expose-session-uuid': id,
      'x-docker-expose-session-name': 'keelson',
      'x-docker-expose-session-sharedkey': createHash('sha256').update(offer.sharedKey).digest('hex'),
      'x-docker-expose-session-grpc-method': Object.keys(methods),
    },
  })
  const session = serveGrpc(connection, methods)
  return {
    id,
    close() {
      session.destroy()
      connection.destroy()
    },
  }
}

function sessionMethods(offer: SessionOffer): Methods {
  const methods: Methods = {
    // The engine asks every few seconds and cancels the build when nobody answers.
    '/grpc.health.v1.Health/Check': unary(async () => encode([[1, 1]])),
    '/moby.filesync.v1.FileSync/DiffCopy': async (call) => {
      const name = String(call.headers['dir-name'] ?? 'context')
      const folder = offer.folders[name]
      if (!folder) throw new GrpcError(NOT_FOUND, `no folder named ${name}`)
      // The ignore file is applied on our side; this asks for that file alone.
      const only = call.headers.followpaths
      const entries = name === 'context' && only === '.dockerignore' ? [] : folder.entries
      await sendFiles(call, entries, folder.digests)
    },
    '/moby.filesync.v1.Auth/Credentials': unary(async (request) => {
      const found = await offer.credentials(textAt(decode(request), 1))
      if (!found) return encode([])
      return 'identityToken' in found
        ? encode([[2, found.identityToken]])
        : encode([
            [1, found.username],
            [2, found.password],
          ])
    }),
  }
  if (offer.secrets.size > 0) {
    methods['/moby.buildkit.secrets.v1.Secrets/GetSecret'] = unary(async (request) => {
      const id = textAt(decode(request), 1)
      const value = offer.secrets.get(id)
      if (value === undefined) throw new GrpcError(NOT_FOUND, `secret ${id} not found`)
      return encode([[1, value]])
    })
  }
  if (offer.ssh.size > 0) {
    const agent = (id: string) => {
      const path = offer.ssh.get(id || 'default')
      if (path === undefined) throw new GrpcError(NOT_FOUND, `no ssh agent named ${id}`)
      return path
    }
    methods['/moby.sshforward.v1.SSH/CheckAgent'] = unary(async (request) => {
      agent(textAt(decode(request), 1))
      return encode([])
    })
    methods['/moby.sshforward.v1.SSH/ForwardAgent'] = (call) =>
      forward(call, agent(String(call.headers['buildkit.ssh.id'] ?? 'default')))
  }
  return methods
}

function unary(reply: (request: Buffer) => Promise<Uint8Array>) {
  return async (call: Call) => {
    for await (const request of call.messages) {
      await call.send(await reply(request))
      return
    }
  }
}

/** Joins a call and an agent's socket until either ends. */
async function forward(call: Call, path: string): Promise<void> {
  const socket = connectSocket(path)
  const fromAgent = async () => {
    for await (const piece of socket) await call.send(encode([[1, piece]]))
  }
  const toAgent = async () => {
    for await (const message of call.messages) socket.write(bytesAt(decode(message), 1) ?? Buffer.alloc(0))
    socket.end()
  }
  try {
    await Promise.race([fromAgent(), toAgent().then(() => fromAgent())])
  } finally {
    socket.destroy()
  }
}
