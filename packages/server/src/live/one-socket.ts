import type { ClientToServer, liveRequests, ServerToClient } from '@keelson/protocol'
import type { Server, Socket } from 'socket.io'
import type { Caller } from '../access/authorise.ts'

/** What tells who somebody is. */
export type Headers = { authorization?: string | undefined; cookie?: string | undefined }
type Data = { caller: Caller; headers: Headers }
type Unused = Record<string, never>
export type Sockets = Server<ClientToServer, ServerToClient, Unused, Data>
/** The connection of one page or program. */
export type OneSocket = Socket<ClientToServer, ServerToClient, Unused, Data>

/** The one way in for requests of a connection: asks the table, does it, answers, and never throws. */
export type Answering = (
  name: keyof typeof liveRequests,
  ack: unknown,
  act: () => Promise<void>,
) => Promise<void>
