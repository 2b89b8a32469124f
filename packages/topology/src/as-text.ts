import type { Topology } from '@keelson/protocol'

/** A topology in plain lines, for tests, terminals and screen readers: one service a paragraph. */
export function asText(topology: Topology): string {
  return topology.services.flatMap((service) => [head(service), ...details(service, topology)]).join('\n')
}

type Parts = Topology['services'][number]

function head({ name, replicas, networks, job }: Parts): string {
  const count = replicas === 1 ? '' : ` ×${replicas}`
  const where = networks.length === 0 ? 'without a network' : `in ${networks.join(', ')}`
  return `${name}${count} ${where}${job ? ', runs once' : ''}`
}

function details({ ports, needs, mounts, secrets, configs }: Parts, { volumes }: Topology): string[] {
  const kindOf = (name: string) => volumes.find((volume) => volume.name === name)?.kind
  return [
    ...ports.map((port) => `  port ${portText(port)}`),
    ...needs.map(
      ({ service, condition, required }) =>
        `  needs ${service} ${condition}${required ? '' : ', if it is there'}`,
    ),
    ...mounts.map(({ volume, target, readOnly }) => {
      const what = kindOf(volume) === 'folder' ? 'folder' : 'volume'
      const which = kindOf(volume) === 'anonymous' ? '' : ` ${volume}`
      return `  ${what}${which} at ${target}${readOnly ? ', read only' : ''}`
    }),
    ...secrets.map((name) => `  secret ${name}`),
    ...configs.map((name) => `  config ${name}`),
  ]
}

/** `8080 → 80`, `53/udp`: as short as it can be said. */
export function portText({ published, target, protocol }: Parts['ports'][number]): string {
  const end = `${target}${protocol === 'tcp' ? '' : `/${protocol}`}`
  return published === null || published === String(target) ? end : `${published} → ${end}`
}
