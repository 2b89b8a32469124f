import type { Namespace } from 'socket.io'
import type { BrokerState } from '../../protocol/views.ts'
import type { BrokerAddress } from '../environment.ts'
import type { Pages } from '../live/pages.ts'
import { ReplicasAdapter } from './adapter.ts'
import { natsWire } from './nats.ts'
import { rabbitWire } from './rabbitmq.ts'
import { redisWire } from './redis.ts'
import type { Ears, Wire } from './wire.ts'

/** How replicas hear of each other. Messages on one replica need none of it. */
export type Broker = {
  /** @param replicas how many live now, as the database knows */
  state(replicas: number): BrokerState
  close(): Promise<void>
}

const wires: Record<BrokerAddress['kind'], (address: BrokerAddress, ears: Ears) => Wire> = {
  redis: redisWire,
  rabbitmq: rabbitWire,
  nats: natsWire,
}

/**
 * Connects a Socket.IO server to the others through the broker, as soon and as often as it is there.
 * @param scalable several replicas are meant to run
 * @param onState the broker came or went
 */
export function openBroker(
  io: Pages,
  address: BrokerAddress | null,
  scalable: boolean,
  onState: () => void,
): Broker {
  if (!address) {
    return {
      state: (replicas) => {
        if (scalable)
          return {
            kind: null,
            state: 'missing',
            reason: 'SCALABLE is true. Set REDIS_HOST, RABBIT_HOST or NATS_HOST.',
          }
        if (replicas > 1)
          return {
            kind: null,
            state: 'missing',
            reason: `There are ${replicas} replicas and SCALABLE is not true.`,
          }
        return { kind: null, state: 'alone' }
      },
      close: async () => {},
    }
  }
  const { kind, host, port } = address
  let adapter: ReplicasAdapter | undefined
  let was = false
  const wire = wires[kind](address, {
    onMessage: (bytes) => adapter?.hear(bytes),
    onState: () => {
      if (was === wire.isThere) return
      was = wire.isThere
      onState()
    },
  })
  // Socket.IO calls it with `new`.
  io.adapter(function make(namespace: Namespace) {
    adapter = new ReplicasAdapter(namespace, (bytes) => wire.publish(bytes))
    return adapter
  } as never)
  return {
    state: () =>
      wire.isThere
        ? { kind, state: 'there' }
        : { kind, state: 'away', reason: `${host}:${port}: ${wire.trouble}` },
    close: () => wire.close(),
  }
}
