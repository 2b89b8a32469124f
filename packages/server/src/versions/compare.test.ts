import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load, memoryResources } from '@keelson/compose'
import { compareVersions, type Side } from './compare.ts'

/** A version as it is built from this Compose file; every service runs the image `<name>:<tag>` unless it says another. */
function side(number: number, text: string, ids: Record<string, string> = {}): Side {
  const checkout = `/home/checkouts/shop/v${number}`
  const loaded = load({
    files: [`${checkout}/compose.yaml`],
    projectDirectory: checkout,
    name: 'shop-production',
    environment: {},
    resources: memoryResources({ 'compose.yaml': text }, checkout),
  })
  assert.ok(loaded.ok, JSON.stringify(loaded))
  const { project, contents } = loaded
  const images = Object.entries(project.services).map(([service, { image = '' }]) => ({
    service,
    image,
    id: ids[service] ?? `sha256:${image}`,
  }))
  return { number, name: 'shop', checkout, model: { project, contents, disabled: [] }, images }
}
const none = { added: [], removed: [], changed: [] }

test('versions of the same file do not differ, though their checkouts do', () => {
  const file = `
    services:
      web: { image: web, volumes: ["./pages:/pages"], env_file: [], secrets: [key], labels: { at: here } }
    secrets: { key: { file: ./key } }
  `
  const { services, unchanged, ...rest } = compareVersions(side(1, file), side(2, file))
  assert.deepEqual([services, unchanged], [[], ['web']])
  assert.deepEqual(rest, { from: 1, to: 2, networks: none, volumes: none, secrets: none, configs: none })
})

test('services that come, go and change are told by name, image and settings', () => {
  const before = side(
    1,
    `
    services:
      web:
        image: web:1
        ports: ["8080:80"]
        environment: { SAME: a, GONE: b, MOVED: c }
        depends_on: { db: { condition: service_started } }
        command: [serve]
      db: { image: db }
      old: { image: old }
    `,
  )
  const after = side(
    2,
    `
    services:
      web:
        image: web:1
        scale: 3
        ports: ["8080:80", "8443:443"]
        environment: { SAME: a, MOVED: d, NEW: e }
        depends_on: { db: { condition: service_healthy } }
        command: [serve, --fast]
        deploy: { resources: { limits: { memory: 1g } } }
      db: { image: db, healthcheck: { test: [CMD, "true"] } }
      mail: { image: mail, volumes: ["spool:/spool"] }
    volumes: { spool: {} }
    `,
    { web: 'sha256:rebuilt' },
  )
  const { services, unchanged, volumes } = compareVersions(before, after)
  assert.deepEqual(unchanged, [])
  assert.deepEqual(volumes, { ...none, added: ['spool'] })
  assert.deepEqual(
    services.map(({ name, change }) => `${name} ${change}`),
    ['db changed', 'mail added', 'old removed', 'web changed'],
  )
  assert.deepEqual(
    services.find(({ name }) => name === 'db'),
    { name: 'db', change: 'changed', image: null, variables: none, settings: [], other: ['healthcheck'] },
  )
  const web = services.find(({ name }) => name === 'web')
  assert.deepEqual(web?.image, {
    before: { name: 'web:1', id: 'sha256:web:1' },
    after: { name: 'web:1', id: 'sha256:rebuilt' },
  })
  assert.deepEqual(web?.variables, { added: ['NEW'], removed: ['GONE'], changed: ['MOVED'] })
  assert.deepEqual(web?.settings, [
    { name: 'replicas', before: ['1'], after: ['3'] },
    { name: 'ports', before: ['8080 → 80'], after: ['8080 → 80', '8443 → 443'] },
    { name: 'depends_on', before: ['db (started)'], after: ['db (healthy)'] },
  ])
  assert.deepEqual(web?.other, ['command', 'deploy'])
})

test('no value that could be secret is in a comparison', () => {
  const file = (value: string) => `
    services:
      web:
        image: web
        environment: { TOKEN: ${value} }
        command: [serve, --password, ${value}]
        labels: { auth: ${value} }
        healthcheck: { test: [CMD, check, ${value}] }
        configs: [site]
    configs: { site: { content: ${value} } }
  `
  const compared = compareVersions(side(1, file('hunter2')), side(2, file('hunter3')))
  assert.deepEqual(compared.services[0]?.variables.changed, ['TOKEN'])
  assert.deepEqual(compared.services[0]?.other, ['command', 'healthcheck', 'labels'])
  assert.deepEqual(compared.configs.changed, ['site'])
  assert.doesNotMatch(JSON.stringify(compared), /hunter/)
})
