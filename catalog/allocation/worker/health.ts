// The health check of the worker's container.
import { statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const STALE_MS = 15_000
const seen = statSync(join(tmpdir(), 'worker-alive'), { throwIfNoEntry: false })
process.exit(seen !== undefined && Date.now() - seen.mtimeMs < STALE_MS ? 0 : 1)
