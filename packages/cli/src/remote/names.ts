import { EnvironmentName, ProjectName, VersionNumber } from '@keelson/protocol'
import type { z } from 'zod'
import { Failure } from '../failure.ts'

/** A version as people write it: v3, or 3. */
export function versionNumber(typed: string | undefined): VersionNumber {
  const digits = /^v?(\d+)$/.exec(typed ?? '')?.[1]
  if (digits === undefined) throw new Failure(`"${typed ?? ''}" is not a version; versions are v1, v2, …`)
  return checked(VersionNumber, digits)
}

export const projectName = (typed: string | undefined): ProjectName => checked(ProjectName, typed ?? '')

export const environmentName = (typed: string): EnvironmentName => checked(EnvironmentName, typed)

/** @throws Failure with the schema's own words. */
function checked<S extends z.ZodType>(schema: S, value: string): z.output<S> {
  const read = schema.safeParse(value)
  if (!read.success) throw new Failure(`"${value}": ${read.error.issues[0]?.message ?? 'not valid.'}`)
  return read.data
}
