import { setTimeout as pause } from 'node:timers/promises'
import type { DeployEvent, DeployId } from '@keelson/protocol'
import { exitCodes, Failure } from '../failure.ts'
import type { Client } from './client.ts'

/** How long a server may be away (an upgrade, a restart) before following gives up. */
const patienceMs = 60_000
const retryMs = 500

/** An operation's events from the first on, as they happen, ending with its outcome. */
export async function* deployEvents(
  client: Client,
  deploy: DeployId,
  signal?: AbortSignal,
): AsyncGenerator<DeployEvent> {
  let after = 0
  for (;;) {
    const events = await patiently(() =>
      client.call('deployEvents', {
        params: { deploy },
        query: { after, wait: true },
        ...(signal && { signal }),
      }),
    )
    for (const event of events) {
      yield event
      after = event.seq
      if (event.kind === 'outcome') return
    }
  }
}

async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  const until = Date.now() + patienceMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      const away = error instanceof Failure && error.exitCode === exitCodes.unreachable
      if (!away || Date.now() > until) throw error
      await pause(retryMs)
    }
  }
}
