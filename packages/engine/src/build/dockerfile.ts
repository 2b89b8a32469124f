/** A Dockerfile taken apart as far as Keelson must understand it. Lines count from 1. */
export type Dockerfile = {
  lines: string[]
  /** The frontend image of a `# syntax=` line. */
  syntax: { image: string; line: number } | undefined
  instructions: Instruction[]
}

export type Instruction = {
  /** In capitals. */
  keyword: string
  /** `--from=x`, in order. */
  flags: string[]
  /** After the flags, continued lines joined, without heredoc bodies. */
  rest: string
  first: number
  last: number
  heredocs: Heredoc[]
}

export type Heredoc = { name: string; chomp: boolean; expand: boolean; body: string }

export type BuildArguments = Record<string, string | null | undefined>

const DIRECTIVE = /^#\s*([a-z]+)\s*=\s*(.+?)\s*$/i
const HEREDOC = /(?:^|\s)\d*<<(-?)(["']?)([A-Za-z_][\w.-]*)\2(?=\s|$)/g

/** Takes a Dockerfile apart. What is wrong in it, the builder says; this only looks. */
export function parseDockerfile(text: string): Dockerfile {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  let syntax: Dockerfile['syntax']
  let escapeLetter = '\\'
  let at = 0
  for (; at < lines.length; at++) {
    const [, key, value = ''] = DIRECTIVE.exec(lines[at] ?? '') ?? []
    if (key === undefined) break
    if (key.toLowerCase() === 'syntax') syntax = { image: value.split(/\s/)[0] ?? value, line: at + 1 }
    if (key.toLowerCase() === 'escape' && value === '`') escapeLetter = '`'
  }
  const continued = escapeLetter === '`' ? /`[ \t]*$/ : /\\[ \t]*$/

  const instructions: Instruction[] = []
  for (; at < lines.length; at++) {
    const isNothing = (line = '') => line.trim() === '' || line.trim().startsWith('#')
    if (isNothing(lines[at])) continue
    const first = at + 1
    let joined = ''
    for (;;) {
      const line = lines[at] ?? ''
      if (joined !== '' && isNothing(line)) {
        if (at + 1 >= lines.length) break
        at++
        continue
      }
      joined += line.replace(continued, '')
      if (!continued.test(line) || at + 1 >= lines.length) break
      at++
    }
    const [, keyword = '', after = ''] = /^\s*(\S+)\s*(.*)$/s.exec(joined) ?? []
    const heredocs: Heredoc[] = []
    if (['RUN', 'COPY', 'ADD'].includes(keyword.toUpperCase())) {
      for (const [, dash, quote, name = ''] of after.matchAll(HEREDOC)) {
        const body: string[] = []
        const bare = (line: string) => (dash ? line.replace(/^\t+/, '') : line)
        for (at++; at < lines.length && bare(lines[at] ?? '') !== name; at++) body.push(bare(lines[at] ?? ''))
        const content = body.map((line) => `${line}\n`).join('')
        heredocs.push({ name, chomp: dash === '-', expand: quote === '', body: content })
      }
    }
    instructions.push({
      keyword: keyword.toUpperCase(),
      ...splitFlags(after),
      first,
      last: Math.min(at + 1, lines.length),
      heredocs,
    })
  }
  return { lines, syntax, instructions }
}

/** The images that a build starts from or copies from: no stages, no `scratch`, no named contexts. */
export function baseImages(
  dockerfile: Dockerfile,
  args: BuildArguments,
  contexts: ReadonlySet<string> = new Set(),
): string[] {
  const stages = new Set<string>()
  const images = new Set<string>()
  let count = 0
  const note = (name: string) => {
    if (name === '' || name === 'scratch' || contexts.has(name)) return
    if (!stages.has(name.toLowerCase()) && !/^\d+$/.test(name)) images.add(name)
  }
  const globals: Record<string, string> = {}
  for (const instruction of dockerfile.instructions) {
    if (instruction.keyword === 'ARG' && count === 0) {
      for (const [name, preset] of assignments(instruction.rest)) {
        const value = args[name] ?? preset
        if (value !== undefined) globals[name] = expand(value, globals)
      }
    } else if (instruction.keyword === 'FROM') {
      count++
      const { image, stage } = fromParts(instruction.rest)
      note(expand(image, globals))
      if (stage) stages.add(stage.toLowerCase())
    } else for (const name of sourcesNamed(instruction)) note(expand(name, globals))
  }
  return [...images]
}

/** `image AS stage`. */
export function fromParts(rest: string): { image: string; stage: string | undefined } {
  const [image = '', as, stage] = rest.trim().split(/\s+/)
  return { image, stage: as?.toLowerCase() === 'as' ? stage : undefined }
}

/** What `--from=` and `--mount=…,from=` name. */
export function sourcesNamed({ flags }: Instruction): string[] {
  return flags.flatMap((flag) => {
    const value = flag.startsWith('--from=')
      ? flag.slice(7)
      : flag.startsWith('--mount=') && /(?:^|,)from=([^,]*)/.exec(flag.slice(8))?.[1]
    return value ? [value] : []
  })
}

/** `a=1 b="x y" c` → pairs; the value is `undefined` without `=`. */
export function assignments(text: string): [name: string, value: string | undefined][] {
  const words = text.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs) ?? []
  return words.map((word) => {
    const equals = word.indexOf('=')
    if (equals < 0) return [word, undefined]
    const value = word
      .slice(equals + 1)
      .replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs, (_, double, single, escaped) =>
        double !== undefined ? double.replace(/\\(["\\])/g, '$1') : (single ?? escaped),
      )
    return [word.slice(0, equals), value]
  })
}

/** Replaces `$x`, `${x}`, `${x:-default}` and `${x:+other}`. `missing` decides on unknown names; absent: empty. */
export function expand(
  text: string,
  values: Record<string, string>,
  missing: (name: string) => string = () => '',
): string {
  return text.replace(
    /\\\$|\$(?:(\w+)|\{(\w+)(?:(:?[-+])([^}]*))?\})/g,
    (whole, plain?: string, braced?: string, operator?: string, other?: string) => {
      if (whole === '\\$') return '$'
      const name = plain ?? braced ?? ''
      const known = values[name]
      const present = operator?.startsWith(':') ? Boolean(known) : known !== undefined
      if (operator?.endsWith('-')) return present ? (known ?? '') : expand(other ?? '', values, missing)
      if (operator?.endsWith('+')) return present ? expand(other ?? '', values, missing) : ''
      return known ?? missing(name)
    },
  )
}

function splitFlags(text: string): { flags: string[]; rest: string } {
  const flags: string[] = []
  let rest = text
  for (;;) {
    const flag = /^(--[a-z][\w-]*(?:=(?:"[^"]*"|\S*))?)(?:\s+|$)/.exec(rest)
    if (!flag?.[1]) return { flags, rest }
    flags.push(flag[1])
    rest = rest.slice(flag[0].length)
  }
}
