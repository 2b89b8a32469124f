import { bytesAt, decode, type Field, messagesAt, numberAt, textAt } from './protobuf.ts'

/** What BuildKit reports of one build (`moby.buildkit.v1.StatusResponse`). Times are milliseconds since 1970. */
export type Trace = { vertexes: Vertex[]; statuses: VertexStatus[]; logs: VertexLog[]; warnings: string[] }

/** A step of the build graph: `[2/3] RUN npm ci`. */
export type Vertex = {
  digest: string
  name: string
  cached: boolean
  started: number | undefined
  completed: number | undefined
  error: string
}

/** A transfer inside a step: a layer being pulled, a context being sent. */
export type VertexStatus = {
  vertex: string
  id: string
  current: number
  total: number
  completed: number | undefined
}

export type VertexLog = { vertex: string; stream: number; text: string }

/** Reads the aux data of a `moby.buildkit.trace` line. @throws RangeError on what is no StatusResponse. */
export function decodeTrace(base64: string): Trace {
  const fields = decode(Buffer.from(base64, 'base64'))
  return {
    vertexes: messagesAt(fields, 1).map((vertex) => ({
      digest: textAt(vertex, 1),
      name: textAt(vertex, 3),
      cached: numberAt(vertex, 4) === 1,
      started: time(vertex, 5),
      completed: time(vertex, 6),
      error: textAt(vertex, 7),
    })),
    statuses: messagesAt(fields, 2).map((status) => ({
      id: textAt(status, 1),
      vertex: textAt(status, 2),
      current: numberAt(status, 4),
      total: numberAt(status, 5),
      completed: time(status, 8),
    })),
    logs: messagesAt(fields, 3).map((log) => ({
      vertex: textAt(log, 1),
      stream: numberAt(log, 3),
      text: textAt(log, 4),
    })),
    warnings: messagesAt(fields, 4).map((warning) => textAt(warning, 3)),
  }
}

function time(fields: Field[], number: number): number | undefined {
  const bytes = bytesAt(fields, number)
  if (!bytes) return undefined
  const stamp = decode(bytes)
  return numberAt(stamp, 1) * 1000 + Math.floor(numberAt(stamp, 2) / 1e6)
}
