import type { Topology } from '@keelson/protocol'
import { mostLines, sharedVolumes } from '../layout/layout.ts'
import type { Words } from './words.ts'

/** A line on a card, with what its icon stands for; `kept`: secrets and configs. */
export type CardLine = { kind: Topology['volumes'][number]['kind'] | 'kept'; text: string }

/** What is written on a card below its name: as many lines as the layout has room for. */
export function linesOf(service: Topology['services'][number], topology: Topology, words: Words): CardLine[] {
  const shared = sharedVolumes(topology)
  const own = service.mounts.filter(({ volume }) => !shared.includes(volume))
  const shown = own.length > mostLines ? own.slice(0, mostLines - 1) : own
  const rest = own.length - shown.length
  const kept = [
    service.secrets.length > 0 ? words.secrets(service.secrets.length) : '',
    service.configs.length > 0 ? words.configs(service.configs.length) : '',
  ].filter((text) => text !== '')
  return [
    ...shown.map(({ volume }): CardLine => {
      const { kind = 'named' } = topology.volumes.find(({ name }) => name === volume) ?? {}
      return { kind, text: kind === 'anonymous' ? words.anonymous : volume }
    }),
    ...(rest > 0 ? [{ kind: 'named' as const, text: words.more(rest) }] : []),
    ...(kept.length > 0 ? [{ kind: 'kept' as const, text: kept.join(' · ') }] : []),
  ]
}
