import type { AddressInfo } from 'node:net'
import type { ClientToServer, ServerToClient } from '@keelson/protocol'
import { io, type Socket } from 'socket.io-client'
import type { RunningApp } from './running.ts'

export type LiveClient = Socket<ServerToClient, ClientToServer>

/** A connection of its own to an app that listens. */
export function liveClient(
  app: Pick<RunningApp, 'http'>,
  token: string | undefined,
  headers: Record<string, string> = {},
): LiveClient {
  const { port } = app.http.server.address() as AddressInfo
  return io(`http://127.0.0.1:${port}`, {
    path: '/api/v1/live',
    transports: ['websocket'],
    auth: token ? { token } : {},
    extraHeaders: headers,
    reconnection: false,
    forceNew: true,
  })
}

/** Was it let in? */
export const opened = (socket: LiveClient) =>
  new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true))
    socket.once('connect_error', () => resolve(false))
  })
