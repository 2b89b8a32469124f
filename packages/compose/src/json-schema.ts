import { project } from './tables/project.ts'
import type { Shape } from './tables/shape.ts'

/** A JSON schema (draft 7), as far as Compose files need one. */
export type JsonSchema = {
  $schema?: string
  title?: string
  description?: string
  type?: string | string[]
  anyOf?: JsonSchema[]
  enum?: readonly string[]
  pattern?: string
  minimum?: number
  maximum?: number
  items?: JsonSchema
  uniqueItems?: boolean
  properties?: Record<string, JsonSchema>
  patternProperties?: Record<string, JsonSchema>
  additionalProperties?: boolean
  required?: readonly string[]
  deprecated?: boolean
}

/** The schema of a Compose file for editors, made from the tables that the loader itself uses. */
export function jsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Compose file',
    ...schemaOf(project),
  }
}

function schemaOf(shape: Shape): JsonSchema {
  const kinds = [...scalars(shape), ...listKind(shape), ...objectKind(shape)]
  const [first = {}, ...more] = kinds
  const schema = more.length === 0 ? first : { anyOf: kinds }
  return shape.obsolete ? { ...schema, deprecated: true, description: shape.obsolete } : schema
}

/** Kinds without rules of their own share one list of types. */
function scalars({ text, number, flag, nothing }: Shape): JsonSchema[] {
  const bare: string[] = []
  const ruled: JsonSchema[] = []
  if (text?.allowed || text?.pattern) {
    const { allowed, pattern } = text
    ruled.push({
      type: 'string',
      ...(allowed && { enum: allowed }),
      ...(pattern && { pattern: pattern.source }),
    })
  } else if (text) bare.push('string')
  if (number) {
    const type = number.whole ? 'integer' : 'number'
    const { min, max } = number
    if (min === undefined && max === undefined) bare.push(type)
    else
      ruled.push({
        type,
        ...(min !== undefined && { minimum: min }),
        ...(max !== undefined && { maximum: max }),
      })
  }
  if (flag) bare.push('boolean')
  if (nothing) bare.push('null')
  const [only] = bare
  if (only !== undefined) ruled.unshift({ type: bare.length === 1 ? only : bare })
  return ruled
}

function listKind({ list }: Shape): JsonSchema[] {
  if (!list) return []
  return [{ type: 'array', items: schemaOf(list.of), ...(list.unique && { uniqueItems: true }) }]
}

function objectKind({ object }: Shape): JsonSchema[] {
  if (!object) return []
  const { fields, keys, extensions, open, required } = object
  const patterns = {
    ...(keys && { [keys.pattern.source]: schemaOf(keys.of) }),
    ...(extensions && { '^x-': {} }),
  }
  return [
    {
      type: 'object',
      ...(fields && {
        properties: Object.fromEntries([...fields].map(([key, field]) => [key, schemaOf(field)])),
      }),
      ...(Object.keys(patterns).length > 0 && { patternProperties: patterns }),
      additionalProperties: open ?? false,
      ...(required && { required }),
    },
  ]
}
