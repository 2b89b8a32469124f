import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { authHeader, configHeader, credentialsFor, wholeConfig } from './credentials.ts'

const folder = mkdtempSync(join(tmpdir(), 'keelson-credentials-'))
after(() => rmSync(folder, { recursive: true }))

let made = 0
function configured(config: object | string) {
  const place = join(folder, String(made++))
  mkdirSync(place)
  writeFileSync(join(place, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config))
  return place
}
const base64 = (text: string) => Buffer.from(text).toString('base64')

test('plain entries are found by host, however they are written', async () => {
  const place = configured({
    auths: {
      'https://index.docker.io/v1/': { auth: base64('hub:secret:with:colons') },
      'registry.example.com': { username: 'me', password: 'mine' },
      'http://other.example.com/v2/': { identitytoken: 'token' },
    },
  })
  const look = (host: string) => credentialsFor(host, { folder: place })
  assert.deepEqual(await look('docker.io'), { username: 'hub', password: 'secret:with:colons' })
  assert.deepEqual(await look('registry.example.com'), { username: 'me', password: 'mine' })
  assert.deepEqual(await look('other.example.com'), { identityToken: 'token' })
  assert.equal(await look('unknown.example.com'), undefined)
  assert.equal(await credentialsFor('docker.io', { folder: join(folder, 'absent') }), undefined)
})

test('all that the configuration knows fits into one file for others', async () => {
  const place = configured({
    auths: {
      'https://index.docker.io/v1/': { username: 'hub', password: 'secret' },
      'other.example.com': { identitytoken: 'token' },
      'signed-out.example.com': {},
    },
  })
  assert.deepEqual(JSON.parse(await wholeConfig({ folder: place })), {
    auths: {
      'https://index.docker.io/v1/': { auth: base64('hub:secret') },
      'other.example.com': { identitytoken: 'token' },
    },
  })
  assert.equal(await wholeConfig({ folder: join(folder, 'absent') }), '{"auths":{}}')
})

test('helpers answer for their registry, the store for the rest, given ones win', async () => {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const helper = (name: string, script: string) => {
    writeFileSync(join(bin, `docker-credential-${name}`), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, `docker-credential-${name}`), 0o755)
  }
  helper('one', 'read -r host; printf \'{"Username":"%s","Secret":"%s"}\' "$host" "$1"')
  helper('all', "echo 'credentials not found in native keychain'; exit 1")
  helper('bad', 'echo locked >&2; exit 2')
  const environment = { PATH: `${bin}:${process.env.PATH}` }
  const place = configured({
    credsStore: 'all',
    credHelpers: { 'a.example.com': 'one', 'b.example.com': 'bad', 'c.example.com': '../evil' },
    auths: { 'd.example.com': { auth: base64('plain:text') } },
  })
  const source = { folder: place, environment }
  const fromHelper = await credentialsFor('a.example.com', source)
  assert.deepEqual(fromHelper, { username: 'a.example.com', password: 'get' })
  await assert.rejects(credentialsFor('b.example.com', source), /could not give .* locked/)
  await assert.rejects(credentialsFor('c.example.com', source), /not the name of a credential helper/)
  assert.deepEqual(await credentialsFor('d.example.com', source), { username: 'plain', password: 'text' })
  const given = { 'a.example.com': { username: 'x', password: 'y' } }
  assert.deepEqual(await credentialsFor('a.example.com', { ...source, given }), given['a.example.com'])
})

test('a broken file is named', async () => {
  await assert.rejects(credentialsFor('x', { folder: configured('{') }), /config\.json is not JSON/)
  await assert.rejects(
    credentialsFor('x', { folder: configured({ auths: 3 }) }),
    /is not a Docker configuration/,
  )
})

test('headers hold what the engine reads', async () => {
  const given = { 'r.example.com': { username: 'ü?>', password: 'p' } }
  const one = await authHeader('r.example.com', { given })
  const decode = (text = '') => JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  assert.deepEqual(decode(one['x-registry-auth']), {
    username: 'ü?>',
    password: 'p',
    serveraddress: 'r.example.com',
  })
  assert.match(one['x-registry-auth'] ?? '', /^[A-Za-z0-9_=-]+$/)
  const several = await configHeader(['r.example.com', 'none.example.com'], { given, folder })
  assert.deepEqual(Object.keys(decode(several['x-registry-config'])), ['r.example.com'])
})
