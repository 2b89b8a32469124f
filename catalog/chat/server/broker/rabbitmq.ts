import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { type Channel, type ChannelModel, connect } from 'amqplib'
import type { BrokerAddress } from '../environment.ts'
import { beatMs, type Ears, channel as exchange, reasonOf, retryMs, type Wire } from './wire.ts'

/** RabbitMQ: a fanout exchange, and for each replica a queue that goes with its connection. */
export function rabbitWire(address: BrokerAddress, { onMessage, onState }: Ears): Wire {
  let connection: ChannelModel | undefined
  let channel: Channel | undefined
  let [closed, trouble] = [false, 'not connected yet']
  const running = run()

  return {
    get isThere() {
      return channel !== undefined
    },
    get trouble() {
      return trouble
    },
    publish(bytes) {
      try {
        channel?.publish(exchange, '', bytes)
      } catch {
        // It is closing; `run` hears of it.
      }
    },
    async close() {
      closed = true
      await connection?.close().catch(() => {})
      await running
    },
  }

  async function run(): Promise<void> {
    while (!closed) {
      try {
        await connected()
      } catch (error) {
        trouble = reasonOf(error)
      }
      channel = undefined
      onState()
      if (!closed) await pause(retryMs)
    }
  }

  /** Until the connection is closed. */
  async function connected(): Promise<void> {
    const { host, port, user = 'guest', password } = address
    connection = await connect(
      {
        protocol: 'amqp',
        hostname: host,
        port,
        username: user,
        password: (await password?.()) ?? 'guest',
        heartbeat: beatMs / 1000,
      },
      { timeout: 3000 },
    )
    const gone = once(connection, 'close')
    connection.on('error', (error) => {
      trouble = reasonOf(error)
    })
    try {
      const opened = await connection.createChannel()
      opened.on('error', () => {})
      await opened.assertExchange(exchange, 'fanout', { durable: false })
      const { queue } = await opened.assertQueue('', { exclusive: true, autoDelete: true, durable: false })
      await opened.bindQueue(queue, exchange, '')
      await opened.consume(queue, (message) => message && onMessage(message.content), { noAck: true })
      channel = opened
      trouble = 'the connection was lost'
      onState()
    } catch (error) {
      await connection.close().catch(() => {})
      throw error
    }
    await gone
  }
}
