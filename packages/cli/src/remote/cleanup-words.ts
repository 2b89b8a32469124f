import type { CleanupItem, CleanupReason } from '@keelson/protocol'

/** What a thing is called: `images of shop v3`, `volume shop-v2_data`. */
export function nameOf({ kind, name }: Pick<CleanupItem, 'kind' | 'name'>): string {
  switch (kind) {
    case 'version':
      return `images of ${name.replace('/', ' ')}`
    case 'logs':
      return `${name} logs of operations`
    case 'build-cache':
      return `${name} build cache`
    case 'image':
    case 'container':
    case 'volume':
    case 'folder':
      return `${kind} ${name}`
  }
}

/** Why it may go, or why it stays. */
export function why(reason: CleanupReason): string {
  switch (reason.code) {
    case 'beyond-kept':
      return `off, not one of the ${reason.keep} newest; built again when it is turned on`
    case 'recent':
      return 'off, but one of the newest; built again when it is turned on'
    case 'last-on':
      return `off; ${reason.environment} had it last`
    case 'unused':
      return 'no version has it, no container uses it'
    case 'ended':
      return 'a one-off run that has ended'
    case 'no-environment':
      return 'its environment is gone'
    case 'no-version':
      return 'its version is gone'
    case 'no-project':
      return 'its project is gone'
    case 'old':
      return `ended more than ${reason.days} days ago`
    case 'idle':
      return `not used for ${reason.hours} hours; shared by all who build on the engine`
    case 'on':
      return `on in ${reason.environment}`
    case 'busy':
      return 'an operation is working on the project'
    case 'shared':
      return 'everything that it has is used by others too'
    case 'in-use':
      return 'in use'
    case 'belongs':
      return 'belongs to what is there'
  }
}
