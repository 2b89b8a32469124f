/** A volume's short form, taken apart. */
export type ParsedMount = {
  type: 'bind' | 'volume'
  source?: string
  target: string
  readOnly: boolean
  bind?: { propagation?: string; selinux?: string }
  volume?: { nocopy?: true }
}

const propagations = new Set(['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'])

/**
 * Reads `[source:]target[:options]`. A single letter before a colon is a Windows drive, unknown options are ignored,
 * colons inside `${…}` do not separate: all as the reference does.
 */
export function parseMount(spec: string): ParsedMount | { reason: string } {
  if (spec === '') return { reason: 'It is empty.' }
  if (spec.length <= 2) return { type: 'volume', target: spec, readOnly: false }
  const sections = split(spec)
  if (sections.some((section) => section === '')) return { reason: 'There is nothing between two colons.' }
  if (sections.length > 3) return { reason: 'There are too many colons.' }
  const [first = '', second, third] = sections
  const mount: ParsedMount =
    second === undefined
      ? { type: 'volume', target: first, readOnly: false }
      : { type: 'volume', source: first, target: second, readOnly: false }
  for (const option of third?.split(',') ?? []) {
    if (option === 'ro') mount.readOnly = true
    else if (option === 'rw') mount.readOnly = false
    else if (option === 'nocopy') mount.volume = { nocopy: true }
    else if (propagations.has(option)) mount.bind = { ...mount.bind, propagation: option }
    else if (option === 'z' || option === 'Z') mount.bind = { ...mount.bind, selinux: option }
  }
  if (isPath(mount.source)) {
    mount.type = 'bind'
    mount.bind ??= {}
  } else mount.volume ??= {}
  return mount
}

function split(spec: string): string[] {
  const sections: string[] = []
  let section = ''
  let depth = 0
  for (let at = 0; at < spec.length; at++) {
    const c = spec.charAt(at)
    if (c === '$' && spec.charAt(at + 1) === '{') depth++
    else if (c === '}' && depth > 0) depth--
    if (c === ':' && depth === 0 && !/^\p{L}$/u.test(section)) {
      sections.push(section)
      section = ''
    } else section += c
  }
  return [...sections, section]
}

function isPath(source: string | undefined): boolean {
  if (!source) return false
  return /^(?:[./~]|\\\\|\p{L}:)/u.test(source)
}
