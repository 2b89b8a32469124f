/** One line of set-up; on standard error, so that what a command prints on standard output stays its own. */
export function log(text) {
  process.stderr.write(`set-up · ${text}\n`)
}

/** Seconds since `start` (milliseconds of performance.now()), for people. */
export function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`
}
