import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asText } from './as-text.ts'
import { read } from './testing.ts'

/** What a Compose file is made of, in lines. */
const said = (text: string) => asText(read(text)).split('\n')

test('a service tells its replicas, networks, ports, needs, volumes and secrets', () => {
  assert.deepEqual(
    said(`
      services:
        web:
          image: web
          scale: 3
          ports: ["8080:80", "443:443", "53:53/udp"]
          networks: [front, back]
          depends_on:
            db: { condition: service_healthy }
            cache: { condition: service_started, required: false }
            migrate: { condition: service_completed_successfully }
          volumes: ["./pages:/pages:ro", "uploads:/uploads", "/tmp/scratch"]
          secrets: [key]
          configs: [site]
        db: { image: db, networks: [back] }
        cache: { image: cache, networks: [back] }
        migrate: { image: web, networks: [back] }
      networks: { front: {}, back: { internal: true } }
      volumes: { uploads: {} }
      secrets: { key: { file: ./key } }
      configs: { site: { file: ./site } }
    `),
    [
      'cache in back',
      'db in back',
      'migrate in back, runs once',
      'web ×3 in back, front',
      '  port 8080 → 80',
      '  port 443',
      '  port 53/udp',
      '  needs cache started, if it is there',
      '  needs db healthy',
      '  needs migrate completed',
      '  folder ./pages at /pages, read only',
      '  volume uploads at /uploads',
      '  volume at /tmp/scratch',
      '  secret key',
      '  config site',
    ],
  )
})

test('without networks of its own a project has the default one', () => {
  assert.deepEqual(said('services: { web: { image: web } }'), ['web in default'])
})

test('who shares another’s network is where that one is; the machine’s own network is a place too', () => {
  assert.deepEqual(
    said(`
      services:
        vpn: { image: vpn, networks: [out] }
        client: { image: client, network_mode: "service:vpn" }
        probe: { image: probe, network_mode: host }
        batch: { image: batch, network_mode: none }
      networks: { out: {} }
    `),
    [
      'batch without a network',
      'client in out',
      '  needs vpn started',
      'probe in host network',
      'vpn in out',
    ],
  )
})

test('replicas come from scale or deploy; folders outside the project keep their path', () => {
  assert.deepEqual(
    said(`
      services:
        worker:
          image: worker
          deploy: { replicas: 4 }
          volumes: ["/var/run/docker.sock:/var/run/docker.sock", ".:/app"]
    `),
    ['worker ×4 in default', '  folder /var/run/docker.sock at /var/run/docker.sock', '  folder . at /app'],
  )
})

test('values of variables, commands and contents of configs never enter', () => {
  const topology = read(`
    services:
      web:
        image: web
        command: [serve, --password, hunter2]
        environment: { TOKEN: hunter2 }
        labels: { auth: hunter2 }
        configs: [site]
    configs: { site: { content: hunter2 } }
  `)
  assert.equal(JSON.stringify(topology).includes('hunter2'), false)
})
