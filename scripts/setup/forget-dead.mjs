import { readFileSync, rmSync } from 'node:fs'

const patience = 20_000

/**
 * Removes the pid file of a daemon that was killed: its number may be another process's or thread's by now, which both
 * dockerd and containerd take for themselves, and then refuse to start.
 *
 * A process of that name that still runs may be on its way down, so its end is waited for.
 * @returns whether nothing of that name runs under that number
 */
export async function forgetDead(pidFile, name, milliseconds = patience) {
  const end = Date.now() + milliseconds
  const pid = Number(read(pidFile))
  if (!pid) return true
  while (runs(pid, name)) {
    if (Date.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  rmSync(pidFile, { force: true })
  return true
}

/** One that has ended but was not waited for by its parent (state Z) runs no more. */
function runs(pid, name) {
  const [, comm, state] = /^\d+ \((.*)\) (\S)/s.exec(read(`/proc/${pid}/stat`)) ?? []
  return comm === name && state !== 'Z'
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
