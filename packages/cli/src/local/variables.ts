/** A variable that Compose files refer to. */
export type Reference = { name: string; required: boolean; defaultValue: string; alternateValue: string }

/** Every variable in the texts of an uninterpolated project, by name; `$$` is a dollar. */
export function variablesIn(value: unknown, found = new Map<string, Reference>()): Map<string, Reference> {
  if (typeof value === 'string') scan(value, found)
  else if (value && typeof value === 'object')
    for (const inner of Object.values(value)) variablesIn(inner, found)
  return found
}

function scan(text: string, found: Map<string, Reference>): void {
  for (let at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at)) {
    if (text[at + 1] === '$') {
      at += 2
      continue
    }
    const [whole, brace, name = '', operator] = /^\$(\{?)([A-Za-z_]\w*)(:?[-?+])?/.exec(text.slice(at)) ?? []
    at += whole?.length ?? 1
    if (whole === undefined) continue
    const rest = brace && operator ? untilBrace(text, at) : ''
    note(name, operator?.at(-1), rest, found)
    scan(rest, found)
    at += rest.length
  }
}

/** The text up to the brace that closes, others inside counted. */
function untilBrace(text: string, from: number): string {
  let open = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') open++
    else if (text[at] === '}' && --open === 0) return text.slice(from, at)
  }
  return text.slice(from)
}

function note(name: string, operator: string | undefined, rest: string, found: Map<string, Reference>): void {
  const known = found.get(name) ?? { name, required: false, defaultValue: '', alternateValue: '' }
  found.set(name, {
    name,
    required: known.required || operator === '?',
    defaultValue: known.defaultValue || (operator === '-' ? rest : ''),
    alternateValue: known.alternateValue || (operator === '+' ? rest : ''),
  })
}
