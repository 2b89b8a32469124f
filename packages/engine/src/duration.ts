const NANOSECONDS: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 86_400e9,
  w: 604_800e9,
}

/** Nanoseconds of a duration in Go's notation, for example `1m30s` or `1.5h`. @throws on anything else. */
export function nanoseconds(duration: string): number {
  if (duration === '0') return 0
  let total = 0
  const rest = duration.replace(
    /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d|w)/g,
    (_, amount: string, unit: string) => {
      total += Number(amount) * (NANOSECONDS[unit] ?? 0)
      return ''
    },
  )
  if (rest !== '' || duration === '') throw new Error(`"${duration}" is not a duration. Write it like 1m30s.`)
  return Math.round(total)
}

/** Whole seconds, rounded down, as the engine takes them for stopping. */
export const wholeSeconds = (duration: string): number => Math.floor(nanoseconds(duration) / 1e9)
