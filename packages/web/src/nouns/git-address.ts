/** A project name suggested by a repository's address: its last part, made a valid name; '' when nothing is left. */
export function suggestName(address: string): string {
  const last =
    address
      .trim()
      .replace(/[/\\]+$/, '')
      .replace(/\.git$/i, '')
      .split(/[/:\\]/)
      .at(-1) ?? ''
  return last
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 30)
    .replace(/^-+|-+$/g, '')
}

/** How a repository is reached: that decides what access it needs. */
export function addressKind(address: string): 'ssh' | 'https' | 'path' | 'none' {
  const text = address.trim()
  if (text === '') return 'none'
  if (/^https?:\/\//i.test(text)) return 'https'
  if (/^(ssh|git\+ssh):\/\//i.test(text) || /^[^/\s]+@[^/\s]+:/.test(text)) return 'ssh'
  if (text.startsWith('/') || /^file:\/\//i.test(text)) return 'path'
  return /^[^/\s:]+:[^/]/.test(text) ? 'ssh' : 'none'
}

/** The address without protocol, user and ending, as people say it. */
export function shortAddress(address: string): string {
  return address
    .replace(/^[a-z+]+:\/\//i, '')
    .replace(/^[^@/]+@/, '')
    .replace(/\.git$/, '')
    .replace(/^([^/:]+):(?!\d)/, '$1/')
}
