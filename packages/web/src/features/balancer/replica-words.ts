import type { BalancedReplica, BalancedService } from '@keelson/protocol'
import type { Tone } from '../../ui/tone.ts'

export const replicaTones: Record<BalancedReplica['state'], Tone> = {
  up: 'good',
  down: 'bad',
  drain: 'busy',
  disabled: 'idle',
  out: 'idle',
}

/** A service is as good as what serves in it. */
export function serviceTone({ replicas, page }: BalancedService): Tone {
  if (page === 'stopped') return 'idle'
  if (page === 'starting') return 'busy'
  const serving = replicas.filter(({ state }) => state === 'up').length
  if (serving === 0) return 'bad'
  return replicas.some(({ state }) => state === 'down') ? 'warn' : 'good'
}

/** Which part of the service's requests goes to this replica now, from 0 to 1. */
export function shareOf(replica: BalancedReplica, service: BalancedService): number {
  const total = service.replicas.reduce((sum, { traffic }) => sum + traffic.requests, 0)
  return total === 0 ? 0 : replica.traffic.requests / total
}
