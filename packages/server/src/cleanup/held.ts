import type { StoredImage, Tables } from '../storage/tables.ts'

/** What an installation holds, as far as a decision about it needs to know. */
export type Held = {
  projects: HeldProject[]
  /** Ours, by id: built by us, or pulled for a version. */
  images: HeldImage[]
  /** Ids of images that a container runs, or would run when it is started; anybody's container. */
  usedImages: ReadonlySet<string>
  /** Those of ours that do not run. */
  containers: { id: string; name: string; at: Place; oneOff: boolean; bytes: number }[]
  volumes: { name: string; at: Place; mounted: boolean; bytes: number }[]
  folders: HeldFolder[]
  /** Of operations: `old` are those that the policy keeps no longer. */
  logs: { oldBytes: number; recentBytes: number }
  cache: { idleBytes: number; restBytes: number }
}

/** Where something belongs, by its labels. */
export type Place = { project: string; composeProject: string }

export type HeldProject = {
  id: string
  name: string
  /** An operation waits or runs. */
  busy: boolean
  environments: {
    name: string
    composeProject: string
    version: number | null
    lastVersion: number | null
    canary: number | null
  }[]
  /** Oldest first. */
  versions: { number: number; state: Tables['versions']['state']; images: StoredImage[] }[]
}

/** `project`: of its label; null where it was pulled. `bytes`: what nothing else has. */
export type HeldImage = { id: string; name: string; project: string | null; bytes: number }

/** Checkouts of a version, the mirror of a repository: `version` is null. */
export type HeldFolder = { path: string; project: string; version: number | null; bytes: number }

/** Build cache counts as idle when nothing used it for so long. */
export const idleHours = 24
