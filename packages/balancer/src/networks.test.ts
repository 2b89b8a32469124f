import assert from 'node:assert/strict'
import { BlockList, isIPv4 } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { networkMaps, parseNetwork } from './networks.ts'

test('a network is an address and a length, and nothing else', () => {
  assert.equal(parseNetwork('10.0.0.1')?.text, '10.0.0.1/32')
  assert.equal(parseNetwork('2001:db8::/32')?.family, 'ipv6')
  for (const wrong of ['10.0.0.0/33', '10.0.0/8', '::/129', '10.0.0.0/8/8', '10.0.0.0/', 'fe80::1%eth0', ''])
    assert.equal(parseNetwork(wrong), undefined, wrong)
})

/** What HAProxy does with the two maps: the narrowest network that holds the address, then the pair. */
function passes(maps: ReturnType<typeof networkMaps>, list: string, address: string): boolean {
  const narrowest = [...maps.networks.keys()]
    .flatMap((text) => parseNetwork(text) ?? [])
    .filter((network) => contains([network.text], address))
    .toSorted((a, b) => b.prefix - a.prefix)[0]
  return maps.passes.has(`${list}@${narrowest?.text ?? 'none'}`)
}

/** As Node sees it; an IPv6 network holds no IPv4 address. */
function contains(networks: string[], address: string): boolean {
  const family = isIPv4(address) ? 'ipv4' : 'ipv6'
  const block = new BlockList()
  for (const text of networks) {
    const network = parseNetwork(text)
    if (network?.family === family) block.addSubnet(network.address, network.prefix, network.family)
  }
  return block.check(address, family)
}

test('two maps say of every address what the lists say', () => {
  // Few different bits, so that networks lie within each other.
  const address = fc.oneof(
    fc
      .tuple(fc.constantFrom(10, 11), fc.constantFrom(0, 128), fc.constantFrom(0, 1, 200))
      .map(([a, b, c]) => `${a}.${b}.0.${c}`),
    fc.constantFrom('2001:db8::1', '2001:db8:1::1', 'fd00::1'),
  )
  const network = fc
    .tuple(address, fc.constantFrom(0, 7, 8, 9, 24, 32))
    .map(([at, prefix]) => `${at}/${prefix}`)
  const lists = fc.array(fc.array(network, { maxLength: 4 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(lists, address, (given, visitor) => {
      const named = given.map((networks, index) => ({ name: `list-${index}`, networks }))
      const maps = networkMaps(named)
      for (const { name, networks } of named)
        assert.equal(passes(maps, name, visitor), contains(networks, visitor))
    }),
  )
})
