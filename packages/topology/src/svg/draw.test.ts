import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Live } from '../live.ts'
import { read } from '../testing.ts'
import { draw } from './draw.ts'
import { fit, textWidth } from './text.ts'

const shop = read(`
  services:
    web:
      image: shop/web:1
      scale: 3
      ports: ["8080:80"]
      depends_on: { db: { condition: service_healthy } }
      secrets: [key]
    db: { image: "postgres:15", volumes: ["data:/var/lib/postgresql/data"] }
  volumes: { data: {} }
  secrets: { key: { file: ./key } }
`)

/** Checks nesting and escaping as an XML parser would; gives the text between tags. @throws on the first fault. */
function parse(xml: string): string[] {
  const open: string[] = []
  const texts: string[] = []
  let rest = xml.trim()
  while (rest !== '') {
    const tag = /^<(\/?)([a-zA-Z]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>/.exec(rest)
    if (tag) {
      const [whole, closing, name = '', attributes = '', single] = tag
      assert.doesNotMatch(attributes, /&(?!(?:amp|lt|gt|quot);)/)
      if (closing) assert.equal(open.pop(), name)
      else if (!single) open.push(name)
      rest = rest.slice(whole.length)
      continue
    }
    const text = /^[^<]+/.exec(rest)?.[0]
    assert.ok(text, `not well-formed at ${rest.slice(0, 80)}`)
    assert.doesNotMatch(text, /&(?!(?:amp|lt|gt|quot);)/)
    texts.push(text)
    rest = rest.slice(text.length)
  }
  assert.deepEqual(open, [])
  return texts
}

test('the picture is well-formed, names everything, and describes itself to a screen reader', () => {
  const svg = draw(shop)
  const texts = parse(svg)
  for (const word of ['web', '×3', ':8080 → 80', 'data', '1 secret', 'default', 'starts once it is healthy'])
    assert.ok(texts.includes(word), word)
  assert.match(svg, /<title id="title">The services of shop, their networks and volumes<\/title>/)
  assert.match(svg, /<desc id="desc">db in default\n {2}volume data at/)
  assert.equal(draw(shop), svg)
})

test('names that are long or hostile stay inside their boxes and are inert', () => {
  const hostile = '"><script>alert(1)</script>&amp;]]>\u0000\ud800'
  const long = 'a-name-that-goes-on-and-on-until-nobody-can-read-it-any-more'
  const [web] = shop.services
  assert.ok(web)
  const svg = draw({
    ...shop,
    name: hostile,
    services: [
      {
        ...web,
        name: hostile,
        image: hostile,
        networks: [hostile],
        mounts: [{ volume: hostile, target: '/', readOnly: false }],
      },
      {
        ...web,
        name: long,
        needs: [],
        networks: [long],
        mounts: [{ volume: hostile, target: '/', readOnly: false }],
      },
    ],
    networks: [hostile, long].map((name) => ({ name, kind: 'network', internal: true, external: true })),
    volumes: [{ name: hostile, kind: 'named', external: true }],
  })
  const texts = parse(svg)
  assert.doesNotMatch(svg, /<script/)
  assert.ok(texts.some((text) => /^a-name-tha.*any-more$/.test(text) && text.includes('…')))
})

test('a running project shows how many of its replicas run, its addresses, and health by shape', () => {
  const live: Live = {
    services: new Map([
      ['web', { tone: 'warn', state: 'Degraded', running: 2, wanted: 3 }],
      ['db', { tone: 'good', state: 'Running', running: 1, wanted: 1 }],
    ]),
    doors: new Map([['web', ['shop.example.org', 'www.example.org', 'a.example.org', 'b.example.org']]]),
  }
  const svg = draw(shop, { live })
  const texts = parse(svg)
  for (const word of ['2/3', '1/1', 'shop.example.org', 'www.example.org', '+2'])
    assert.ok(texts.includes(word), word)
  assert.match(svg, /<g class="warn"[^>]*><path d="M6 1.2/)
  assert.match(svg, /<g class="good"[^>]*><circle/)
  assert.ok(texts.some((text) => text.startsWith('web\nDegraded\n')))
})

test('light, dark, or as the reader’s system is', () => {
  assert.match(draw(shop), /prefers-color-scheme:dark/)
  assert.doesNotMatch(draw(shop, { theme: 'dark' }), /prefers-color-scheme|#ffffff/)
  assert.match(draw(shop, { theme: 'light' }), /#ffffff/)
})

test('a project without services is an empty picture, not a fault', () => {
  parse(draw({ name: 'empty', services: [], networks: [], volumes: [] }))
})

test('text is shortened in its middle to the width that there is', () => {
  assert.equal(fit('short', 200, 12), 'short')
  const shortened = fit('registry.example.org/team/service:1.2.3', 120, 12)
  assert.match(shortened, /^registry.+….+1\.2\.3$/)
  assert.ok(textWidth(shortened, 12) <= 120)
})
