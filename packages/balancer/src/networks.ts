import { BlockList, isIPv4, isIPv6 } from 'node:net'

export type Network = { text: string; address: string; prefix: number; family: 'ipv4' | 'ipv6' }

/** Takes `10.0.0.0/8`, `2001:db8::/32` or one address; undefined when it is neither. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', length, more] = text.split('/')
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined
  if (!family || more !== undefined || address.includes('%')) return undefined
  const bits = family === 'ipv4' ? 32 : 128
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined
  const prefix = length === undefined ? bits : Number(length)
  return prefix > bits ? undefined : { text: `${address}/${prefix}`, address, prefix, family }
}

export type NetworkMaps = {
  /** Network → its own name: HAProxy finds the narrowest that holds an address. */
  networks: Map<string, string>
  /** `list@network` → yes, if every address of the network is in the list. */
  passes: Map<string, string>
}

/** Holds every IPv4 address, so that none is looked up among the IPv6 networks. */
const everyIPv4 = '0.0.0.0/0'

/**
 * Any number of lists of networks as two maps, which HAProxy can change while it runs. An address is in a list exactly
 * if the narrowest of all listed networks that holds it lies inside a network of the list: one that is narrower still
 * would have been found instead.
 */
export function networkMaps(lists: { name: string; networks: string[] }[]): NetworkMaps {
  const parsed = lists.map(({ name, networks }) => ({
    name,
    networks: networks.flatMap((text) => parseNetwork(text) ?? []),
  }))
  const known = new Map(parsed.flatMap(({ networks }) => networks.map((network) => [network.text, network])))
  const all = parseNetwork(everyIPv4)
  if (all && known.size > 0) known.set(all.text, all)
  const passes = new Map<string, string>()
  for (const { name, networks } of parsed) {
    for (const inner of known.values()) {
      if (networks.some((outer) => holds(outer, inner))) passes.set(`${name}@${inner.text}`, 'yes')
    }
  }
  return { networks: new Map([...known.keys()].map((text) => [text, text])), passes }
}

function holds(outer: Network, inner: Network): boolean {
  if (outer.family !== inner.family || outer.prefix > inner.prefix) return false
  const block = new BlockList()
  block.addSubnet(outer.address, outer.prefix, outer.family)
  return block.check(inner.address, inner.family)
}
