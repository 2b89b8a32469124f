import type { Bytes, FileMount, Json, Ulimit } from './service.ts'

/** How the image of a service is built. */
export type Build = {
  /** Absolute path of a folder, or the address of a repository or archive. */
  context?: string
  dockerfile?: string
  dockerfile_inline?: string
  entitlements?: string[]
  /** `null`: the argument is named and has no value. */
  args?: Record<string, string | null>
  provenance?: string
  sbom?: string
  /** Each one `id` or `id=path`. */
  ssh?: string[]
  labels?: Record<string, string>
  cache_from?: string[]
  cache_to?: string[]
  no_cache?: true
  no_cache_filter?: string[]
  additional_contexts?: Record<string, string>
  pull?: true
  extra_hosts?: string[]
  isolation?: string
  network?: string
  target?: string
  secrets?: FileMount[]
  shm_size?: Bytes
  tags?: string[]
  ulimits?: Record<string, Ulimit>
  platforms?: string[]
  privileged?: true
  [extension: `x-${string}`]: Json
}
