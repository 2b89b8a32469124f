/** Words for people, and what they are made of: whoever speaks another language says `code` with `values` in it. */
export type Phrase = {
  code: string
  values: Readonly<Record<string, string | number | Phrase>>
  /** In English. */
  text: string
}
export type PhraseValues = Phrase['values']

/** Makes phrases by these words, in which `{name}` stands for a value. */
export const phrasebook =
  <Words extends Record<string, string>>(words: Words) =>
  (code: keyof Words & string, values: PhraseValues = {}): Phrase => ({
    code,
    values,
    text: (words[code] ?? '').replaceAll(/\{(\w+)\}/g, (_, name: string) => textOf(values[name] ?? '')),
  })

const textOf = (value: PhraseValues[string]) => (typeof value === 'object' ? value.text : String(value))

/** Why a step is in a plan. */
export const reasons = {
  'because.absent': 'not there yet',
  'because.address': 'it has the address {address}',
  'because.asked': 'asked for',
  'because.asked-to-wait': 'asked to wait',
  'because.awaited': 'others wait for it',
  'because.configuration': 'configuration changed',
  'because.created': 'created',
  'because.device': 'it holds a device',
  'because.foreign-network': 'it lives in a network that is not its own',
  'because.gone': 'the old one is gone',
  'because.has-volumes': 'it has the volumes of {service}',
  'because.image': 'image changed',
  'because.interrupted-change': 'a change was interrupted',
  'because.interrupted-replacement': 'a replacement was interrupted',
  'because.is': 'it is {state}',
  'because.killed': 'the engine was killed while it started it',
  'because.name': 'its name {name} is fixed',
  'because.needs': '{service} needs {count}',
  'because.network': 'network {network} changed',
  'because.network-gone': 'its network {network} is gone',
  'because.network-remade': 'the network was made again',
  'because.not-attached': 'not attached to network {network}',
  'because.not-mounted': 'volume {volume} is not mounted',
  'because.one-off': 'a one-off that is over',
  'because.orphan': 'the project has no service {service}',
  'because.port': 'it holds port {port} of the machine',
  'because.post-deploy': 'the new version serves',
  'because.pre-deploy': 'before the new version starts',
  'because.replaced': 'replaced: {why}',
  'because.replaced-alone': 'replaced: {why}; {alone}',
  'because.replaced-service': '{service} is replaced',
  'because.restarts': 'restarts with {service}',
  'because.seen': 'the engine sees it too',
  'because.serves': 'it serves',
  'because.settings': 'its settings changed',
  'because.share': 'a share of the requests is for the new version',
  'because.shares': 'shares the {what} of {service}, which is new',
  'because.stopped': 'it was stopped for the change',
  'because.twin': 'its replacement is there',
  'because.update-config': 'update_config asks for it',
  'because.volume': 'volume {volume} changed',
  'because.writes': 'it writes to {path}',
  'because.writes-volume': 'it writes to the volume {volume}',
} as const

export const reason = phrasebook(reasons)
