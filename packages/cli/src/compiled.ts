// Where the compiled command begins. A source that was changed since runs as it is now, with Node.
import { dirname, join } from 'node:path'
import { isFresh } from '../bin/fresh.cjs'
import { handOver } from '../bin/hand-over.cjs'

const home = join(dirname(process.execPath), '..')

if (isFresh(home)) import('./main.ts')
else handOver('node', ['--', join(home, 'bin', 'keelson.cjs'), ...process.argv.slice(2)])
