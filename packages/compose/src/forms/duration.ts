const units: Record<string, bigint> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
}

const longest = 2n ** 63n - 1n

/** Reads `1h30m`, `1.5s`, `2d`, …; gives nanoseconds. */
export function parseDuration(text: string): bigint | undefined {
  const [, sign = '', rest = ''] = /^([-+]?)(.*)$/s.exec(text) ?? []
  if (rest === '0') return 0n
  let total = 0n
  let at = 0
  const part = /(\d*)(?:\.(\d*))?([^\d.]+)/y
  while (at < rest.length || at === 0) {
    part.lastIndex = at
    const match = part.exec(rest)
    const [, whole = '', fraction = '', name = ''] = match ?? []
    const unit = units[name]
    if (!match || unit === undefined || (whole === '' && fraction === '')) return undefined
    total += BigInt(whole || '0') * unit
    if (fraction) total += BigInt(Math.trunc(Number(fraction) * (Number(unit) / 10 ** fraction.length)))
    if (total > longest) return undefined
    at = part.lastIndex
  }
  return sign === '-' ? -total : total
}

/** Nanoseconds as Go prints them: `1m30s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s'
  const sign = nanoseconds < 0n ? '-' : ''
  const all = nanoseconds < 0n ? -nanoseconds : nanoseconds
  if (all < 1000n) return `${sign}${all}ns`
  if (all < 1_000_000n) return `${sign}${decimal(all, 3)}µs`
  if (all < 1_000_000_000n) return `${sign}${decimal(all, 6)}ms`
  const seconds = all / 1_000_000_000n
  const hours = seconds / 3600n
  const minutes = (seconds / 60n) % 60n
  const rest = decimal(all % 60_000_000_000n, 9)
  const long = hours > 0n ? `${hours}h${minutes}m` : minutes > 0n ? `${minutes}m` : ''
  return `${sign}${long}${rest}s`
}

function decimal(value: bigint, digits: number): string {
  const scale = 10n ** BigInt(digits)
  const fraction = String(value % scale)
    .padStart(digits, '0')
    .replace(/0+$/, '')
  return fraction ? `${value / scale}.${fraction}` : `${value / scale}`
}
