import type { Deploy, Environment, Project, Replica, ServiceStatus, Version } from '@keelson/protocol'
import type { z } from 'zod'
import type { Tone } from '../ui/tone.ts'

type State =
  | Project['state']
  | Version['state']
  | Environment['state']
  | Deploy['state']
  | ServiceStatus['state']
  | z.infer<typeof Replica>['state']
  | z.infer<typeof Replica>['health']

/** Every state that anything of ours can be in, as the eye takes it. */
export const tones: Record<State, Tone> = {
  on: 'good',
  running: 'good',
  succeeded: 'good',
  completed: 'good',
  healthy: 'good',
  deploying: 'busy',
  building: 'busy',
  starting: 'busy',
  queued: 'busy',
  deleting: 'busy',
  restarting: 'busy',
  removing: 'busy',
  degraded: 'warn',
  unhealthy: 'warn',
  cancelled: 'idle',
  paused: 'warn',
  failed: 'bad',
  dead: 'bad',
  off: 'idle',
  empty: 'idle',
  superseded: 'idle',
  created: 'idle',
  exited: 'idle',
  none: 'idle',
}
export type AnyState = State
