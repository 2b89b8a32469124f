import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type LoadRequest, load, memoryResources, type StageName } from '@keelson/compose'
import { rolldown } from 'rolldown'
import type { Benchmark } from '../scripts/bench.ts'
import { median } from './statistics/rounds.ts'

/** How long a project takes to load, stage by stage, and how much the browser has to fetch for it. */
export default {
  name: 'compose',
  async run() {
    const small = measure(1000, 15)
    const large = measure(10_000, 5)
    const kilobytes = await bundleKilobytes()
    const growth = large.milliseconds / small.milliseconds
    const lines = [
      `1,000 services:  ${small.milliseconds.toFixed(0)} ms warm (aim: under 150 ms)`,
      `10,000 services: ${large.milliseconds.toFixed(0)} ms warm, ${growth.toFixed(1)} times as long`,
      ...[...small.stages].map(([stage, time]) => `  ${stage.padEnd(20)} ${time.toFixed(1)} ms of 1,000`),
      `browser build: ${kilobytes.toFixed(1)} KiB gzip`,
    ]
    const figures = {
      load1000Ms: small.milliseconds,
      load10000Ms: large.milliseconds,
      bundleKbGzip: kilobytes,
    }
    return { figures, report: lines.join('\n') }
  },
} satisfies Benchmark

/** Services that share anchors, use variables, networks, volumes and each other. */
function projectText(count: number): string {
  const services = Array.from(
    { length: count },
    (_, index) => `
  service-${index}:
    <<: *common
    image: \${REGISTRY:-registry.example}/app-${index % 50}:\${TAG:?set a tag}
    environment:
      <<: *variables
      INDEX: "${index}"
      URL: http://\${HOST:-localhost}:\${PORT}/${index}
    ports: ["${10000 + index}:80", "127.0.0.1:${30000 + index}:81/udp"]
    volumes: ["data:/data", "./conf/${index}:/etc/app:ro"]
    depends_on: [${index === 0 ? '' : `service-${Math.floor((index - 1) / 2)}`}]
    networks:
      back: { aliases: [s${index}] }
    deploy:
      resources: { limits: { cpus: "0.5", memory: 256m } }`,
  )
  return `name: large
x-common: &common
  restart: unless-stopped
  init: true
  healthcheck: { test: [CMD, curl, -f, "http://localhost"], interval: 10s, retries: 3 }
  logging: { driver: json-file, options: { max-size: 10m } }
  labels: { team: "\${TEAM:-core}", kind: service }
x-variables: &variables
  MODE: production
  LEVEL: \${LEVEL:-info}
services:${services.join('')}
networks: { back: {} }
volumes: { data: {} }
`
}

/** The median time of `rounds` loads after warming up, and the median time of each stage. */
function measure(count: number, rounds: number) {
  const request: LoadRequest = {
    files: ['/project/compose.yaml'],
    projectDirectory: '/project',
    environment: { TAG: 'v1', PORT: '80', HOME: '/home/user' },
    resources: memoryResources({ 'compose.yaml': projectText(count) }, '/project'),
  }
  const times: number[] = []
  const stages = new Map<StageName, number[]>()
  for (let round = 0; round < rounds + 5; round++) {
    const start = performance.now()
    let last = start
    const onStage = (stage: StageName) => {
      const now = performance.now()
      stages.set(stage, [...(stages.get(stage) ?? []), now - last])
      last = now
    }
    const loaded = load({ ...request, onStage })
    times.push(performance.now() - start)
    if (!loaded.ok || Object.keys(loaded.project.services).length !== count)
      throw new Error('The project did not load.')
  }
  return {
    milliseconds: median(times.slice(5)),
    stages: new Map([...stages].map(([stage, all]) => [stage, median(all.slice(5))])),
  }
}

async function bundleKilobytes(): Promise<number> {
  const input = fileURLToPath(import.meta.resolve('@keelson/compose'))
  const build = await rolldown({ input, platform: 'browser' })
  const { output } = await build.generate({ minify: true })
  await build.close()
  const code = output.map((part) => (part.type === 'chunk' ? part.code : '')).join('')
  return gzipSync(code, { level: 9 }).length / 1024
}
