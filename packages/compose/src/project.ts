import type { Json, Service } from './service.ts'

/**
 * A Compose project in canonical form: every short form expanded, every default filled in, every path absolute.
 * Printed with `printJson` it equals `docker compose config --format json`, which leaves out `models` and every
 * `x-*` below the top level; both are kept here because the engine reads them.
 */
export type Project = {
  name: string
  services: Record<string, Service>
  networks?: Record<string, Network>
  volumes?: Record<string, Volume>
  secrets?: Record<string, Secret>
  configs?: Record<string, Config>
  models?: Record<string, Model>
  /** Between the parts of names of containers and built images; `-` when absent. Set by who runs it, in no file. */
  separator?: '-' | '_'
  [extension: `x-${string}`]: Json
}

/** A network that services join. `ipam` is always there, `{}` when nothing is set. */
export type Network = {
  /** The name on the engine: the one declared, else `<project>_<key>`, else the key when external. */
  name: string
  driver?: string
  driver_opts?: Record<string, string>
  ipam: {
    driver?: string
    config?: {
      subnet?: string
      gateway?: string
      ip_range?: string
      aux_addresses?: Record<string, string>
    }[]
    options?: Record<string, string>
  }
  external?: true
  internal?: true
  attachable?: true
  labels?: Record<string, string>
  enable_ipv4?: boolean
  enable_ipv6?: boolean
  [extension: `x-${string}`]: Json
}

/** A named volume. */
export type Volume = {
  name: string
  driver?: string
  driver_opts?: Record<string, string>
  external?: true
  labels?: Record<string, string>
  [extension: `x-${string}`]: Json
}

type FileObject = {
  name: string
  /** Absolute path of the file that holds the content. */
  file?: string
  /** Variable that holds the content. */
  environment?: string
  external?: true
  labels?: Record<string, string>
  driver?: string
  driver_opts?: Record<string, string>
  template_driver?: string
  [extension: `x-${string}`]: Json
}

/** A secret: sensitive content mounted as a file. */
export type Secret = FileObject

/** A config: content mounted as a file. `content` is inline text; with `environment` it is not printed. */
export type Config = FileObject & { content?: string }

/** A language model that services use. */
export type Model = {
  name?: string
  model: string
  context_size?: number
  runtime_flags?: string[]
  [extension: `x-${string}`]: Json
}
