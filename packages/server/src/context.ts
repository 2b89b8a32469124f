import type { Docker } from '@keelson/engine'
import type { Sealing } from './keys/sealing.ts'
import type { KeyPair } from './keys/ssh-key.ts'
import type { Database } from './storage/database.ts'
import type { Log } from './system/log.ts'
import type { Places } from './system/places.ts'

/** What the parts of the server share. Made once, in main.ts or by a test. */
export type Context = {
  database: Database
  docker: Docker
  sealing: Sealing
  places: Places
  log: Log
  installation: Installation
}

export type Installation = {
  id: string
  /** Of this Keelson, not of a project. */
  version: string
  /** Of the dashboard, without trailing slash. */
  url: string
  /** Projects are served under it. */
  domain: string
  /** The part of `url` after the host: '' for the scheme's own port. */
  port: number
  secure: boolean
  /** Where the balancer speaks HTTP, and HTTPS; null: nowhere. */
  httpPort: number
  httpsPort: number | null
  key: KeyPair
}
