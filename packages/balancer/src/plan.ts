import { type Backend, type BalancerConfig, type Server, serverName } from './config.ts'
import type { Observed, ObservedServer } from './observe.ts'
import { hostsOf, structureOf } from './render.ts'

/** One change of the running balancer. */
export type Step = { because: string } & (
  | { kind: 'reload' }
  | { kind: 'add-server'; backend: Backend; server: Server }
  | { kind: 'remove-server'; backend: string; name: string }
  | { kind: 'set-weight'; backend: string; name: string; weight: number }
  | { kind: 'disable-server' | 'enable-server'; backend: string; name: string }
  | { kind: 'add-host' | 'set-host'; host: string; target: string }
  | { kind: 'remove-host'; host: string }
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
  return [
    ...perBackend.flatMap(({ giving }) => giving),
    ...hostSteps(hostsOf(config), observed.hosts),
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
    if (now && (now.address !== server.address || now.port !== server.port)) {
      giving.push({ kind: 'remove-server', ...at, because: `${name} has another address now` })
    }
    if (!now || now.address !== server.address || now.port !== server.port) {
      giving.push({ kind: 'add-server', backend, server, because: `${name} is new in ${backend.name}` })
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

function hostSteps(wanted: ReadonlyMap<string, string>, present: ReadonlyMap<string, string>): Step[] {
  const steps: Step[] = []
  for (const [host, target] of wanted) {
    const now = present.get(host)
    if (now === undefined) steps.push({ kind: 'add-host', host, target, because: `${host} is new` })
    else if (now !== target) {
      steps.push({ kind: 'set-host', host, target, because: `${host} led to ${now}` })
    }
  }
  for (const host of present.keys()) {
    if (!wanted.has(host)) steps.push({ kind: 'remove-host', host, because: `${host} is gone` })
  }
  return steps
}
