import type { ImageConfig } from '../archive/image.ts'

/** What one base image is made of: data only, so that its hash says whether an image is current. */
export type Recipe = {
  name: BaseImageName | 'base'
  tag: string
  /** Debian packages; what they depend on follows, except what `dropped` leaves out. */
  packages: string[]
  /** The package that gives the image its tag must be of this version: `7.` for a tag `7`. */
  version?: { package: string; startsWith: string }
  /** Of these packages only the paths that begin so. */
  only?: Record<string, string[]>
  /** Paths (beginnings) that are left out. */
  exclude?: string[]
  npm?: NpmPackage[]
  users: User[]
  folders?: { path: string; user: string; mode: number }[]
  /** `from` names a file in `images/files`. */
  files?: { path: string; from?: string; content?: string; mode: number }[]
  links?: Record<string, string>
  /** File capability bits given to an executable, by path. */
  capabilities?: Record<string, number>
  config: Omit<ImageConfig, 'Env' | 'Labels'> & { Env?: Record<string, string> }
  /** What stands in where the machine has no Debian archive. */
  official: string
}

/** `{cpu}` in the name becomes x64 or arm64; `strip` removes the symbols of its programs. */
export type NpmPackage = {
  package: string
  version: string
  integrity: { x64: string; arm64: string }
  into: string
  only?: string[]
  strip?: boolean
}

export type User = { name: string; uid: number; home: string }

export type BaseImageName = 'node' | 'redis' | 'postgres' | 'haproxy' | 'rabbitmq' | 'nats'

/** The name under which Compose files and Dockerfiles refer to an image. */
export function imageTag(recipe: { name: string; tag: string }): string {
  return `keelson/${recipe.name}:${recipe.tag}`
}
