import { certificateFile } from './certificates.ts'
import { type Backend, type BalancerConfig, type Certificate, type Server, serverName } from './config.ts'
import { type MapName, type Maps, mapNames, mapsOf } from './maps.ts'
import type { Observed, ObservedServer } from './observe.ts'
import { structureOf } from './render.ts'

/** One change of the running balancer. */
export type Step = { because: string } & (
  | { kind: 'reload' }
  | { kind: 'add-server' | 'replace-server'; backend: Backend; server: Server }
  | { kind: 'remove-server'; backend: string; name: string }
  | { kind: 'set-weight'; backend: string; name: string; weight: number }
  | { kind: 'disable-server' | 'enable-server'; backend: string; name: string }
  | { kind: 'add-entry' | 'set-entry'; map: MapName; key: string; value: string }
  | { kind: 'remove-entry'; map: MapName; key: string }
  | { kind: 'add-certificate'; certificate: Certificate }
  | { kind: 'remove-certificate'; file: string }
)

/**
 * Decides; touches nothing. A reload where the structure differs, runtime commands otherwise.
 * What gives capacity comes before what takes it away, so that no request falls between.
 */
export function plan(config: BalancerConfig, observed: Observed): Step[] {
  if (observed.structure !== structureOf(config)) {
    return [{ kind: 'reload', because: 'other backends, ports or settings need a new worker' }]
  }
  const perBackend = config.backends.map((backend) =>
    serverSteps(backend, observed.servers.get(backend.name)),
  )
  const certificates = certificateSteps(config, observed.certificates)
  const entries = entrySteps(mapsOf(config), observed.maps)
  return [
    ...perBackend.flatMap(({ giving }) => giving),
    ...certificates.giving,
    ...entries.giving,
    ...entries.taking,
    ...certificates.taking,
    ...perBackend.flatMap(({ taking }) => taking),
  ]
}

type Both = { giving: Step[]; taking: Step[] }

function serverSteps(backend: Backend, present: ReadonlyMap<string, ObservedServer> = new Map()): Both {
  const giving: Step[] = []
  const taking: Step[] = []
  const wanted = new Set(backend.servers.map(serverName))
  for (const server of backend.servers) {
    const name = serverName(server)
    const at = { backend: backend.name, name }
    const now = present.get(name)
    const { weight = 100, disabled = false } = server
    if (!now) {
      giving.push({ kind: 'add-server', backend, server, because: `${name} is new in ${backend.name}` })
      continue
    }
    if (now.address !== server.address || now.port !== server.port) {
      giving.push({ kind: 'replace-server', backend, server, because: `${name} has another address now` })
      continue
    }
    if (now.weight !== weight) {
      const why = weight === 0 ? `${name} only finishes what it has` : `${name} takes a share of ${weight}`
      ;(weight === 0 ? taking : giving).push({ kind: 'set-weight', ...at, weight, because: why })
    }
    if (now.disabled && !disabled)
      giving.push({ kind: 'enable-server', ...at, because: `${name} serves again` })
    if (!now.disabled && disabled)
      taking.push({ kind: 'disable-server', ...at, because: `${name} is turned off` })
  }
  for (const name of present.keys()) {
    if (wanted.has(name)) continue
    const because = `${name} is no longer in ${backend.name}`
    taking.push({ kind: 'remove-server', backend: backend.name, name, because })
  }
  return { giving, taking }
}

/** Entries come in the order of the maps, and go in the opposite one. */
function entrySteps(wanted: Maps, present: Maps): Both {
  const giving: Step[] = []
  const taking: Step[] = []
  for (const map of mapNames) {
    for (const [key, value] of wanted[map]) {
      const now = present[map].get(key)
      const step = { map, key, value }
      if (now === undefined) giving.push({ kind: 'add-entry', ...step, because: `${key} is new in ${map}` })
      else if (now !== value) {
        giving.push({ kind: 'set-entry', ...step, because: `${key} was ${now} in ${map}` })
      }
    }
    for (const key of present[map].keys()) {
      if (!wanted[map].has(key))
        taking.unshift({ kind: 'remove-entry', map, key, because: `${key} is gone from ${map}` })
    }
  }
  return { giving, taking }
}

function certificateSteps({ https, certificates = [] }: BalancerConfig, present: ReadonlySet<string>): Both {
  if (!https) return { giving: [], taking: [] }
  const wanted = new Map(certificates.map((certificate) => [certificateFile(certificate), certificate]))
  const giving = [...wanted]
    .filter(([file]) => !present.has(file))
    .map(([, certificate]): Step => {
      const because = `the certificate of ${certificate.names.join(', ')} is new`
      return { kind: 'add-certificate', certificate, because }
    })
  const taking = [...present]
    .filter((file) => !wanted.has(file))
    .map(
      (file): Step => ({ kind: 'remove-certificate', file, because: 'another one took its place, or none' }),
    )
  return { giving, taking }
}
