/** What a broker does for us: every replica hears what any of them says, at most once, in no promised order. */
export interface Wire {
  readonly isThere: boolean
  /** Why it is not there, in a few words. */
  readonly trouble: string
  /** Says it to the others, if the broker is there; never waits and never throws. */
  publish(bytes: Buffer): void
  close(): Promise<void>
}

export type Ears = {
  onMessage: (bytes: Buffer) => void
  /** It came or went. */
  onState: () => void
}

/** Between two attempts to connect, in milliseconds. */
export const retryMs = 500

/** So often a broker must show that it lives, in milliseconds; one that is silent for twice as long is away. */
export const beatMs = 5000

/** The name of channel, subject and exchange. */
export const channel = 'chat.replicas'

/** The reason of a failed connection, short enough for a page. */
export function reasonOf(error: unknown): string {
  // Several addresses were tried: the first reason is as good as all.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  return error instanceof Error ? error.message.slice(0, 200) : String(error)
}
