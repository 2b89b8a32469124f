import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { rootCertificates } from 'node:tls'
import { aptProxies, ownSources } from './apt.ts'
import { certificatesIn } from './certificates.ts'
import { npmrcFor } from './npm.ts'

test('npm settings: registry, scopes and certificates go along, secrets never', () => {
  const npmrc = `
    ; a comment
    registry = https://npm.example.org/
    @shop:registry=https://shop.example.org/\${PLACE}/
    //npm.example.org/:_authToken=secret
    _auth=c2VjcmV0
    email=me@example.org
    cafile="/home/me/ca.pem"
    https-proxy=http://me:secret@proxy.example.org:3128
    proxy=http://localhost:3128
    noproxy=.example.org`
  assert.equal(
    npmrcFor(npmrc, { PLACE: 'here' }),
    '@shop:registry=https://shop.example.org/here/\n' +
      'cafile=/etc/ssl/certs/ca-certificates.crt\n' +
      'noproxy=.example.org\n' +
      'registry=https://npm.example.org/\n',
  )
})

test('certificates are taken out of a bundle, keys are not', () => {
  const [first = '', second = ''] = rootCertificates
  const key = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
  const found = certificatesIn(`# comment\n${first}\n${key}${broken}${second}`)
  const serial = (pem: string) => new X509Certificate(pem).serialNumber
  assert.deepEqual(found.map(serial), [first, second].map(serial))
  assert.doesNotMatch(found.join(''), /PRIVATE|----------/)
})

test("apt: the distribution's own sources, in both notations", () => {
  const deb822 = 'Types: deb\nURIs: http://deb.example.org\nSuites: bookworm bookworm-updates\n'
  const vendor = 'Types: deb\nURIs: https://vendor.example.org\nSuites: nodistro\n'
  assert.equal(ownSources(`${deb822}\n${vendor}`, 'bookworm'), deb822)
  const line = 'deb [signed-by=/k.gpg] http://deb.example.org bookworm-security main'
  assert.equal(
    ownSources(`${line}\ndeb http://vendor.example.org cloud-bookworm main\n`, 'bookworm'),
    `${line}\n`,
  )
  assert.equal(ownSources('deb http://me:secret@deb.example.org bookworm main\n', 'bookworm'), '')
})

test('apt: proxies without a password', () => {
  const open = 'Acquire::http::Proxy "http://proxy.example.org:3142";\n'
  assert.equal(aptProxies(`${open}Acquire::https::Proxy "http://me:secret@proxy";\nOther "x";\n`), open)
})
