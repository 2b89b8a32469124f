import assert from 'node:assert/strict'
import { readdir, stat } from 'node:fs/promises'
import { connect as connectSecurely } from 'node:http2'
import path from 'node:path'
import { describe, test } from 'node:test'
import type { ConnectionOptions } from 'node:tls'
import { handshake, keepOpen, selfSigned, serialOf, visitSecurely } from '@keelson/catalog-testing'
import { freePort } from '../test/running.ts'
import { host, openShop, place } from '../test/shop.ts'
import type { BalancerConfig } from './config.ts'
import { connect } from './connect.ts'
import { processes } from './master.ts'

describe('HTTPS on a real HAProxy', { concurrency: true }, () => {
  const here = place()
  const { ends } = here

  async function shop() {
    const https = { port: await freePort() }
    return { ...(await openShop(here, ['a'], {}, { https })), secure: https.port }
  }

  test('certificates come, are replaced and go without a new worker and without a cut connection', async () => {
    const { balancer, config, folder, secure } = await shop()
    await assert.rejects(visitSecurely(secure, host), /unrecognized name/i, 'none yet')
    const [first, second, wild] = await Promise.all([
      selfSigned([host]),
      selfSigned([host]),
      selfSigned(['*.wild.test']),
    ])
    const one = { id: 'one', names: [host] }
    const with_ = (...certificates: NonNullable<BalancerConfig['certificates']>) =>
      balancer.apply({ ...config, certificates })
    assert.equal((await with_({ ...one, pem: first.pem })).outcome, 'changed')
    const kept = await keepOpen(secure, host)
    ends.add(() => kept.close())
    assert.equal((await visitSecurely(secure, host)).serial, serialOf(first.certificate))

    const wildcard = { id: 'wild', names: ['*.wild.test'], pem: wild.pem }
    assert.equal((await with_({ ...one, pem: second.pem }, wildcard)).outcome, 'changed')
    assert.equal((await visitSecurely(secure, host)).serial, serialOf(second.certificate))
    assert.equal((await visitSecurely(secure, 'any.wild.test')).serial, serialOf(wild.certificate))
    assert.match(await kept.ask(), /"name":"a"/, 'who had the old one goes on')
    const again = await connect({ folder }).apply({
      ...config,
      certificates: [{ ...one, pem: second.pem }, wildcard],
    })
    assert.equal(again.outcome, 'nothing', 'a new control plane finds them')

    const files = await readdir(path.join(folder, 'certificates'))
    assert.equal(files.length, 3, 'the list and two certificates')
    for (const file of files) {
      assert.equal((await stat(path.join(folder, 'certificates', file))).mode & 0o777, 0o600, file)
    }
    await with_()
    await assert.rejects(visitSecurely(secure, host), /unrecognized name/i)
    assert.equal((await processes(folder)).reloads, 0, 'all of it by runtime commands')
  })

  test('a restart and a reload keep the certificates; a visitor by https is known as one, also by the old worker', async () => {
    const { pem, certificate } = await selfSigned([host])
    const { balancer, config, folder, grown, restart, secure } = await shop()
    const wanted = { ...config, certificates: [{ id: 'one', names: [host], pem }] }
    await balancer.apply(wanted)
    await restart()
    assert.equal((await visitSecurely(secure, host)).serial, serialOf(certificate))
    assert.equal((await connect({ folder }).apply(wanted)).outcome, 'nothing')

    const kept = await keepOpen(secure, host)
    ends.add(() => kept.close())
    const reloaded = await balancer.apply({ ...grown(), certificates: wanted.certificates })
    assert.equal(reloaded.outcome, 'reloaded')
    const { headers } = JSON.parse(await kept.ask())
    assert.equal(headers['x-forwarded-proto'], 'https')
    assert.equal(headers['x-forwarded-for'], '127.0.0.1')
    assert.equal(headers['x-forwarded-port'], String(secure))
    assert.match(await kept.ask(), /"name":"a"/, 'that it closes after a reload was announced')
  })

  test('http is sent to https where a route asks; a proof for the authority is answered all the same', async () => {
    const { pem } = await selfSigned([host])
    const { balancer, config, get, secure } = await shop()
    await balancer.apply({
      ...config,
      certificates: [{ id: 'one', names: [host], pem }],
      challenges: [{ token: 'tok-en_1', answer: 'tok-en_1.print' }],
      routes: [{ host, backend: 'shop', redirect: true, hsts: 86400 }],
    })
    const sent = await get(host, { path: '/basket?item=1' })
    assert.deepEqual([sent.status, sent.headers.location], [308, `https://${host}:${secure}/basket?item=1`])
    assert.equal(sent.headers['strict-transport-security'], undefined, 'not told in the clear')
    const proof = (token: string, name: string) => get(name, { path: `/.well-known/acme-challenge/${token}` })
    const known = await proof('tok-en_1', host)
    assert.deepEqual([known.status, known.body], [200, 'tok-en_1.print'])
    assert.equal((await proof('tok-en_1', 'any.test')).body, 'tok-en_1.print')
    assert.equal((await proof('another', host)).status, 308, 'what is not ours goes its way')
    const visited = await visitSecurely(secure, host)
    assert.equal(visited.headers['strict-transport-security'], 'max-age=86400')
    assert.equal(JSON.parse(visited.body).headers['x-forwarded-proto'], 'https')
  })

  test('HTTP/2 for who speaks it; nothing older than TLS 1.2, nothing without forward secrecy', async () => {
    const { pem } = await selfSigned([host])
    const { balancer, config, secure } = await shop()
    await balancer.apply({ ...config, certificates: [{ id: 'one', names: [host], pem }] })
    const session = connectSecurely(`https://127.0.0.1:${secure}`, {
      servername: host,
      rejectUnauthorized: false,
    })
    ends.add(() => session.destroy())
    const stream = session.request({ ':path': '/', ':authority': host })
    const status = await new Promise((resolve, reject) => {
      stream.once('response', (headers) => resolve(headers[':status']))
      session.once('error', reject)
      stream.once('error', reject)
    })
    assert.equal(status, 200)
    assert.equal(session.alpnProtocol, 'h2')

    const shake = (options: ConnectionOptions) => handshake(secure, host, options)
    assert.match(await shake({ maxVersion: 'TLSv1.2' }), /^TLSv1.2 ECDHE/)
    assert.match(await shake({}), /^TLSv1.3/)
    await assert.rejects(shake({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }))
    await assert.rejects(shake({ maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }), /handshake failure/i)
  })
})
