import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { contextOf } from './context.ts'
import { connect } from './docker.ts'

const folder = mkdtempSync(join(tmpdir(), 'keelson-contexts-'))
after(() => rmSync(folder, { recursive: true }))
const idOf = (name: string) => createHash('sha256').update(name).digest('hex')

function keep(name: string, host: string): void {
  const place = join(folder, 'contexts', 'meta', idOf(name))
  mkdirSync(place, { recursive: true })
  const meta = { Name: name, Metadata: {}, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } }
  writeFileSync(join(place, 'meta.json'), JSON.stringify(meta))
}

keep('mine', 'unix:///run/user/1000/docker.sock')
keep('far', 'tcp://far.example:2376')
const certificates = join(folder, 'contexts', 'tls', idOf('far'), 'docker')
mkdirSync(certificates, { recursive: true })
writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: {}, currentContext: 'mine' }))

test('without DOCKER_HOST the engine is that of the Docker context', () => {
  const environment = { DOCKER_CONFIG: folder }
  const addressIn = (more: Record<string, string>) =>
    connect({ environment: { ...environment, ...more } }).address
  assert.equal(addressIn({}), 'unix:///run/user/1000/docker.sock')
  assert.equal(addressIn({ DOCKER_CONTEXT: 'default' }), 'unix:///var/run/docker.sock')
  assert.equal(addressIn({ DOCKER_HOST: 'tcp://other.example:2375' }), 'tcp://other.example:2375')
  assert.equal(
    connect({ environment: { HOME: join(folder, 'nobody') } }).address,
    'unix:///var/run/docker.sock',
  )
  assert.deepEqual(contextOf({ ...environment, DOCKER_CONTEXT: 'far' }), {
    host: 'tcp://far.example:2376',
    tls: { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates },
  })
})

test('a context that is not there is refused, rather than another engine used', () => {
  assert.throws(
    () => connect({ environment: { DOCKER_CONFIG: folder, DOCKER_CONTEXT: 'nope' } }),
    /There is no Docker context "nope": docker context ls lists/,
  )
})
