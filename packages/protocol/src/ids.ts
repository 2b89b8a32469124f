import { z } from 'zod'

/**
 * Names that users choose travel into container names, host names and labels, so each has one schema, used at
 * every edge. None may hold "--": host names use it as a separator.
 */
const dnsLabel = (max: number, what: string) =>
  z
    .string()
    .min(1, `${what} is empty.`)
    .max(max, `${what} is longer than ${max} characters.`)
    .regex(
      /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
      `${what} may hold lower-case letters, digits and single hyphens, and starts and ends with a letter or digit.`,
    )
    .refine((name) => !name.includes('--'), `${what} may not hold two hyphens in a row.`)

export const ProjectName = dnsLabel(30, 'The project name').brand('ProjectName')
export type ProjectName = z.infer<typeof ProjectName>

export const EnvironmentName = dnsLabel(20, 'The environment name').brand('EnvironmentName')
export type EnvironmentName = z.infer<typeof EnvironmentName>

/** v1, v2 … counted per project. On the wire a number; people see and type "v3". */
export const VersionNumber = z.coerce.number().int().min(1).max(1_000_000).brand('VersionNumber')
export type VersionNumber = z.infer<typeof VersionNumber>

export const DeployId = z.uuid().brand('DeployId')
export type DeployId = z.infer<typeof DeployId>

export const UserId = z.uuid().brand('UserId')
export type UserId = z.infer<typeof UserId>

export const TokenId = z.uuid().brand('TokenId')
export type TokenId = z.infer<typeof TokenId>

/** A Compose service key. */
export const ServiceName = z
  .string()
  .max(63)
  .regex(/^[a-zA-Z0-9._-]+$/)
  .brand('ServiceName')
export type ServiceName = z.infer<typeof ServiceName>

/** What a shell accepts as a variable name; values are free text. */
export const VariableName = z
  .string()
  .max(200)
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    'A variable name holds letters, digits and underscores and does not start with a digit.',
  )

/** A branch, tag or commit. Refuses what git could take for an option or a range. */
export const GitRef = z
  .string()
  .min(1)
  .max(200)
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9_./+@#-]*$/,
    'A ref is a branch, a tag or a commit: letters, digits and . _ / + @ # -',
  )
  .refine((ref) => !ref.includes('..') && !ref.includes('@{'), 'A ref may not hold ".." or "@{".')

/** A folder of the catalog. */
export const CatalogAppName = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9]*$/, 'No such catalog application.')
