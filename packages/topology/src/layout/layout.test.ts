import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Topology } from '@keelson/protocol'
import fc from 'fast-check'
import { read } from '../testing.ts'
import { blocksOf } from './blocks.ts'
import { type Box, layOut } from './layout.ts'
import { separate } from './separate.ts'

const place = (topology: Topology) => layOut(topology, (name) => (name.length % 3 === 0 ? 2 : 0))
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
const inside = (inner: Box, outer: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height

/** Any project: services that need earlier ones, in any networks, sharing any volumes. */
const anyTopology = fc
  .array(
    fc.record({
      networks: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }),
      needs: fc.uniqueArray(fc.nat(40), { maxLength: 4 }),
      volumes: fc.uniqueArray(fc.constantFrom('v', 'w', 'x'), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .map((parts): Topology => {
    const nameOf = (index: number) => `service-${'x'.repeat(index % 3)}${index}`
    const used = new Set(parts.flatMap(({ networks }) => networks))
    return {
      name: 'any',
      services: parts.map(({ networks, needs, volumes }, index) => ({
        name: nameOf(index),
        image: 'image',
        replicas: 1,
        job: false,
        networks: networks.toSorted(),
        ports: [],
        needs: [...new Set(needs.map((need) => need % parts.length))]
          .filter((need) => need < index)
          .map((need) => ({ service: nameOf(need), condition: 'started' as const, required: true })),
        mounts: volumes.map((volume) => ({ volume, target: `/${volume}`, readOnly: false })),
        secrets: [],
        configs: [],
      })),
      networks: [...used].sort().map((name) => ({ name, kind: 'network', internal: false, external: false })),
      volumes: ['v', 'w', 'x'].map((name) => ({ name, kind: 'named', external: false })),
    }
  })

test('no service, address or volume overlaps another, and all lie within the picture', () => {
  fc.assert(
    fc.property(anyTopology, (topology) => {
      const { cards, volumes, regions, width, height } = place(topology)
      const boxes: Box[] = [...cards, ...cards.flatMap(({ doors }) => doors), ...volumes]
      boxes.forEach((box, index) => {
        for (const other of boxes.slice(index + 1)) assert.ok(!overlap(box, other))
      })
      for (const box of [...boxes, ...regions]) assert.ok(inside(box, { x: 0, y: 0, width, height }))
    }),
    { numRuns: 150 },
  )
})

test('a service lies inside a region of each of its networks, and outside of all others', () => {
  fc.assert(
    fc.property(anyTopology, (topology) => {
      const { cards, regions, volumes } = place(topology)
      for (const card of cards) {
        const networks = topology.services.find(({ name }) => name === card.service)?.networks ?? []
        const around = regions.filter((region) => inside(card, region)).map(({ network }) => network)
        assert.deepEqual(around.toSorted(), networks)
        const touching = regions.filter((region) => overlap(card, region)).map(({ network }) => network)
        assert.deepEqual(touching.toSorted(), networks)
      }
      for (const volume of volumes) assert.ok(!regions.some((region) => overlap(volume, region)))
    }),
    { numRuns: 150 },
  )
})

test('lines lead from the lower edge of one box down to the upper edge of another', () => {
  fc.assert(
    fc.property(anyTopology, (topology) => {
      const { cards, volumes, links } = place(topology)
      const needs = topology.services.reduce((sum, service) => sum + service.needs.length, 0)
      assert.equal(links.filter(({ kind }) => kind === 'needs').length, needs)
      for (const { from, to, kind, points } of links) {
        const source = cards.find(({ service }) => service === from)
        const target: Box | undefined =
          kind === 'needs'
            ? cards.find(({ service }) => service === to)
            : volumes.find(({ volume }) => volume === to)
        const [start, end] = [points[0], points.at(-1)]
        assert.ok(source && target && start && end)
        assert.equal(start.y, source.y + source.height)
        assert.equal(end.y, target.y)
        assert.ok(end.x > target.x && end.x < target.x + target.width)
        points.slice(1).forEach((point, index) => {
          assert.ok(point.y >= (points[index]?.y ?? 0))
        })
      }
    }),
    { numRuns: 100 },
  )
})

const networksOf = (text: string) => blocksOf(read(text)).map(({ networks }) => networks.join('+'))

test('services of two networks stand between those of one', () => {
  assert.deepEqual(
    networksOf(`
      services:
        db: { image: x, networks: [back] }
        page: { image: x, networks: [front] }
        api: { image: x, networks: [front, back] }
      networks: { front: {}, back: {} }
    `).toSorted((a, b) => a.length - b.length),
    ['back', 'front', 'back+front'],
  )
  const [left, middle, right] = networksOf(`
    services:
      db: { image: x, networks: [back] }
      page: { image: x, networks: [front] }
      api: { image: x, networks: [front, back] }
    networks: { front: {}, back: {} }
  `)
  assert.equal(middle, 'back+front')
  assert.deepEqual([left, right].toSorted(), ['back', 'front'])
})

test('a network that no order of columns keeps whole is drawn in pieces', () => {
  const { regions } = place(
    read(`
      services:
        a: { image: x, networks: [one] }
        b: { image: x, networks: [two] }
        c: { image: x, networks: [three] }
        all: { image: x, networks: [one, two, three] }
      networks: { one: {}, two: {}, three: {} }
    `),
  )
  const pieces = Map.groupBy(regions, ({ network }) => network)
  assert.deepEqual([...pieces.values()].map(({ length }) => length).toSorted(), [1, 1, 2])
})

test('the same project always has the same picture, in less than half a second for 60 services', () => {
  const services = Array.from({ length: 60 }, (_, index) => {
    const needs = [index + 1, index + 7, index + 20].filter((other) => other < 60).map((other) => `s${other}`)
    return `  s${index}: { image: x, networks: [n${index % 4}, m${index % 3}], depends_on: [${needs}] }`
  })
  const topology = read(
    `services:\n${services.join('\n')}\nnetworks: { n0: {}, n1: {}, n2: {}, n3: {}, m0: {}, m1: {}, m2: {} }`,
  )
  const timed = () => {
    const start = performance.now()
    return { layout: place(topology), took: performance.now() - start }
  }
  const [first, second] = [timed(), timed()]
  assert.deepEqual(second.layout, first.layout)
  assert.equal(first.layout.cards.length, 60)
  const took = Math.min(first.took, second.took)
  assert.ok(took < 500, `${took} ms`)
})

test('what would overlap is moved apart as little as possible', () => {
  const width = 10
  assert.deepEqual(
    separate(
      [
        { wish: 0, width },
        { wish: 4, width },
      ],
      { gap: 2 },
    ),
    [-4, 8],
  )
  assert.deepEqual(
    separate(
      [
        { wish: 0, width },
        { wish: 40, width },
      ],
      { gap: 2 },
    ),
    [0, 40],
  )
  assert.deepEqual(
    separate(
      [
        { wish: 0, width },
        { wish: 4, width },
      ],
      { gap: 2, min: 0 },
    ),
    [5, 17],
  )
  assert.deepEqual(separate([], { gap: 2 }), [])
})
