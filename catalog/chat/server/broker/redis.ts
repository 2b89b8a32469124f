import { Redis } from 'ioredis'
import type { BrokerAddress } from '../environment.ts'
import { beatMs, channel, type Ears, reasonOf, retryMs, type Wire } from './wire.ts'

/** Redis Pub/Sub. A connection that listens can do nothing else, so there are two. */
export function redisWire({ host, port }: BrokerAddress, { onMessage, onState }: Ears): Wire {
  const options = {
    host,
    port,
    protocol: 2 as const,
    connectTimeout: 3000,
    // Replicas speak every three seconds, and each word is answered.
    socketTimeout: 2 * beatMs,
    retryStrategy: () => retryMs,
    // What cannot be said now is not said later: the database has it.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
  }
  const [speaker, listener] = [new Redis(options), new Redis({ ...options, enableReadyCheck: true })]
  let subscribed = false
  let trouble = 'not connected yet'

  for (const redis of [speaker, listener]) {
    redis.on('error', (error) => {
      trouble = reasonOf(error)
    })
    redis.on('close', () => {
      if (redis === listener) subscribed = false
      onState()
    })
    redis.on('ready', () => {
      trouble = 'the connection was lost'
      onState()
    })
  }
  listener.on('ready', async () => {
    subscribed = await listener.subscribe(channel).then(
      () => true,
      () => false,
    )
    onState()
  })
  listener.on('messageBuffer', (_channel, bytes: Buffer) => onMessage(bytes))

  const isThere = () => subscribed && speaker.status === 'ready'
  return {
    get isThere() {
      return isThere()
    },
    get trouble() {
      return trouble
    },
    publish(bytes) {
      if (isThere()) speaker.publish(channel, bytes).catch(() => {})
    },
    async close() {
      speaker.disconnect()
      listener.disconnect()
    },
  }
}
