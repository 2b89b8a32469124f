import type { StoredVariable } from './store.ts'

/** What an environment is given: the project's variables, overridden by its own; a preview starts from production's. */
export function variablesFor(variables: StoredVariable[], environment: string): Record<string, string> {
  const given: Record<string, string> = {}
  for (const layer of [null, 'production', environment]) {
    for (const variable of variables)
      if (variable.environment === layer) given[variable.name] = variable.value
  }
  return given
}

/** The values that must never be read in a log. */
export const secretValues = (variables: StoredVariable[]): string[] =>
  variables.filter((variable) => variable.secret).map((variable) => variable.value)

/** Shorter values would blacken half of every log, and are no secrets. */
const shortest = 4

/**
 * Gives a function that blackens these values in a line, longest first, so that one inside another leaves no rest. A
 * value of several lines is blackened line by line.
 */
export function redaction(secrets: string[]): (line: string) => string {
  const parts = secrets
    .flatMap((secret) => secret.split(/\r?\n/))
    .filter((part) => part.trim().length >= shortest)
    .sort((a, b) => b.length - a.length)
  return (line) => parts.reduce((text, part) => text.replaceAll(part, '•••'), line)
}
