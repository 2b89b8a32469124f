import { changed, docker, type Scenario } from '../scenario.ts'
import { net } from './services.ts'

const sharing = (more: string) => `services:
  first: {${net}, container_name: compare-a-first, network_mode: none${more}}
  second: {${net}, network_mode: "container:compare-a-first", depends_on: [first]}
`

/** How containers sit in networks, and who else's namespaces they share. */
export const networking: Scenario[] = [
  {
    name: 'networks: pools, gateways, aux addresses, options, a name from a variable',
    compose: `services:
  web:
    ${net.replaceAll(', ', '\n    ')}
    networks:
      pool: {ipv4_address: 10.211.1.20, aliases: [a, b], link_local_ips: [169.254.8.8], driver_opts: {x.y: z}}
      named: {priority: 100}
networks:
  pool:
    driver: bridge
    attachable: true
    ipam:
      driver: default
      options: {o: p}
      config: [{subnet: 10.211.1.0/24, ip_range: 10.211.1.16/28, gateway: 10.211.1.2, aux_addresses: {host1: 10.211.1.17}}]
    driver_opts: {com.docker.network.bridge.name: compare-a-br, com.docker.network.driver.mtu: 1400}
    labels: [a=b, c]
  named: {name: "compare-a-\${WHICH:-net}", internal: true, labels: {d: 1}}
`,
    steps: ['up -d', 'up -d', { args: ['up', '-d'], env: { WHICH: 'other' } }, 'down'],
  },
  {
    name: 'networks: two of equal rank, an address that changes, one that is taken',
    compose: `services:
  web: {${net}, networks: {zz: , aa: {priority: 0}, mm: {ipv4_address: 10.211.2.9}}}
networks: {zz: , aa: , mm: {ipam: {config: [{subnet: 10.211.2.0/24}]}}}
`,
    steps: [
      'up -d',
      changed(
        'up -d',
        `services:
  web: {${net}, networks: {zz: {aliases: [new]}, aa: , mm: {ipv4_address: 10.211.2.10}}}
  db: {${net}, depends_on: [web], networks: {mm: {ipv4_address: 10.211.2.10}}}
networks: {zz: , aa: , mm: {ipam: {config: [{subnet: 10.211.2.0/24}]}}}
`,
      ),
      'down',
    ],
  },
  {
    name: 'networks: what an older engine leaves out',
    compose: `services:
  web: {${net}, networks: {a: {priority: 1, gw_priority: 1}, b: {mac_address: "02:42:ac:11:65:43"}}}
  api: {${net}, mac_address: "02:42:ac:11:65:44", networks: [b]}
networks: {a: , b: {enable_ipv4: true}}
`,
    steps: ['up -d', 'up -d'],
  },
  {
    name: 'networks: what docker compose refuses on an older engine',
    differs: { why: '## What cannot be done', after: [1, 2] },
    compose: `services: {web: {${net}, networks: {a: {interface_name: eth7, mac_address: "02:42:ac:11:65:43"}}}}\nnetworks: {a: }`,
    steps: ['up -d', 'up -d'],
  },
  {
    name: 'networks: an address outside the pool, an option that is none',
    compose: `services:
  web: {${net}, networks: {a: {ipv4_address: 10.9.9.9}}}
  db: {${net}, networks: [b]}
networks: {a: {ipam: {config: [{subnet: 10.211.3.0/24}]}}, b: {driver_opts: {com.docker.network.driver.mtu: x}}}
`,
    steps: ['up -d web', 'up -d db', 'down'],
  },
  {
    name: 'the host network, another container, namespaces of all kinds',
    compose: `services:
  host: {${net}, network_mode: host, pid: host, ipc: host, uts: host, expose: [80]}
  bridge: {${net}, network_mode: bridge, dns: [10.0.0.1]}
  first: {${net}, container_name: compare-a-first, network_mode: none, ipc: shareable}
  second: {${net}, network_mode: "container:compare-a-first", depends_on: [first]}
  third: {${net}, network_mode: none, pid: "service:first", ipc: "service:first", depends_on: [first]}
`,
    steps: ['up -d', 'up -d', 'down'],
  },
  {
    name: 'another container by its name, which is replaced',
    differs: { why: '## Shared namespaces', after: [2] },
    compose: sharing(''),
    steps: ['up -d', changed('up -d', sharing(', hostname: other')), 'down'],
  },
  {
    name: 'a service whose namespaces others share changes, and is stopped',
    compose: `services:
  web: {${net}, network_mode: none, ipc: shareable}
  side: {${net}, network_mode: "service:web"}
  logs: {${net}, network_mode: none, pid: "service:side"}
`,
    steps: [
      'up -d',
      changed(
        'up -d',
        `services:
  web: {${net}, network_mode: none, ipc: shareable, hostname: other}
  side: {${net}, network_mode: "service:web"}
  logs: {${net}, network_mode: none, pid: "service:side"}
`,
      ),
      'stop web',
      'up -d side',
      'down',
    ],
  },
  {
    name: 'names: hosts, several addresses, resolvers, host and domain name',
    compose: `services:
  web:
    image: IMAGE
    stop_grace_period: 0s
    hostname: web
    domainname: here.test
    extra_hosts: ["a.test=10.0.0.1", "b.test:10.0.0.2", "six.test=[::1]", "seven.test:::2", "gate=host-gateway"]
    dns: [10.0.0.1, 10.0.0.2]
    dns_search: a.test
    dns_opt: ["ndots:2", timeout:3]
  api:
    image: IMAGE
    network_mode: none
    stop_grace_period: 0s
    extra_hosts: {a.test: [10.0.0.1, "::1"], c.test: 10.0.0.3}
    dns_search: [.]
`,
    steps: [
      'up -d',
      { args: ['exec', '-T', 'api', 'grep', 'test', '/etc/hosts'] },
      { args: ['exec', '-T', 'web', 'hostname'] },
    ],
  },
  {
    name: 'links: names, a container of somebody else',
    compose: `services:
  db: {${net}}
  web: {${net}, links: [db, "db:database"], external_links: ["compare-a-else", "compare-a-else:other"], networks: [default, back]}
networks: {back: }
`,
    steps: [
      docker('run -d --name compare-a-else --network none IMAGE'),
      'up -d',
      'up -d',
      'up -d --force-recreate db',
      docker('rm -f compare-a-else'),
      'down',
    ],
  },
  {
    name: 'links to several replicas',
    differs: { why: '## Links to replicas', after: [1] },
    compose: `services: {db: {${net}, scale: 2}, web: {${net}, links: [db]}}`,
    steps: ['up -d'],
  },
  {
    name: 'ports: ranges, addresses, protocols, the long form',
    compose: `services:
  web:
    image: IMAGE
    stop_grace_period: 0s
    expose: ["3000", "4000-4002/udp", 5000]
    ports:
      - "127.0.0.1:45120-45121:80-81/udp"
      - "45122:82/tcp"
      - "45122:82/udp"
      - {target: 84, published: "45124-45126", host_ip: 127.0.0.1, protocol: tcp, name: web, app_protocol: http}
      - {target: 85, published: 45127, mode: ingress}
      - "45128-45130:86"
  one: {image: IMAGE, stop_grace_period: 0s, ports: ["3000-3002", "6060/sctp"]}
`,
    steps: [
      'create',
      { args: ['create'], by: 'compose' },
      { args: ['create'], by: 'keelson' },
      'up -d web',
      { args: ['port', '--protocol', 'udp', 'web', '81'] },
    ],
  },
  {
    name: 'ports: an address of version 6',
    differs: { why: '## Addresses of version 6', after: [2] },
    compose: `services: {web: {${net}, ports: ["[::1]:45123:83"]}}`,
    steps: ['up -d', 'port web 83'],
  },
  {
    name: 'ports: a range for replicas, too small a one, one that is taken',
    compose: `services:
  web: {${net}, deploy: {replicas: 2}, ports: ["45131-45132:80"]}
  late: {${net}, ports: ["45131:80"], depends_on: [web]}
`,
    steps: ['up -d web', 'up -d --scale web=3 web', 'up -d late', 'down'],
  },
]
