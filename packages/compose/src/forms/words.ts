/**
 * Splits a command line into words as the reference's shell-words library does: quotes and backslashes group, a
 * `;`, `&`, `|`, `<` or `>` outside of them ends the line. `undefined` when a quote stays open.
 */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = []
  let word = ''
  let begun = false
  let escaped = false
  let open: '"' | "'" | undefined
  let backtick = false
  let dollar = false
  for (const c of line) {
    if (escaped) {
      word += c
      escaped = false
      begun = true
      continue
    }
    if (c === '\\') {
      if (open === "'") word += c
      else escaped = true
      continue
    }
    if (c === ' ' || c === '\t' || c === '\r' || c === '\n') {
      if (open || backtick || dollar) word += c
      else if (begun) {
        words.push(word)
        word = ''
        begun = false
      }
      continue
    }
    if (c === '`' && !open && !dollar) backtick = !backtick
    else if (c === ')' && !open && !backtick) dollar = !dollar
    else if (c === '(' && !open && !backtick) {
      if (dollar || !word.endsWith('$')) return undefined
      dollar = true
      word += c
      continue
    } else if (c === '"' && open !== "'" && !dollar) {
      if (open) begun = true
      open = open ? undefined : '"'
      continue
    } else if (c === "'" && open !== '"' && !dollar) {
      if (open) begun = true
      open = open ? undefined : "'"
      continue
    } else if (';&|<>'.includes(c) && !open && !backtick && !dollar) {
      if (c === '>' && /^[0-9]/.test(word)) begun = false
      break
    }
    begun = true
    word += c
  }
  if (begun) words.push(word)
  return escaped || open || backtick || dollar ? undefined : words
}
