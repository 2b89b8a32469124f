import { isAddress } from './address.ts'

/** One port of a short form. */
export type ParsedPort = { host_ip?: string; target: number; published?: string; protocol: string }

/** Reads `[[address:]published:]target[/protocol]`; matching ranges give one entry each. */
export function parsePorts(spec: string): ParsedPort[] | { reason: string } {
  const parts = spec.split(':')
  const [rawContainer = ''] = parts.slice(-1)
  const host = parts.length > 1 ? (parts.at(-2) ?? '') : ''
  const address = parts.length > 2 ? parts.slice(0, -2).join(':') : ''
  const [container = '', named = ''] = rawContainer.split('/')
  if (container === '') return { reason: 'The container port is missing.' }
  const protocol = (rawContainer.includes('/') && named !== '' ? named : 'tcp').toLowerCase()

  const ip = unbracket(address)
  if (ip === undefined || (ip !== '' && !isAddress(ip))) return { reason: `"${address}" is no IP address.` }
  const target = parseRange(container)
  if (!target) return { reason: `"${container}" is no port or range of ports.` }
  const published = host === '' ? undefined : parseRange(host)
  if (host !== '' && !published) return { reason: `"${host}" is no port or range of ports.` }
  const width = target.end - target.start
  if (published && published.end - published.start !== width && width !== 0)
    return { reason: `The ranges ${host} and ${container} differ in length.` }
  if (!['tcp', 'udp', 'sctp'].includes(protocol))
    return { reason: `"${protocol}" is no protocol: tcp, udp or sctp.` }

  const ports: ParsedPort[] = []
  for (let step = 0; step <= width; step++) {
    const first = published && published.start + step
    const range = published && width === 0 && published.start !== published.end
    ports.push({
      ...(ip && { host_ip: ip }),
      target: target.start + step,
      ...(first !== undefined && { published: range ? `${first}-${published?.end}` : String(first) }),
      protocol,
    })
  }
  // The reference orders the ports of a range as text.
  return ports.sort((a, b) => (`${a.target}/` < `${b.target}/` ? -1 : 1))
}

/** `[::1]` without its brackets; `undefined` when brackets or colons do not fit. */
function unbracket(address: string): string | undefined {
  if (address.startsWith('[')) return address.endsWith(']') ? address.slice(1, -1) : undefined
  return address.includes(':') || address.includes(']') ? undefined : address
}

function parseRange(text: string): { start: number; end: number } | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text)
  if (!match) return undefined
  const start = Number(match[1])
  const end = match[2] === undefined ? start : Number(match[2])
  return start <= 65535 && end <= 65535 && start <= end ? { start, end } : undefined
}
