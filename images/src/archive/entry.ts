/** One object of a layer. `mtime` is in seconds since 1970. */
export type Entry = {
  /** Relative to the root of the image, without leading or trailing slash. */
  path: string
  mode: number
  uid: number
  gid: number
  mtime: number
} & (
  | {
      kind: 'file'
      content: Buffer /** Linux file capabilities, as the kernel stores them. */
      capabilities?: Buffer
    }
  | { kind: 'folder' }
  | { kind: 'symlink'; target: string }
  | { kind: 'hardlink'; target: string }
)

/**
 * The one spelling of a path inside an image: no leading `./` or `/`, no trailing slash,
 * and `bin`, `sbin`, `lib`, `lib64` in `/usr`, where Debian keeps them today.
 */
export function normalPath(path: string): string {
  const plain = path.replace(/^(\.?\/)+/, '').replace(/\/+$/, '')
  return /^(bin|sbin|lib|lib64)(\/|$)/.test(plain) ? `usr/${plain}` : plain
}
