/** The words in a picture. The page brings its reader's language. */
export type Words = {
  /** The picture's name for screen readers. */
  title: string
  /** Needs another service. */
  started: string
  healthy: string
  completed: string
  optional: string
  shared: string
  /** After a network's name. */
  internal: string
  external: string
  host: string
  anonymous: string
  secrets: (count: number) => string
  configs: (count: number) => string
  more: (count: number) => string
  rate: (perSecond: number) => string
}

export const english = (name: string): Words => ({
  title: `The services of ${name}, their networks and volumes`,
  started: 'starts after it',
  healthy: 'starts once it is healthy',
  completed: 'starts once it has ended well',
  optional: 'if it is there',
  shared: 'mounts it',
  internal: 'no way out',
  external: 'made elsewhere',
  host: 'network of the machine',
  anonymous: 'volume without a name',
  secrets: (count) => (count === 1 ? '1 secret' : `${count} secrets`),
  configs: (count) => (count === 1 ? '1 config' : `${count} configs`),
  more: (count) => `and ${count} more`,
  rate: (perSecond) => `${perSecond}/s`,
})
