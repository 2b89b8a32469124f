import assert from 'node:assert/strict'
import { test } from 'node:test'
import { officialDockerfile } from './official.ts'
import { recipes } from './recipes/recipes.ts'

test("an official image gets the machine's settings and nothing else", () => {
  const plain = {
    certificates: '',
    extraCertificates: '',
    npmrc: '',
    apt: { 'etc/apt/sources.list': 'deb …' },
  }
  assert.equal(officialDockerfile(recipes.redis, plain), 'FROM redis:7\n')
  const company = { ...plain, certificates: 'all', extraCertificates: 'ours', npmrc: 'registry=…' }
  assert.equal(
    officialDockerfile(recipes.node, company),
    `FROM node:24-slim
COPY etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY etc/ssl/certs/machine.pem /etc/ssl/certs/machine.pem
COPY usr/local/etc/npmrc /usr/local/etc/npmrc
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/machine.pem
`,
  )
})
