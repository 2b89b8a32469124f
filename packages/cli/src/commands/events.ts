import { type EngineEvent, LABEL, openEvents } from '@keelson/engine'
import { local } from '../command.ts'
import { exitCodes } from '../failure.ts'
import { interrupts } from '../local/interrupt.ts'
import { openTarget } from '../local/target.ts'
import { pointInTime } from '../local/times.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    flags: {
      since: {
        kind: 'text',
        value: 'TIME',
        help: 'From this time on: 2026-01-31T10:00:00Z, or how long ago: 42m',
      },
      until: { kind: 'text', value: 'TIME', help: 'Until this time' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, terminal } = call
    const { docker, name } = await openTarget(call, words)
    const interrupt = interrupts()
    const events = await openEvents(docker, {
      filters: { type: ['container'], label: [`${LABEL.project}=${name}`] },
      since: pointInTime('--since', values.since),
      until: pointInTime('--until', values.until),
      signal: interrupt.once,
    })
    try {
      for await (const event of events) {
        const service = event.Actor.Attributes[LABEL.service] ?? ''
        if (words.length > 0 && !words.includes(service)) continue
        terminal.print(values.json ? asJson(event, service) : asText(event))
      }
      return interrupt.happened ? exitCodes.interrupted : exitCodes.worked
    } catch (error) {
      if (!interrupt.happened) throw error
      return exitCodes.interrupted
    } finally {
      interrupt.stop()
      events.close()
    }
  },
)

const timeOf = (event: EngineEvent) => new Date(event.timeNano / 1e6)

/** Attributes without Compose's own labels, as docker compose shows them. */
function attributes(event: EngineEvent): Record<string, string> {
  const entries = Object.entries(event.Actor.Attributes).filter(
    ([key]) => !key.startsWith('com.docker.compose.'),
  )
  return Object.fromEntries(entries)
}

function asJson(event: EngineEvent, service: string): string {
  return JSON.stringify({
    action: event.Action,
    attributes: attributes(event),
    id: event.Actor.ID,
    service,
    time: timeOf(event).toISOString(),
    type: event.Type,
  })
}

function asText(event: EngineEvent): string {
  const list = Object.entries(attributes(event))
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
  const time = timeOf(event).toISOString().replace('T', ' ').replace('Z', '')
  return `${time} ${event.Type} ${event.Action} ${event.Actor.ID} (${list})`
}
