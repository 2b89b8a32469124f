import { docker, type Scenario, type Step, wordsOf } from '../scenario.ts'
import { net } from './services.ts'

const step =
  (by: 'keelson' | 'compose') =>
  (args: string, more: Partial<Step> = {}): Step => ({
    ...{ args: wordsOf(args), by, env: { VALUE: 'v' }, output: 'ignored' },
    ...more,
  })
const sorted = (printed: string) => printed.split('\n').sort()
const ours = step('keelson')
const theirs = step('compose')

const project = `services:
  db: {${net}, healthcheck: {test: [CMD, "true"], interval: 200ms}, volumes: ["data:/data", /anonymous], networks: [back]}
  job: {${net}, command: ["true"], depends_on: {db: {condition: service_healthy}}, networks: [back]}
  api: {build: {context: ., args: {A: "1"}}, stop_grace_period: 0s, scale: 2, labels: {l: "1"}, depends_on: {job: {condition: service_completed_successfully}}, networks: {default: , back: {aliases: [shop]}}, secrets: [s], configs: [c]}
  side: {${net}, network_mode: "service:db", pid: "service:db"}
  web: {${net}, container_name: compare-c-web, links: ["api:backend"], ports: ["127.0.0.1:45320:80"], post_start: [{command: [touch, /tmp/started]}]}
  tool: {${net}, profiles: [tools], depends_on: {web: {condition: service_started, restart: true}}}
networks: {back: {internal: true}}
volumes: {data: {labels: {a: b}}}
secrets: {s: {environment: VALUE}}
configs: {c: {content: hello}}
`
const files = { Dockerfile: 'FROM IMAGE\nARG A\nENV B=$A\n', 'f.txt': 'f' }
const labelled = (value: string) => ({
  write: { 'compose.yaml': project.replace('l: "1"', `l: "${value}"`) },
})
const built = (value: string) => ({ write: { Dockerfile: `FROM IMAGE\nENV B=${value}\n` } })

/** One begins, the other goes on: nothing is made again without a reason. */
export const handover: Scenario[] = [
  {
    name: 'handover: begun by ours, operated by docker compose, and back',
    compose: project,
    files,
    steps: [
      ours('--profile tools up -d'),
      theirs('--profile tools up -d'),
      theirs('ps -a --format "{{.Name}} {{.State}}"', { output: sorted }),
      theirs('up -d --scale api=3'),
      theirs('exec -T web ls /tmp', { output: 'exactly' }),
      theirs('cp f.txt web:/tmp/'),
      theirs('stop web'),
      theirs('start web'),
      theirs('run --rm -T api cat /c /run/secrets/s', { output: 'exactly' }),
      ours('--profile tools up -d --scale api=3'),
      theirs('--profile tools down'),
    ],
  },
  {
    name: 'handover: begun by docker compose, operated by ours, and back',
    compose: project,
    files,
    steps: [
      theirs('--profile tools up -d'),
      ours('--profile tools up -d'),
      ours('ps -a --format "{{.Name}} {{.State}}"', { output: sorted }),
      ours('up -d --scale api=3'),
      ours('exec -T web ls /tmp', { output: 'exactly' }),
      ours('restart api'),
      ours('run --rm -T api cat /c /run/secrets/s', { output: 'exactly' }),
      theirs('--profile tools up -d --scale api=3'),
      ours('--profile tools down -v'),
    ],
  },
  {
    name: 'handover: what one changes and builds the other leaves as it is',
    compose: project,
    files,
    steps: [
      ours('up -d'),
      theirs('up -d', labelled('2')),
      ours('up -d', labelled('3')),
      theirs('up -d'),
      theirs('up -d --build', built('1')),
      ours('up -d'),
      ours('up -d --build', built('2')),
      theirs('up -d'),
      theirs('down -v --rmi local'),
    ],
  },
  {
    name: 'handover: somebody removes, stops, renames, restricts and disconnects by docker itself',
    compose: `services: {web: {${net}, scale: 3}, db: {${net}}}`,
    steps: [
      'up -d',
      docker('rm -f NAME-web-2'),
      'up -d',
      docker('stop -t 0 NAME-web-1 NAME-db-1'),
      'up -d',
      docker('network disconnect NAME_default NAME-web-3'),
      'up -d',
      docker('rename NAME-db-1 NAME-other'),
      docker('update --restart always NAME-other'),
      'up -d',
      docker('rm -f NAME-web-1 NAME-web-3'),
      'up -d --scale web=2',
      'scale web=1',
    ],
  },
  {
    name: 'handover: somebody removes and restarts what others live in',
    compose: `services:
  a: {${net}, volumes: ["data:/d"]}
  b: {${net}, network_mode: "service:a"}
  c: {${net}, volumes_from: [a]}
volumes: {data: }
`,
    steps: [
      'up -d',
      docker('rm -f NAME-a-1'),
      'up -d',
      docker('restart -t 0 NAME-a-1'),
      'up -d',
      docker('rm -f NAME-b-1'),
      'up -d',
      'down -v',
    ],
  },
  {
    name: 'handover: a stopped project whose network somebody removed',
    differs: { why: '## Networks that somebody removed', after: [4] },
    compose: `services: {web: {${net}}}`,
    steps: ['up -d', 'stop', docker('network rm NAME_default'), 'up -d'],
  },
  {
    name: 'handover: the tag of an image goes to another, and away',
    compose: 'services: {web: {image: "compare-c-image:1", network_mode: none, stop_grace_period: 0s}}',
    steps: [
      docker('tag IMAGE compare-c-image:1'),
      'up -d',
      docker('tag IMAGE2 compare-c-image:1'),
      'up -d --no-recreate',
      'up -d',
      docker('rmi compare-c-image:1'),
      'up -d --pull never',
      'restart',
    ],
  },
]
