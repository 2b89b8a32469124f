import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { handshake, keepOpen, selfSigned, serialOf, visitSecurely } from '@keelson/catalog-testing'
import { signIn } from './dashboard/steps.ts'
import { type CertificateAuthority, startAuthority } from './harness/authority.ts'
import { startBrowser } from './harness/browser.ts'
import { certificateChain } from './harness/certificate-chain.ts'
import { eventually } from './harness/eventually.ts'
import { type Platform, startPlatform } from './harness/platform.ts'
import { freePort } from './harness/ports.ts'
import { open } from './harness/web.ts'

const project = { project: 'shop' }
const production = { ...project, environment: 'production' }
let platform: Platform
let authority: CertificateAuthority
let browser: Awaited<ReturnType<typeof startBrowser>>
let httpsPort: number

/** Answers with the headers that reached it. */
const compose = `
services:
  web:
    image: keelson/node:24
    command: [node, -e, "require('node:http').createServer((q, r) => r.end(JSON.stringify(q.headers))).listen(3000)"]
    ports: ["3000"]
    init: true
    stop_grace_period: 1s
`

before(async () => {
  const [port, secure] = await Promise.all([freePort(), freePort()])
  httpsPort = secure
  authority = await startAuthority({ httpPort: port, validSeconds: 12, refused: ['refused.test'] })
  const env = {
    KEELSON_HTTPS_PORT: String(httpsPort),
    KEELSON_DNS_SERVERS: authority.dnsServer,
    KEELSON_ADDRESSES: '203.0.113.10',
    ...authority.trusting,
  }
  ;[platform, browser] = await Promise.all([startPlatform({ env, port }), startBrowser()])
  const folder = join(platform.home, '..', 'shop')
  mkdirSync(folder)
  writeFileSync(join(folder, 'compose.yaml'), compose)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.test', ...args], {
      cwd: folder,
    })
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-q', '-m', 'Shop')
  await platform.must(['projects', 'create', 'shop', '--git', folder])
  await platform.must(['deploy', 'shop', '--wait'])
})
after(async () => {
  await browser?.close()
  await platform?.close()
  authority?.close()
})

const add = (host: string, more: object = {}) =>
  platform.call('addDomain', { params: project, body: { host, ...more } })
const domainNow = async (host: string) => {
  const found = (await platform.call('domains', { params: project })).find((domain) => domain.host === host)
  assert.ok(found, host)
  return found
}
const visit = (host: string, headers: Record<string, string> = {}) =>
  open(`http://${host}:${platform.port}/`, { headers })

test('an authority is chosen on the page, which shows what it gives', async () => {
  const page = await (await browser.person()).newPage()
  await signIn(page, `${platform.url}/settings`)
  await page.getByRole('button', { name: 'Choose', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail address').fill('ada@example.test')
  await dialog.getByRole('switch').check()
  const save = async (directoryUrl: string) => {
    await dialog.getByLabel('Directory').fill(directoryUrl)
    await dialog.getByRole('button', { name: 'Save' }).click()
  }
  await save(platform.url)
  await dialog.getByText('The directory of an authority is an https address.').waitFor()
  await save(`https://127.0.0.1:${await freePort()}/dir`)
  await dialog.getByText(/does not answer as a certificate authority does: connect ECONNREFUSED/).waitFor()
  await save(authority.directoryUrl)
  await page.getByText(`${authority.directoryUrl}, for ada@example.test`).waitFor()

  await page.goto(`${platform.url}/projects/shop/domains`)
  await page.getByRole('button', { name: 'Add domain' }).click()
  await dialog.getByLabel('Domain', { exact: true }).fill('page.test')
  await dialog.getByRole('button', { name: 'Save' }).click()
  const domain = page.getByRole('listitem').filter({ hasText: 'page.test' })
  await domain.getByText('HTTPS', { exact: true }).waitFor()
  await domain.getByText(/^Pebble .*, until /).waitFor()
  await page.goto(`${platform.url}/settings`)
  const held = page.getByRole('list', { name: 'Certificates' }).getByRole('listitem')
  await held
    .filter({ hasText: 'page.test' })
    .getByText(/renewed automatically$/)
    .waitFor()
})

describe('domains and certificates', { concurrency: true }, () => {
  test('a domain of one’s own gets a certificate, and the next one while visitors come', async () => {
    await add('shop.test', { hsts: 300 })
    const valid = await eventually('the certificate is there', 20_000, async () => {
      const domain = await domainNow('shop.test')
      return domain.certificate.state === 'valid' ? domain : undefined
    })
    assert.deepEqual([valid.dns.state, valid.dns.found], ['right', ['127.0.0.1']])
    assert.match(valid.certificate.issuer ?? '', /Pebble/)
    assert.equal(valid.url, `https://shop.test:${httpsPort}`)
    const sent = await eventually('visitors are sent to https', 5_000, async () => {
      const answer = await visit('shop.test')
      return answer.status === 308 ? answer : undefined
    })
    assert.equal(sent.headers.location, `https://shop.test:${httpsPort}/`)

    // Others are added meanwhile, but the project's own address is one of its domains with https now.
    const [place] = await platform.call('environments', { params: project })
    assert.ok(place?.routes.some(({ url }) => url === valid.url))
    const { url } = await platform.call('project', { params: project })
    assert.match(url ?? '', new RegExp(`^https://[a-z.]+\\.test:${httpsPort}$`))
    assert.match(await platform.must(['projects', 'show', 'shop']), /address +https:\/\/[a-z.]+\.test:/)

    const kept = await keepOpen(httpsPort, 'shop.test')
    const serials = new Set<string>()
    let visits = 0
    await eventually('it was renewed', 20_000, async () => {
      const visited = await visitSecurely(httpsPort, 'shop.test')
      assert.equal(visited.status, 200)
      assert.equal(visited.headers['strict-transport-security'], 'max-age=300')
      assert.equal(JSON.parse(visited.body)['x-forwarded-proto'], 'https')
      await kept.ask()
      serials.add(visited.serial)
      visits += 1
      return serials.size > 1
    })
    assert.ok(visits > 20, `${visits} visits`)
    kept.close()
  })

  test('a domain that leads elsewhere is said to, and the authority is not bothered', async () => {
    await authority.points('moving.test', '192.0.2.77')
    await add('moving.test')
    const looked = await eventually('it was looked up', 20_000, async () => {
      const domain = await domainNow('moving.test')
      return domain.dns.state === 'unchecked' ? undefined : domain
    })
    assert.equal(looked.dns.state, 'elsewhere')
    assert.deepEqual(
      [looked.dns.found, looked.dns.wrong, looked.dns.expected],
      [['192.0.2.77'], ['192.0.2.77'], ['203.0.113.10']],
    )
    assert.equal(looked.certificate.state, 'waiting')
    const told = await platform.must(['domains', 'list', 'shop'])
    assert.match(told, /moving\.test\s.*192\.0\.2\.77/)
    await authority.points('moving.test', '127.0.0.1')
    const checked = await platform.must(['domains', 'check', 'shop', 'moving.test'])
    assert.match(checked, /leads here/)
  })

  test('what the authority refuses is said in its words, and tried again later', async () => {
    await add('refused.test')
    const { certificate } = await eventually('it was refused', 20_000, async () => {
      const domain = await domainNow('refused.test')
      return domain.certificate.state === 'failed' ? domain : undefined
    })
    assert.match(certificate.problem ?? '', /policy|forbid/i)
    assert.ok(certificate.nextAttemptAt && Date.parse(certificate.nextAttemptAt) > Date.now())
    assert.equal((await visit('refused.test')).status, 200, 'by http it is there, and sends nobody to https')
  })

  test('a certificate of one’s own is checked, chosen by name, and replaced without cutting anybody off', async () => {
    await add('a.wild.test', { redirect: false })
    const [first, second] = await Promise.all([selfSigned(['*.wild.test']), selfSigned(['*.wild.test'])])
    const upload = (chain: string, key: string) => platform.call('addCertificate', { body: { chain, key } })
    await assert.rejects(upload(first.certificate, second.key), /does not belong to the certificate/)
    await upload(first.certificate, first.key)
    const kept = await keepOpen(httpsPort, 'a.wild.test')
    await upload(second.certificate, second.key)
    assert.equal((await visitSecurely(httpsPort, 'a.wild.test')).serial, serialOf(second.certificate))
    assert.match(await kept.ask(), /"x-forwarded-proto":"https"/)
    kept.close()
    const { certificate } = await domainNow('a.wild.test')
    assert.deepEqual([certificate.state, certificate.kind], ['valid', 'uploaded'])
    const held = (await platform.call('certificates')).filter(({ names }) => names.includes('*.wild.test'))
    assert.deepEqual(
      held.map(({ kind }) => kind),
      ['uploaded'],
      'the second took the place of the first',
    )
  })

  test('a chain longer than HAProxy’s buffer is served whole', async () => {
    await add('deep.test', { redirect: false })
    const { root, chain, key } = await certificateChain('deep.test', { intermediates: 3, comment: 6000 })
    assert.ok(chain.length > 16_384, `${chain.length} bytes`)
    await platform.call('addCertificate', { body: { chain, key } })
    const checked = { ca: root, rejectUnauthorized: true }
    assert.match(await handshake(httpsPort, 'deep.test', checked), /^TLSv1\.3/)
    const visited = await visitSecurely(httpsPort, 'deep.test')
    assert.equal(visited.status, 200)
  })

  test('nobody takes a domain from another project, or a name that Keelson gives', async () => {
    await add('mine.test')
    await platform.must(['projects', 'create', 'thief', '--git', join(platform.home, '..', 'shop')])
    const steal = (host: string) =>
      platform.call('addDomain', { params: { project: 'thief' }, body: { host, service: 'web' } })
    await assert.rejects(steal('mine.test'), /belongs to the project \\"shop\\"/)
    await assert.rejects(steal('shop.localhost'), /given by Keelson/)
    await assert.rejects(add('mine.test'), /leads to production \/ web of this project already/)
  })
})

test('an authority with accounts of its own wants the key of one, and gives certificates to who has it', async () => {
  const { directoryUrl, keyId, key } = authority.closed
  const set = (options: string[], input = '') =>
    platform.keelson(
      [
        ...['certificates', 'authority', '--email', 'ada@example.test', '--agree-terms'],
        ...['--directory', directoryUrl, ...options],
      ],
      input,
    )
  assert.match((await set([])).stderr, /asks for an account of its own: its key id and key/)
  assert.equal((await set(['--external-key-id', keyId], Buffer.from('wrong').toString('base64url'))).code, 0)
  await add('member.test', { redirect: false })
  const certificateIs = (state: string) =>
    eventually(`the certificate is ${state}`, 20_000, async () => {
      const { certificate } = await domainNow('member.test')
      return certificate.state === state ? certificate : undefined
    })
  assert.match((await certificateIs('failed')).problem ?? '', /external account|EAB|MAC|signature/i)
  assert.equal((await set(['--external-key-id', keyId], key)).code, 0)
  await platform.must(['domains', 'check', 'shop', 'member.test'])
  assert.match((await certificateIs('valid')).issuer ?? '', /Pebble/)
  await eventually('visitors are answered with it', 5_000, async () => {
    const visited = await visitSecurely(httpsPort, 'member.test').catch(() => undefined)
    return visited?.status === 200
  })
})

test('access rules and maintenance are in effect when they are answered', async () => {
  const rule = (body: object) =>
    platform.call('setAccessRule', {
      params: { ...production, service: 'web' },
      body: { users: [], networks: [], limit: null, ...body },
    })
  const status = async (headers: Record<string, string> = {}) =>
    (await visit('shop.localhost', headers)).status
  const as = (password: string) => ({
    authorization: `Basic ${Buffer.from(`ada:${password}`).toString('base64')}`,
  })
  await assert.rejects(rule({ users: [{ name: 'ada' }] }), /is new here and needs a password/)
  const { rules } = await rule({ users: [{ name: 'ada', password: 'open sesame please' }] })
  assert.deepEqual(rules[0]?.users, ['ada'])
  assert.deepEqual([await status(), await status(as('open sesame please'))], [401, 200])

  await rule({ users: [{ name: 'ada' }], networks: ['198.51.100.0/24'] })
  assert.equal(await status(as('open sesame please')), 403)
  await rule({ users: [{ name: 'ada' }], networks: ['198.51.100.0/24', '127.0.0.1'] })
  assert.equal(await status(as('open sesame please')), 200, 'the password is kept')

  await rule({ limit: { requests: 3, seconds: 3600 } })
  const statuses = [await status(), await status(), await status(), await status()]
  assert.deepEqual(statuses, [200, 200, 200, 429])
  await platform.call('removeAccessRule', { params: { ...production, service: 'web' } })
  assert.equal(await status(), 200)

  await platform.must(['maintenance', 'on', 'shop', '--allow', '198.51.100.7'])
  const closed = await visit('shop.localhost')
  assert.deepEqual([closed.status, closed.headers['retry-after']], [503, '120'])
  await platform.must(['maintenance', 'on', 'shop', '--allow', '127.0.0.1'])
  assert.equal(await status(), 200)
  await platform.must(['maintenance', 'off', 'shop'])
  assert.equal(await status(), 200)
})
