import { setTimeout as pause } from 'node:timers/promises'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { BrokerAddress } from '../environment.ts'
import { beatMs, channel, type Ears, reasonOf, retryMs, type Wire } from './wire.ts'

/** NATS, one subject. Its client connects again by itself once it was connected; until then this loop asks. */
export function natsWire(address: BrokerAddress, { onMessage, onState }: Ears): Wire {
  let connection: NatsConnection | undefined
  let [isThere, closed, trouble] = [false, false, 'not connected yet']
  const running = run()

  return {
    get isThere() {
      return isThere
    },
    get trouble() {
      return trouble
    },
    publish(bytes) {
      if (isThere) connection?.publish(channel, bytes)
    },
    async close() {
      closed = true
      await connection?.close()
      await running
    },
  }

  async function run(): Promise<void> {
    while (!closed) {
      try {
        await connected()
      } catch (error) {
        trouble = reasonOf(error)
        setThere(false)
      }
      if (!closed) await pause(retryMs)
    }
  }

  /** Until the connection is closed for good. */
  async function connected(): Promise<void> {
    const { host, port, user, password } = address
    connection = await connect({
      servers: `${host}:${port}`,
      timeout: 3000,
      noEcho: true,
      pingInterval: beatMs,
      maxPingOut: 2,
      maxReconnectAttempts: -1,
      reconnectTimeWait: retryMs,
      ...(user && { user, pass: (await password?.()) ?? '' }),
    })
    if (closed) return connection.close()
    connection.subscribe(channel, {
      callback: (error, message) => {
        if (!error) onMessage(Buffer.from(message.data))
      },
    })
    await connection.flush()
    setThere(true)
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') setThere(false, 'the connection was lost')
      if (status.type === 'reconnect') setThere(true)
      if (status.type === 'error') trouble = reasonOf(status.error)
    }
    setThere(false)
  }

  function setThere(there: boolean, why = trouble): void {
    isThere = there
    trouble = why
    onState()
  }
}
