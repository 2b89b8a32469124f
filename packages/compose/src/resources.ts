/** The disk, or something that stands in for it. Paths are absolute and use `/`. */
export type Resources = {
  /** The text of a file; `undefined` when there is none. May refuse with a `Refused`. */
  read(path: string): string | undefined | Refused
  /** What is at a path. */
  kind(path: string): 'file' | 'folder' | undefined
  /** The path with its symbolic links followed. */
  realpath?(path: string): string
}

/** A file that exists but may not be read: outside the root, or too large. */
export type Refused = { refused: 'outside'; root: string } | { refused: 'too-large'; limit: number }

/** Files from memory, for tests and the browser. `base` is put before relative names. */
export function memoryResources(files: Readonly<Record<string, string>>, base = '/'): Resources {
  const all = new Map(
    Object.entries(files).map(([name, text]) => [
      name.startsWith('/') ? name : `${base.replace(/\/$/, '')}/${name}`,
      text,
    ]),
  )
  return {
    read: (path) => all.get(path),
    kind(path) {
      if (all.has(path)) return 'file'
      const folder = path.endsWith('/') ? path : `${path}/`
      for (const name of all.keys()) if (name.startsWith(folder)) return 'folder'
      return undefined
    },
  }
}
