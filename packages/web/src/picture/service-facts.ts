import type { Topology } from '@keelson/protocol'
import type { Words } from '@keelson/topology'

/** A list about a service; `title` is a key of the translations. */
export type Fact = { title: string; entries: { name: string; note: string }[] }

/** What a service is tied to, list by list, as far as there is anything. */
export function factsOf(service: Topology['services'][number], topology: Topology, words: Words): Fact[] {
  const networks = service.networks.map((name) => {
    const network = topology.networks.find((one) => one.name === name)
    const notes = [network?.internal ? words.internal : '', network?.external ? words.external : '']
    return { name: network?.kind === 'host' ? words.host : name, note: notes.filter(Boolean).join(', ') }
  })
  const volumes = service.mounts.map(({ volume, target }) => {
    const kind = topology.volumes.find(({ name }) => name === volume)?.kind
    return { name: kind === 'anonymous' ? words.anonymous : volume, note: target }
  })
  const users = topology.services.flatMap(({ name, needs }) =>
    needs
      .filter((need) => need.service === service.name)
      .map(({ condition }) => ({ name, note: words[condition] })),
  )
  const plain = (names: string[]) => names.map((name) => ({ name, note: '' }))
  return [
    { title: 'topology.networks', entries: networks },
    {
      title: 'topology.needs',
      entries: service.needs.map(({ service: name, condition, required }) => ({
        name,
        note: [words[condition], ...(required ? [] : [words.optional])].join(', '),
      })),
    },
    { title: 'topology.neededBy', entries: users },
    { title: 'topology.volumes', entries: volumes },
    { title: 'topology.secrets', entries: plain(service.secrets) },
    { title: 'topology.configs', entries: plain(service.configs) },
  ].filter(({ entries }) => entries.length > 0)
}
