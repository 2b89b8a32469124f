import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { z } from 'zod'

const Collect = z.custom<(options: { type: 'major'; flavor: 'last-resort' }) => void>(
  (value) => typeof value === 'function',
)
const everyMs = 10_000
/** Of one processor; above it the server has something to do. */
const quietShare = 0.02
const worthBytes = 2 << 20

/**
 * Gives memory back when there is nothing to do: V8 keeps what a start or a deploy needed until it has a reason to
 * collect, and an idle server never has one. One collection takes some 50 ms and gives back up to 10 MB. Gives what
 * ends it.
 */
export function tidyWhenIdle(): () => void {
  const collect = collector()
  let cpu = process.cpuUsage()
  let tidied = 0
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(cpu)
    cpu = process.cpuUsage()
    if ((user + system) / 1000 > everyMs * quietShare) return
    if (process.memoryUsage().heapUsed < tidied + worthBytes) return
    collect({ type: 'major', flavor: 'last-resort' })
    tidied = process.memoryUsage().heapUsed
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

function collector() {
  setFlagsFromString('--expose-gc')
  const collect = Collect.parse(runInNewContext('gc'))
  setFlagsFromString('--no-expose-gc')
  return collect
}
