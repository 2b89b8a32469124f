import { z } from 'zod'
import { EnvironmentName, VersionNumber } from './ids.ts'
import { Phrase } from './phrase.ts'

const names = z.array(z.string())
/** Names that came, went, or stand for something else now. */
const Difference = z.object({ added: names, removed: names, changed: names })
const ImageOf = z.object({ name: z.string(), id: z.string() })

/**
 * What differs between two versions of a project. Of variables, secrets, configs, commands and whatever else can
 * hold a secret there are names only, never values.
 */
export const VersionComparison = z.object({
  from: VersionNumber,
  to: VersionNumber,
  services: z.array(
    z.object({
      name: z.string(),
      change: z.enum(['added', 'removed', 'changed']),
      /** null: the same image. */
      image: z.object({ before: ImageOf.nullable(), after: ImageOf.nullable() }).nullable(),
      variables: Difference,
      /** What can be told in words: ports, replicas, networks, needs, mounts, secrets, configs. */
      settings: z.array(z.object({ name: z.string(), before: names, after: names })),
      /** Further keys of the service that differ, without what they hold. */
      other: names,
    }),
  ),
  unchanged: names,
  networks: Difference,
  volumes: Difference,
  secrets: Difference,
  configs: Difference,
})
export type VersionComparison = z.infer<typeof VersionComparison>

/** What turning a version on in an environment would do now, with the reason of each step. */
export const PlannedDeploy = z.object({
  environment: EnvironmentName,
  version: VersionNumber,
  /** What is on there now. */
  replaces: VersionNumber.nullable(),
  /** Whether production can take over what runs in a preview, and why not; null where that is no question. */
  takeover: Phrase.nullable(),
  /** `because` is null of a warning. */
  steps: z.array(z.object({ does: Phrase, because: Phrase.nullable() })),
})
export type PlannedDeploy = z.infer<typeof PlannedDeploy>
