import type { Json } from './service.ts'
import { type Variable, variablesOf } from './template.ts'

/** Every variable that a model read without interpolation names, by name; the last use counts. */
export function variables(model: Json): Variable[] {
  const found = new Map<string, Variable>()
  collect(model, found)
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function collect(value: Json, found: Map<string, Variable>): void {
  if (typeof value === 'string') for (const variable of variablesOf(value)) found.set(variable.name, variable)
  else if (Array.isArray(value)) for (const item of value) collect(item, found)
  else if (typeof value === 'object' && value !== null)
    for (const item of Object.values(value)) collect(item, found)
}
