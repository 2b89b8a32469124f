import { statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const file = join(tmpdir(), 'worker-alive')
const staleMs = 15_000

/** Leaves a sign that the process turns; a worker has no port on which to ask. */
export function showAlive(): void {
  writeFileSync(file, '')
}

/** Was there a sign lately? */
export function isAlive(): boolean {
  const seen = statSync(file, { throwIfNoEntry: false })
  return seen !== undefined && Date.now() - seen.mtimeMs < staleMs
}
