/** Which paths of a context a `.dockerignore` leaves out, by Docker's rules (Go's filepath.Match plus `**` and `!`). */
export type Ignore = {
  /** True when the path (relative, with `/`) is left out. */
  excludes(path: string): boolean
  /** For a folder that is left out: whether a `!` line could still bring back something inside. */
  mayIncludeBelow(folder: string): boolean
}

type Rule = { negated: boolean; pattern: string; regex: RegExp }

/** Reads the lines of a `.dockerignore`. @throws Error on a pattern with an unclosed `[`. */
export function parseIgnore(text: string): Ignore {
  const rules: Rule[] = []
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (raw.startsWith('#')) continue
    let line = raw.trim()
    const negated = line.startsWith('!')
    if (negated) line = line.slice(1).trim()
    if (line === '') continue
    const pattern = clean(line)
    if (pattern === '.') continue
    try {
      rules.push({ negated, pattern, regex: compile(pattern) })
    } catch (error) {
      throw new Error(`.dockerignore line ${index + 1}: "${line}" is not a pattern.`, { cause: error })
    }
  }
  const negations = rules.filter((rule) => rule.negated)

  return {
    excludes(path) {
      const parents = withParents(path)
      let excluded = false
      for (const { negated, regex } of rules) {
        if (negated === excluded && parents.some((one) => regex.test(one))) excluded = !negated
      }
      return excluded
    },
    mayIncludeBelow: (folder) =>
      negations.some(({ pattern }) => {
        const fixed = pattern.replace(/\/?\*+$/, '')
        return /[*?[\\]/.test(fixed) || `${fixed}/`.startsWith(`${folder}/`)
      }),
  }
}

function withParents(path: string): string[] {
  const all = [path]
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    all.push(path.slice(0, slash))
  }
  return all
}

/** `a//b/../c/` → `a/c`; a leading slash means the context's root, which every pattern starts at anyway. */
function clean(pattern: string): string {
  const parts: string[] = []
  for (const part of pattern.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/') || '.'
}

function compile(pattern: string): RegExp {
  let source = ''
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern.charAt(at)
    if (letter === '*' && pattern[at + 1] === '*') {
      at++
      if (pattern[at + 1] === '/') at++
      source += at + 1 >= pattern.length ? '.*' : '(?:.*/)?'
    } else if (letter === '*') source += '[^/]*'
    else if (letter === '?') source += '[^/]'
    else if (letter === '[') {
      const end = pattern.indexOf(']', at + 2)
      if (end < 0) throw new Error('unclosed [')
      source += pattern.slice(at, end + 1)
      at = end
    } else if (letter === '\\' && at + 1 < pattern.length) source += literal(pattern.charAt(++at))
    else source += literal(letter)
  }
  return new RegExp(`^${source}$`, 's')
}

const literal = (letter: string) => letter.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
