/** A POSIX path without empty, `.` and `..` parts where they can go; `.` for nothing. */
export function cleanPath(path: string): string {
  if (path === '') return '.'
  const absolute = path.startsWith('/')
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '..' || !absolute) parts.push(part)
  }
  const joined = parts.join('/')
  return absolute ? `/${joined}` : joined || '.'
}

/** Joins and cleans; empty parts do not count. */
export function joinPath(...parts: string[]): string {
  const filled = parts.filter((part) => part !== '')
  return filled.length === 0 ? '' : cleanPath(filled.join('/'))
}

/** The folder of a path. */
export function folderOf(path: string): string {
  const at = path.lastIndexOf('/')
  return at < 0 ? '.' : cleanPath(path.slice(0, at + 1))
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return cleanPath(path).split('/').at(-1) ?? ''
}

/** The way from `base` to `target`; both absolute or both relative. */
export function relativePath(base: string, target: string): string {
  const from = cleanPath(base)
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  const to = cleanPath(target)
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  let same = 0
  while (same < from.length && same < to.length && from[same] === to[same]) same++
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/') || '.'
}

/** `~` at the start replaced by the home folder. */
export function expandHome(path: string, home: string | undefined): string {
  return path.startsWith('~') && home !== undefined ? joinPath(home, path.slice(1)) : path
}

/** Whether a path is absolute on Windows: a drive or a network share. */
export function isWindowsAbsolute(path: string): boolean {
  return /^(?:[^/\\]:[/\\]|\\\\)/.test(path)
}
