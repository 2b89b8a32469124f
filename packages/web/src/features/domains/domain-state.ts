import type { Domain } from '@keelson/protocol'
import type { Tone } from '../../ui/tone.ts'

export const dnsTones: Record<Domain['dns']['state'], Tone> = {
  unchecked: 'busy',
  right: 'good',
  elsewhere: 'bad',
  missing: 'bad',
  unreachable: 'warn',
}

export const certificateTones: Record<Domain['certificate']['state'], Tone> = {
  off: 'idle',
  none: 'idle',
  waiting: 'idle',
  pending: 'busy',
  failed: 'bad',
  valid: 'good',
  expiring: 'warn',
  expired: 'bad',
}

/** Will it look different in a moment, with nobody doing anything? */
export const isMoving = ({ dns, certificate }: Domain): boolean =>
  dns.state === 'unchecked' || certificate.state === 'pending'
