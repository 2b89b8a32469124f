import { changed, type Scenario } from '../scenario.ts'
import { base, lines } from './services.ts'

/** Networks, volumes, secrets and configs. */
export const resources: Scenario[] = [
  {
    name: 'networks: aliases, addresses, priority, internal',
    compose: `services:
  web:
    image: IMAGE
    stop_grace_period: 0s
    networks:
      front: {aliases: [shop, www], priority: 10}
      back: {ipv4_address: 10.213.7.9}
networks:
  front: {driver_opts: {com.docker.network.bridge.enable_icc: "true"}, labels: {a: b}}
  back: {internal: true, ipam: {config: [{subnet: 10.213.7.0/24, gateway: 10.213.7.1}]}}
`,
    steps: ['up -d', 'up -d', 'down'],
  },
  {
    name: 'a changed network is made anew, with what is in it',
    differs: { why: '## A changed network', after: [2] },
    compose: 'services: {web: {image: IMAGE, stop_grace_period: 0s}}',
    steps: [
      'up -d',
      {
        args: ['up', '-d'],
        write: {
          'compose.yaml':
            'services: {web: {image: IMAGE, stop_grace_period: 0s}}\nnetworks: {default: {labels: {a: b}}}',
        },
      },
    ],
  },
  {
    name: 'sharing namespaces of a service',
    compose: `services:
  web: {image: IMAGE, stop_grace_period: 0s}
  side: {image: IMAGE, stop_grace_period: 0s, network_mode: "service:web", pid: "service:web", ipc: "shareable"}
`,
    steps: ['up -d', 'up -d --force-recreate web', 'down'],
  },
  {
    name: 'links and extra hosts',
    compose: `services:
  db: {image: IMAGE, stop_grace_period: 0s}
  web: {image: IMAGE, stop_grace_period: 0s, links: ["db:database"], extra_hosts: ["a.test:10.0.0.1"]}
`,
    steps: ['up -d', 'down'],
  },
  {
    name: 'volumes: named, anonymous, tmpfs, bind; kept and renewed',
    compose: `services:
  web:
    ${lines}
    volumes: ["data:/data", /anonymous, {type: tmpfs, target: /t, tmpfs: {size: 1m}}, "./:/here:ro"]
volumes: {data: {labels: {a: b}}}
`,
    steps: ['up -d', 'up -d --force-recreate', 'up -d -V', 'down', 'down -v'],
  },
  {
    name: 'a volume with nothing copied, and of an image',
    compose: `services:
  web: {image: IMAGE2, network_mode: none, stop_grace_period: 0s, volumes: [{type: volume, source: data, target: /etc, volume: {nocopy: true}}]}
volumes: {data: }
`,
    steps: ['up -d', 'up -d --force-recreate', 'down -v'],
  },
  {
    name: 'external network that is missing',
    compose:
      'services: {web: {image: IMAGE, networks: [n]}}\nnetworks: {n: {external: true, name: compare-none}}',
    steps: ['up -d'],
  },
  {
    name: 'a network that somebody else made, under the name that ours should have',
    compose: 'services: {web: {image: IMAGE, networks: [n]}}\nnetworks: {n: {name: bridge}}',
    steps: ['up -d'],
  },
  {
    name: 'networks come and go from a service',
    compose:
      'services: {web: {image: IMAGE, stop_grace_period: 0s, networks: [aa, bb]}}\nnetworks: {aa: , bb: }',
    steps: [
      'up -d',
      changed(
        'up -d',
        'services: {web: {image: IMAGE, stop_grace_period: 0s, networks: [aa]}}\nnetworks: {aa: }',
      ),
      changed('up -d', 'services: {web: {image: IMAGE, stop_grace_period: 0s, network_mode: none}}'),
      'down',
    ],
  },
  {
    name: 'a volume under another name; an anonymous one that gets a name',
    compose: `services: {web: {${base}, volumes: ["data:/data", /anonymous]}}\nvolumes: {data: }`,
    steps: [
      'up -d',
      changed(
        'up -d',
        `services: {web: {${base}, volumes: ["other:/data", "named:/anonymous"]}}\nvolumes: {other: , named: }`,
      ),
      'down',
      'down -v',
    ],
  },
  {
    name: 'a folder that is missing where none may be made',
    compose: `services: {web: {${base}, volumes: [{type: bind, source: ./none, target: /none, bind: {create_host_path: false}}]}}`,
    steps: ['up -d'],
  },
  {
    name: 'content of configs and secrets that changes',
    compose: `services: {web: {${base}, configs: [a], secrets: [b]}}\nconfigs: {a: {content: one}}\nsecrets: {b: {environment: VALUE}}`,
    steps: [
      { args: ['up', '-d'], env: { VALUE: 'v' } },
      {
        args: ['up', '-d'],
        env: { VALUE: 'w' },
        write: {
          'compose.yaml': `services: {web: {${base}, configs: [a], secrets: [b]}}\nconfigs: {a: {content: two}}\nsecrets: {b: {environment: VALUE}}`,
        },
      },
      { args: ['exec', '-T', 'web', 'cat', '/a', '/run/secrets/b'], env: { VALUE: 'w' }, output: 'exactly' },
    ],
  },
  {
    name: 'secrets and configs that only a swarm has',
    compose: `services: {web: {${base}, secrets: [a]}}\nsecrets: {a: {external: true}}`,
    steps: ['config -q', 'up -d'],
  },
]
