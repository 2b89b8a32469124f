// The health check of the worker's container.
import { isAlive } from './alive.ts'

process.exit(isAlive() ? 0 : 1)
