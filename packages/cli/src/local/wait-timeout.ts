import { Failure } from '../failure.ts'

/** The signal, which says so too when `--wait-timeout` is over. */
export function limited(signal: AbortSignal, seconds: number | undefined): AbortSignal {
  if (seconds === undefined) return signal
  const late = new AbortController()
  const reason = new Failure(`Not everything was ready within ${seconds} s (--wait-timeout).`, {
    hint: 'keelson ps -a and keelson logs tell more.',
  })
  setTimeout(() => late.abort(reason), seconds * 1000).unref()
  return AbortSignal.any([signal, late.signal])
}
