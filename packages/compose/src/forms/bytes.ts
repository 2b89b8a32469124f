const powers = 'kmgtp'

/** Reads `512`, `64m`, `1.5 GiB`, …; units are powers of 1024. Gives whole bytes; never negative. */
export function parseBytes(text: string): number | undefined {
  const match = /^([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?) ?([a-zA-Z]*)$/.exec(text)
  if (!match) return undefined
  const size = Number(match[1])
  const suffix = (match[2] ?? '').toLowerCase()
  if (size < 0) return undefined
  if (suffix === '' || suffix === 'b') return Math.trunc(size)
  const power = powers.indexOf(suffix.charAt(0))
  if (power < 0 || !['', 'b', 'ib'].includes(suffix.slice(1))) return undefined
  return Math.trunc(size * 1024 ** (power + 1))
}
