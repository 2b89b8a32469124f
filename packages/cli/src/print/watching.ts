import type { WatchEvent } from '@keelson/engine'
import type { Terminal } from './terminal.ts'

/** Says what watching did, a line each; as JSON with `json`. */
export function tellWatching(event: WatchEvent, { tell, print, err }: Terminal, json: boolean): void {
  if (json) print(JSON.stringify(event))
  else if (event.kind === 'watching') tell(`${event.service}: watching ${event.path} (${event.action})`)
  else if (event.kind === 'synced') tell(`${event.service}: ${event.copied} copied, ${event.removed} removed`)
  else if (event.kind === 'failed') tell(`${event.service}: ${err('red', 'failed')}: ${event.message}`)
  else tell(`${event.service}: ${event.kind} (${event.because})`)
}
