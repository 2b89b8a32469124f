import type { Build } from '@keelson/compose'

/** The services whose images a build takes as `additional_contexts: service:x`. */
export const contextServices = (build: Build | undefined): string[] =>
  Object.values(build?.additional_contexts ?? {}).flatMap((value) =>
    value.startsWith('service:') ? [value.slice('service:'.length)] : [],
  )
