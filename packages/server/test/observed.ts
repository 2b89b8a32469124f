import type { Observed } from '../src/environments/observed.ts'

/** A container of a shop's web service as it is observed; what is not said is ordinary. */
export const observed = (more: Partial<Observed> = {}): Observed => ({
  id: 'abcdef012345',
  name: 'shop-production-web-1',
  composeProject: 'shop-production',
  service: 'web',
  image: 'x',
  imageId: 'sha256:1',
  oneOff: false,
  tty: false,
  state: 'running',
  health: 'none',
  restarts: false,
  restartCount: 0,
  exitCode: null,
  startedAt: null,
  addresses: { a: '', b: '172.18.0.2' },
  labels: {},
  ...more,
})
