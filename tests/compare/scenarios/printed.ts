import type { Scenario, Step } from '../scenario.ts'
import { base, two } from './services.ts'

type Row = Record<string, string | undefined>

/** A step whose output is rows of JSON, one a line or in a list, whose order says nothing. */
const rows = (args: string[], read: (row: Row) => Row = (row) => row): Step => ({
  args,
  output: (printed) =>
    printed
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => [JSON.parse(line)].flat())
      .map((row) => Object.entries(read(row)).sort())
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
})

/** The names of the columns of a table, without how wide they are. */
const heads = (args: string[]): Step => ({
  args,
  output: (printed) => printed.split('\n')[0]?.trim().split(/ {2,}/),
})

/** Digits as noughts: that there is a time or a number, not which. */
const some = (text: string | undefined) => text?.replaceAll(/\d+/g, '0')

/** Of a row of `ps --format json`, what is no time, number of the engine or maker's mark. */
const container = (row: Row): Row => ({
  ...row,
  CreatedAt: some(row.CreatedAt),
  ID: String(row.ID?.length),
  Labels: row.Labels?.match(/(oneoff|container-number|compose.service)=[^,]*/g)
    ?.sort()
    .join(),
  Mounts: row.Mounts?.split(',')
    .map((name) => String(name.length))
    .sort()
    .join(),
  RunningFor: row.RunningFor?.replace(/.* /, ''),
  Status: row.Status?.split(' ')[0],
})

/** What verbs that only look print: fields, filters, formats. */
export const printed: Scenario[] = [
  {
    name: 'ps: rows as JSON and as tables',
    compose: `services:
  web: {image: IMAGE, stop_grace_period: 0s, ports: ["127.0.0.1:45210:80", "127.0.0.1:45211:81/udp", "127.0.0.1:45212-45213:45212-45213"], expose: ["82", "83", "85"], volumes: ["data:/data", "./here:/here"], healthcheck: {test: "true", interval: 100ms}}
  job: {${base}, command: [sh, -c, "exit 3"]}
volumes: {data: }
`,
    steps: [
      'up -d web',
      'run -T job',
      'up -d --wait web',
      rows(['ps', '--format', 'json'], container),
      rows(['ps', '-a', '--format', '{{json .}}', 'web'], container),
      heads(['ps']),
      heads(['ps', '--format', 'table {{.ID}}\t{{.Name}}\t{{.RunningFor}}\t{{.Ports}}']),
      'ps -a --format {{.Service}}:{{.ExitCode}}:{{.State}}',
      { args: ['ps', '--format', '{{.Ports}} {{.Networks}} {{.LocalVolumes}} {{.Publishers}}'] },
    ],
  },
  {
    name: 'ps: which containers are listed',
    compose: two,
    steps: [
      'up -d --scale web=2',
      'run -d --name NAME-mine web',
      'stop db',
      'pause web',
      { args: ['ps', '--services'] },
      { args: ['ps', '-a', '--services'] },
      { args: ['ps', '--format', '{{.Name}}'] },
      { args: ['ps', '-a', '--format', '{{.Name}}'] },
      { args: ['ps', '--status', 'running', '--status', 'exited', '--format', '{{.Name}}'] },
      { args: ['ps', '--filter', 'status=paused', '--format', '{{.Name}}', 'web'] },
      { args: ['ps', '--status', 'bogus', '-q'] },
      { args: ['ps', '-aq', 'web', 'db'], output: (ids) => ids.split('\n').map((id) => id.length) },
      'ps --filter status',
      'ps --filter service=web',
      'ps --format {{.None}}',
    ],
  },
  {
    name: 'ps: containers of services that left the files',
    compose: two,
    steps: [
      'up -d',
      {
        args: ['ps', '--format', '{{.Name}}'],
        write: { 'compose.yaml': `services: {web: {${base}}}` },
      },
      { args: ['ps', '--orphans=false', '--format', '{{.Name}}'] },
      { args: ['ps', '-a', '--orphans=false', '--services'] },
    ],
  },
  {
    name: 'ls: projects, running or all',
    compose: two,
    steps: [
      'up -d',
      'stop db',
      rows(['ls', '--filter', 'name=NAME', '--format', 'json']),
      rows(['ls', '-a', '--filter', 'name=NAME', '--format', 'json']),
      'ls -q --filter name=NAME',
      'stop',
      'ls -q --filter name=NAME',
      'ls -aq --filter name=NAME',
      heads(['ls', '--filter', 'name=NAME']),
      'ls --filter project=NAME',
      'ls --format xml',
    ],
  },
  {
    name: 'images: of the containers, as ids and as JSON',
    differs: { why: '## Rows with more in them', after: [4] },
    compose: `services: {web: {${base}}, db: {image: IMAGE2, network_mode: none}}`,
    steps: [
      'create',
      'images -q',
      'images -q web',
      rows(['images', '--format', 'json'], (row) => ({
        ...row,
        Created: some(row.Created),
        LastTagTime: some(row.LastTagTime),
      })),
      heads(['images']),
      'images --format xml',
    ],
  },
  {
    name: 'volumes: fields, formats, those of a service',
    compose: `services:
  web: {${base}, volumes: ["data:/d", /anonymous]}
  db: {${base}, volumes: ["other:/d"]}
volumes: {data: {labels: {a: b}}, other: }
`,
    steps: [
      'up -d',
      'volumes -q',
      'volumes -q db',
      rows(['volumes', '--format', 'json'], (row) => ({
        ...row,
        Labels: row.Labels?.match(/a=b/)?.[0],
      })),
      { args: ['volumes', '--format', '{{.Name}} {{.Label "a"}} {{.Driver}} {{.Scope}} {{.Size}}'] },
      { args: ['volumes', '--format', 'table {{.Name}}'] },
    ],
  },
  {
    name: 'top, and stats measured once',
    compose: `services: {web: {${base}}, db: {${base}}}`,
    steps: [
      'up -d',
      {
        args: ['top'],
        output: (printed) =>
          printed
            .replaceAll(/\d{2,}/g, '0')
            .split('\n')
            .map((line) => line.split(/ +/).filter((_, at) => ![3, 4, 5, 6].includes(at))),
      },
      heads(['top', 'web']),
      rows(['stats', '--no-stream', '--format', 'json', 'web'], ({ Name, PIDs, NetIO, ...row }) => ({
        Name,
        PIDs,
        NetIO,
        fields: Object.keys(row).sort().join(),
      })),
      'stop db',
      {
        args: ['stats', '-a', '--no-stream', '--format', 'table {{.Name}}\t{{.PIDs}}\t{{.Container}}'],
        output: (printed) =>
          printed
            .split('\n')
            .sort()
            .map((line) => line.split(/ +/)),
      },
      'top db',
    ],
  },
  {
    name: 'port: of a protocol, of a replica, of one on several addresses',
    compose: `services:
  web: {image: IMAGE, stop_grace_period: 0s, ports: ["127.0.0.1:45200-45201:80"]}
  one: {image: IMAGE, stop_grace_period: 0s, ports: ["45204:80", "127.0.0.1:45205:81/udp", "127.0.0.1:45206:82"]}
`,
    steps: [
      'up -d',
      'up -d --scale web=2',
      'port --index 2 web 80',
      'port --index 0 one 80',
      'port --index 3 web 80',
      'port --protocol udp one 81',
      'port one 81',
      'port one 82',
      'port one 99999',
      'port one',
      'port --protocol x one 80',
      'stop one',
      'port one 82',
    ],
  },
  {
    name: 'logs: since, until, tail, times, one replica',
    compose: `services: {web: {${base}, scale: 2, command: [sh, -c, "echo one; echo two; echo three; exec sleep 1000"], healthcheck: {test: "true", interval: 100ms}}, job: {${base}, command: [sh, -c, "echo job"]}}`,
    steps: [
      'up -d --wait web',
      'run -T --rm job',
      { args: ['logs', '--index', '2', 'web'], output: 'exactly' },
      { args: ['logs', '--index', '1', '-n', '2', 'web'], output: 'exactly' },
      { args: ['logs', '--no-log-prefix', '--index', '1', '--tail', '0', 'web'] },
      'logs --since 1h',
      'logs --until 1h',
      'logs --since 2020-01-01 --until 2020-01-02T00:00:00Z',
      { args: ['logs', '-t', '--index', '1', 'web'], output: (printed) => printed.replaceAll(/\d/g, '0') },
      'logs --index 3 web',
      'logs --tail',
      'logs --index x web',
    ],
  },
]
