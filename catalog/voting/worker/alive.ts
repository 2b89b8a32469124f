import { writeFileSync } from 'node:fs'

/** Leaves a sign that the loop turns; the health check in compose.yaml looks how old it is. */
export function showAlive(): void {
  writeFileSync('/tmp/worker-alive', '')
}
