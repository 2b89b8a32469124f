import type { Flags } from './flags.ts'

/** For operations that are only asked for, and followed when wished. */
export const waitFlag = {
  wait: { kind: 'switch', help: 'Follow it to its end; exit code 0 only if it worked' },
} as const satisfies Flags

/** For operations that scripts expect to be over when the command ends. */
export const noWaitFlags = {
  'no-wait': { kind: 'switch', help: 'Return when the server has accepted it' },
  wait: { kind: 'switch', default: true, help: 'Follow it to its end; exit code 0 only if it worked' },
} as const satisfies Flags
