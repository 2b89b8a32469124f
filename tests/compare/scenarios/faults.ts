import { changed, docker, type Scenario } from '../scenario.ts'
import { base, net } from './services.ts'

const names = { args: ['ps', '-a', '--format', '{{.Name}} {{.State}} {{.ExitCode}}'] }
const address = (taken: string) => `services:
  a: {${net}, networks: {n: {ipv4_address: 10.214.1.5}}}
  b: {${net}, networks: {n: {ipv4_address: ${taken}}}, depends_on: [a]}
networks: {n: {ipam: {config: [{subnet: 10.214.1.0/24}]}}}
`
const subnet = `services:
  web: {${net}, networks: [n]}
  other: {${base}, depends_on: [web]}
networks: {n: {ipam: {config: [{subnet: 10.214.2.0/24}]}}}
`
const port = (ofB: number) => `services:
  a: {${net}, ports: ["127.0.0.1:45301:80"]}
  b: {${net}, ports: ["127.0.0.1:${ofB}:81"], depends_on: [a]}
  c: {${base}, depends_on: [b]}
`
const inTheMiddle = (command: string) => `services:
  a: {${base}}
  b: {${base}, command: ${command}, depends_on: [a]}
  c: {${base}, depends_on: [b]}
  side: {${base}, depends_on: [a]}
`

/** What goes wrong: what ran runs on, and the same command, once it is put right, completes it. */
export const faults: Scenario[] = [
  {
    name: 'fault: a name that a stranger has',
    compose: `services: {db: {${base}}, web: {${base}, container_name: compare-c-taken, depends_on: [db]}}`,
    steps: [
      docker('run -d --name compare-c-taken --network none IMAGE'),
      'up -d',
      names,
      docker('rm -f compare-c-taken'),
      'up -d',
    ],
  },
  {
    name: 'fault: a port that another service has, then that it had',
    compose: port(45301),
    steps: ['up -d', names, changed('up -d', port(45302)), 'port b 81'],
  },
  {
    name: 'fault: a port for one, and replicas',
    differs: { why: '## Starts', after: [1, 2] },
    compose: `services: {web: {${net}, ports: ["127.0.0.1:45303:80"]}}`,
    steps: [
      'up -d --scale web=3',
      'scale web=1',
      'scale web=2',
      changed('up -d --scale web=2', `services: {web: {${net}, ports: ["127.0.0.1:45304-45305:80"]}}`),
      'up -d',
    ],
  },
  {
    name: 'fault: commands, users, devices and folders that are not there',
    compose: `services:
  file: {${base}, command: [/none]}
  rights: {${base}, command: [/etc/version]}
  user: {${base}, user: nobody7}
  device: {${base}, devices: [/dev/none]}
  folder: {${base}, working_dir: /etc/version}
  runtime: {${base}, runtime: none}
  right: {${base}, cap_add: [NOPE]}
`,
    steps: [
      ...['file', 'rights', 'user', 'device', 'folder', 'runtime', 'right'].map((name) => `up -d ${name}`),
      names,
      'start rights',
      'restart file',
      'run --rm -T file',
      'down',
    ],
  },
  {
    name: 'fault: in the middle of a chain, twice, then put right',
    compose: inTheMiddle('[/none]'),
    steps: ['up -d', 'up -d', changed('up -d', inTheMiddle('[sleep, "1000"]')), names],
  },
  {
    name: 'fault: an address that another has, one outside of the subnet, one that fits',
    compose: address('10.214.1.5'),
    steps: ['up -d', changed('up -d', address('10.214.9.5')), changed('up -d', address('10.214.1.6'))],
  },
  {
    name: 'fault: a subnet that a stranger has',
    differs: { why: '## Starts', after: [2, 3, 4] },
    compose: subnet,
    steps: [
      docker('network create --subnet 10.214.2.0/24 compare-c-net'),
      'up -d',
      docker('network rm compare-c-net'),
      'up -d',
    ],
  },
  {
    name: 'fault: a folder that must be there, then is',
    compose: `services:
  a: {${base}}
  b: {${base}, volumes: [{type: bind, source: ./none, target: /x, bind: {create_host_path: false}}], depends_on: [a]}
`,
    steps: ['up -d', { args: ['up', '-d'], write: { 'none/file': 'x' } }, 'exec -T b cat /x/file'],
  },
  {
    name: 'fault: a volume that can be made and not mounted',
    compose: `services: {a: {${base}, volumes: ["data:/d"]}, b: {${base}}}
volumes: {data: {driver_opts: {type: none, o: bind, device: /none/here}}}
`,
    steps: [
      'up -d',
      'up -d b',
      changed('up -d -y', `services: {a: {${base}, volumes: ["data:/d"]}, b: {${base}}}\nvolumes: {data: }`),
      'down -v',
    ],
  },
  {
    name: 'fault: an image that is missing and may not be pulled',
    differs: { why: '## What cannot be done', after: [1, 2, 3] },
    compose: `services: {a: {${base}}, b: {image: "compare-c-none:1", pull_policy: never, network_mode: none, depends_on: [a]}}`,
    steps: ['up -d', 'run --rm -T b true', changed('up -d', `services: {a: {${base}}, b: {${base}}}`)],
  },
  {
    name: 'fault: services that wait for each other',
    compose: `services: {a: {${base}, depends_on: [b]}, b: {${base}, depends_on: [a]}}`,
    steps: [
      'up -d',
      'config -q',
      changed('up -d', `services: {a: {${net}, links: [b]}, b: {${net}, volumes_from: [a]}}`),
    ],
  },
]
