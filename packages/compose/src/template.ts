/** Looks a variable up; `undefined` when it is not set. */
export type Lookup = (name: string) => string | undefined

/** A template that cannot be filled in. */
export class TemplateFault extends Error {
  readonly fault: { kind: 'syntax'; template: string } | { kind: 'required'; name: string; reason: string }
  constructor(fault: TemplateFault['fault']) {
    super(fault.kind)
    this.fault = fault
  }
}

const name = /[_a-zA-Z][_a-zA-Z0-9]*/y
const operator = /:?[-+?]/y

/**
 * Fills in `$name`, `${name}` and `${name:-default}`, `-`, `:+`, `+`, `:?`, `?`; `$$` is a dollar. A dollar before
 * anything else stays. Only the branch that is taken is looked at. `unset` hears of names without value and default.
 * @throws TemplateFault
 */
export function substitute(template: string, lookup: Lookup, unset?: (name: string) => void): string {
  let at = template.indexOf('$')
  if (at < 0) return template
  let out = ''
  let from = 0
  while (at >= 0) {
    out += template.slice(from, at)
    const next = template.charAt(at + 1)
    if (next === '$') {
      out += '$'
      from = at + 2
    } else if (next === '{') {
      const braced = readBraced(template, at)
      out += expand(braced, lookup, unset)
      from = braced.end
    } else {
      name.lastIndex = at + 1
      const found = name.exec(template)?.[0]
      if (found) {
        out += lookUp(found, lookup, unset)
        from = at + 1 + found.length
      } else {
        out += '$'
        from = at + 1
      }
    }
    at = template.indexOf('$', from)
  }
  return out + template.slice(from)
}

type Braced = { name: string; operator: string; rest: string; end: number }

/** Reads `${…}` at `at`. The braces inside must balance; where they do not, the last brace of the line closes. */
function readBraced(template: string, at: number): Braced {
  name.lastIndex = at + 2
  const variable = name.exec(template)?.[0]
  const fail = () => new TemplateFault({ kind: 'syntax', template })
  if (!variable) throw fail()
  const after = at + 2 + variable.length
  if (template.charAt(after) === '}') return { name: variable, operator: '', rest: '', end: after + 1 }
  operator.lastIndex = after
  const sign = operator.exec(template)?.[0]
  if (!sign) throw fail()
  const lineEnd = template.indexOf('\n', after)
  const last = template.lastIndexOf('}', lineEnd < 0 ? template.length : lineEnd)
  if (last < after) throw fail()
  const close = closingBrace(template, at + 1, last)
  return { name: variable, operator: sign, rest: template.slice(after + sign.length, close), end: close + 1 }
}

function closingBrace(template: string, open: number, last: number): number {
  let depth = 0
  for (let at = open; at <= last; at++) {
    const c = template.charAt(at)
    if (c === '}' && --depth === 0) return at
    // The character after an opening brace is not looked at, as in the reference.
    if (c === '{') {
      depth++
      at++
    }
  }
  return last
}

function lookUp(variable: string, lookup: Lookup, unset: ((name: string) => void) | undefined): string {
  const value = lookup(variable)
  if (value === undefined) unset?.(variable)
  return value ?? ''
}

function expand({ name, operator, rest }: Braced, lookup: Lookup, unset?: (name: string) => void): string {
  if (!operator) return lookUp(name, lookup, unset)
  const value = lookup(name)
  const present = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined
  switch (operator.at(-1)) {
    case '-':
      return present ? (value ?? '') : substitute(rest, lookup, unset)
    case '+':
      return present ? substitute(rest, lookup, unset) : (value ?? '')
    default:
      if (present) return value ?? ''
      throw new TemplateFault({ kind: 'required', name, reason: substitute(rest, lookup, unset) })
  }
}

/** A variable that a template names. */
export type Variable = { name: string; default: string; presence: string; required: boolean }

/** Every variable that a template names, with those in defaults. */
export function variablesOf(template: string): Variable[] {
  const found: Variable[] = []
  let at = template.indexOf('$')
  while (at >= 0) {
    let end = at + 1
    if (template.charAt(end) === '$') end++
    else if (template.charAt(end) === '{') {
      try {
        const braced = readBraced(template, at)
        found.push(variableOf(braced), ...variablesOf(braced.rest))
        end = braced.end
      } catch (error) {
        if (!(error instanceof TemplateFault)) throw error
      }
    } else {
      name.lastIndex = end
      const plain = name.exec(template)?.[0]
      if (plain) found.push({ name: plain, default: '', presence: '', required: false })
    }
    at = template.indexOf('$', end)
  }
  return found
}

function variableOf({ name, operator, rest }: Braced): Variable {
  const sign = operator.at(-1)
  return {
    name,
    default: sign === '-' ? rest : '',
    presence: sign === '+' ? rest : '',
    required: sign === '?',
  }
}
