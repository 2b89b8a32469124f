import { changed, docker, type Scenario, type Step } from '../scenario.ts'
import { base, lines } from './services.ts'

const inWeb = (...command: string[]): Step => ({
  args: ['exec', '-T', 'web', ...command],
  output: 'exactly',
})

/** Volumes, mounts, secrets and configs. */
export const storage: Scenario[] = [
  {
    name: 'volumes of the local driver: memory, a folder, labels, a name from a variable',
    compose: `services:
  web:
    ${lines}
    volumes: ["memory:/memory", "folder:/folder:ro", "named:/named", "plain:/plain"]
volumes:
  memory: {driver: local, driver_opts: {type: tmpfs, device: tmpfs, o: "size=2m,uid=7"}, labels: [a=b, c]}
  folder: {driver: local, driver_opts: {type: none, device: ./here, o: bind}}
  named: {name: "compare-a-\${WHICH:-one}", labels: {d: 1}}
  plain:
`,
    files: { 'here/f.txt': 'f' },
    steps: [
      'up -d',
      inWeb('grep', '-E', '^tmpfs /memory', '/proc/mounts'),
      inWeb('ls', '/folder'),
      'up -d',
      { args: ['up', '-d'], env: { WHICH: 'two' } },
      'down -v',
    ],
  },
  {
    name: 'a folder of a volume that is missing, settings of a volume that change or cannot be',
    compose: `services: {web: {${base}, volumes: ["data:/data"]}}\nvolumes: {data: {driver_opts: {type: none, device: /none, o: bind}}}`,
    steps: [
      'up -d',
      changed(
        'up -d -y',
        `services: {web: {${base}, volumes: ["data:/data"]}}\nvolumes: {data: {labels: {a: b}}}`,
      ),
      changed(
        'up -d -y',
        `services: {web: {${base}, volumes: ["data:/data"]}}\nvolumes: {data: {driver_opts: {nope: x}}}`,
      ),
    ],
  },
  {
    name: 'external volumes and networks that are there',
    compose: `services:
  web: {image: IMAGE, stop_grace_period: 0s, networks: [out], volumes: ["data:/data"]}
networks: {out: {external: true, name: compare-a-net}}
volumes: {data: {external: true, name: compare-a-data}}
`,
    steps: [
      docker('network create --label a=b compare-a-net'),
      docker('volume create compare-a-data'),
      'up -d',
      'up -d --force-recreate',
      'down -v',
      { args: ['volume', 'ls', '-q', '--filter', 'name=compare-a-'], by: 'docker' },
      { args: ['network', 'ls', '--filter', 'name=compare-a-net', '--format', '{{.Name}}'], by: 'docker' },
      docker('network rm compare-a-net'),
      docker('volume rm compare-a-data'),
    ],
  },
  {
    name: 'a volume that somebody else made, under the name that ours should have',
    differs: { why: '## Volumes of others', after: [4, 5] },
    compose: `services: {web: {${base}, volumes: ["data:/data"]}}\nvolumes: {data: {name: compare-a-other}}`,
    steps: [
      docker('volume create compare-a-other'),
      'up -d',
      'down -v',
      { args: ['volume', 'ls', '-q', '--filter', 'name=compare-a-'], by: 'docker' },
      docker('volume rm compare-a-other'),
    ],
  },
  {
    name: 'mounts in the long form',
    compose: `services:
  web:
    ${lines}
    volumes:
      - {type: volume, source: data, target: /data, read_only: true, volume: {nocopy: true}}
      - {type: volume, target: /anonymous, volume: {labels: {a: b}}}
      - {type: bind, source: ./here, target: /here, read_only: true, bind: {propagation: rprivate}}
      - "./here:/there:z"
      - {type: bind, source: ./here/f.txt, target: /f.txt, bind: {create_host_path: false}}
      - "./made/by/it:/made:ro"
      - {type: bind, source: ./here, target: /deep, bind: {recursive: disabled}}
volumes: {data: }
`,
    files: { 'here/f.txt': 'f' },
    steps: ['up -d', inWeb('ls', '/here', '/there', '/f.txt', '/made'), 'up -d --force-recreate', 'down -v'],
  },
  {
    name: 'a mount in the long form, of a folder that is missing',
    differs: { why: '## Folders of the host', after: [1] },
    compose: `services: {web: {${base}, volumes: [{type: bind, source: ./none, target: /none, bind: {selinux: z}}]}}`,
    steps: ['up -d'],
  },
  {
    name: 'part of a volume, and an image, on an engine that cannot',
    compose: `services:
  web: {${base}, volumes: [{type: volume, source: data, target: /data, volume: {subpath: a/b}}]}
  api: {${base}, volumes: [{type: image, source: IMAGE2, target: /image}]}
volumes: {data: }
`,
    steps: ['up -d web', 'up -d api'],
  },
  {
    name: 'volumes of another service and of a container',
    compose: `services:
  web: {${base}, volumes: ["data:/data", /anonymous, "./here:/here"]}
  other: {${base}, volumes_from: ["container:compare-a-outside", "web:rw"]}
volumes: {data: }
`,
    files: { 'here/f.txt': 'f' },
    steps: [
      docker('create --name compare-a-outside -v /outside IMAGE'),
      'up -d',
      'up -d',
      'up -d --force-recreate web',
      docker('rm -fv compare-a-outside'),
    ],
  },
  {
    name: 'volumes of another service, to read only',
    differs: { why: '## Volumes from others', after: [1, 2] },
    compose: `services: {web: {${base}, volumes: [/anonymous]}, reads: {${base}, volumes_from: ["web:ro"]}}`,
    steps: ['up -d', 'up -d'],
  },
  {
    name: 'an image with a volume: kept, given a name, renewed',
    compose: `services: {web: {${base.replace('IMAGE', 'IMAGE2')}, volumes: [/kept]}}`,
    steps: [
      'up -d',
      changed('up -d', `services: {web: {${base.replace('IMAGE', 'IMAGE2')}, hostname: other}}`),
      changed(
        'up -d',
        `services: {web: {${base.replace('IMAGE', 'IMAGE2')}, volumes: ["data:/kept"]}}\nvolumes: {data: }`,
      ),
      changed('up -d -V', `services: {web: {${base.replace('IMAGE', 'IMAGE2')}, tmpfs: /kept}}`),
      'down -v',
    ],
  },
  {
    name: 'secrets and configs: owner, mode, long targets, of every kind',
    compose: `services:
  web:
    ${lines}
    secrets:
      - a
      - {source: a, target: again, mode: 0400}
      - {source: b, target: /deep/er/b, uid: "7", gid: "8", mode: 0440}
      - {source: b, target: under/b, mode: "0600"}
    configs:
      - c
      - {source: c, target: relative/c, uid: "1000", mode: 0755}
      - {source: d, target: /d.txt}
      - {source: e, target: /tmp/e}
secrets: {a: {file: ./a.txt}, b: {environment: VALUE}}
configs: {c: {content: "c \${VALUE} $\${KEPT}\\n"}, d: {file: ./a.txt}, e: {environment: VALUE}}
`,
    files: { 'a.txt': 'a' },
    steps: [
      ...['up -d', 'up -d'].map((args) => ({ args: args.split(' '), env: { VALUE: 'v' } })),
      {
        ...inWeb(
          'stat',
          '-c',
          '%n %a %u %g',
          '/deep/er/b',
          '/run/secrets/under/b',
          '/c',
          '/relative/c',
          '/d.txt',
          '/tmp/e',
          '/run/secrets/again',
        ),
        env: { VALUE: 'v' },
      },
      {
        ...inWeb(
          'grep',
          '',
          '/deep/er/b',
          '/run/secrets/under/b',
          '/c',
          '/d.txt',
          '/tmp/e',
          '/run/secrets/again',
        ),
        env: { VALUE: 'v' },
      },
    ],
  },
  {
    name: 'secrets that cannot be there: no value, no file, nowhere to write',
    compose: `services:
  a: {${base}, secrets: [none]}
  b: {${base}, secrets: [file]}
  c: {${base}, read_only: true, configs: [text]}
  d: {${base}, read_only: true, configs: [{source: text, target: /memory/text}], tmpfs: [/memory]}
  e: {${base}, read_only: true, secrets: [there]}
secrets: {none: {environment: NOT_SET}, file: {file: ./gone.txt}, there: {file: ./a.txt}}
configs: {text: {content: text}}
`,
    files: { 'a.txt': 'a' },
    steps: ['up -d a', 'up -d b', 'up -d c', 'up -d d', 'up -d e'],
  },
]
