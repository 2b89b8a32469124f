import { type InjectionKey, inject } from 'vue'
import type { Call } from './api/client.ts'
import type { Live } from './live/live.ts'

/** The ways to a server, or to the recorded world: asking and hearing. */
export type Connection = { call: Call; live: Live }

export const connectionKey: InjectionKey<Connection> = Symbol('connection')

export function useConnection(): Connection {
  const connection = inject(connectionKey)
  if (!connection) throw new Error('The application was mounted without a connection.')
  return connection
}
