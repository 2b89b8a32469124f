import { type Scenario, type Step, wordsOf } from '../scenario.ts'
import { base } from './services.ts'

/** A build; its lines are mere progress. */
const built = (args: string, more: Partial<Step> = {}): Step => ({
  args: wordsOf(args),
  output: 'ignored',
  ...more,
})

/** The same with BuildKit, which the engine has. */
const builtByKit = (args: string, more: Partial<Step> = {}): Step =>
  built(args, { ...more, env: { ...more.env, DOCKER_BUILDKIT: '1' } })

/** What an image is, by the template of `docker image inspect`. */
const image = (name: string, template: string): Step => ({
  by: 'docker',
  args: ['image', 'inspect', '-f', template, name],
})

const three = `FROM IMAGE AS one
ARG A
ARG B
ARG C
ENV V=$A-$B-$C
FROM one AS two
ENV T=two
FROM one AS three
`

/** Builds: what goes in, what comes out, how they fail. */
export const building: Scenario[] = [
  {
    name: 'builds: arguments, targets, labels, tags, of the file and of the command line',
    compose: `services:
  a: {build: {context: ., target: two, args: {A: "1", B: }, labels: {l: m}, tags: ["compare-b-tag:1"]}, image: "compare-b-named:1", network_mode: none, stop_grace_period: 0s}
  b: {build: {context: ., no_cache: true}, network_mode: none, stop_grace_period: 0s, depends_on: [a]}
`,
    files: { Dockerfile: three },
    steps: [
      built('build a', { env: { B: 'shell' } }),
      image('compare-b-named:1', '{{.Config.Env}} {{.Config.Labels.l}}'),
      image('compare-b-tag:1', '{{.Config.Env}}'),
      built('build --build-arg C=c --build-arg B a', { env: { B: 'other' } }),
      image('compare-b-named:1', '{{.Config.Env}}'),
      built('build --with-dependencies --quiet b'),
      image('NAME-b', '{{.Config.Env}}'),
      'up -d --no-build',
      built('up -d --build --quiet-build a', { write: { Dockerfile: three.replace('T=two', 'T=more') } }),
      'down --rmi local',
      'images -q',
      { by: 'docker', args: ['rmi', 'compare-b-tag:1', 'compare-b-named:1'], output: 'ignored' },
    ],
  },
  {
    name: 'builds: a context with what is left out of it',
    compose: `services:
  web: {build: {context: ctx, dockerfile: Other, shm_size: 8m, network: none, extra_hosts: ["h.test:10.0.0.1"], ulimits: {nofile: 100}}, network_mode: none, stop_grace_period: 0s}
`,
    files: {
      'ctx/Other': 'FROM IMAGE\nCOPY . /ctx\nRUN busybox grep h.test /etc/hosts > /hosts\n',
      'ctx/keep/me': 'k',
      'ctx/drop/me': 'd',
      'ctx/logs/a.log': 'l',
      'ctx/logs/b.log': 'l',
      'ctx/.dockerignore': '# comment\ndrop\n**/*.log\n!logs/b.log\nOther\n',
    },
    steps: [
      built('build'),
      'run --rm -T web busybox find /ctx',
      'run --rm -T web cat /hosts',
      builtByKit('build'),
      'run --rm -T web busybox find /ctx',
      'run --rm -T web cat /hosts',
      'down --rmi local',
    ],
  },
  {
    name: 'builds with BuildKit: inline, secrets, stages',
    compose: `services:
  inline: {build: {dockerfile_inline: "FROM IMAGE\\nCOPY f.txt /f\\n"}, network_mode: none}
  more:
    build:
      context: .
      dockerfile_inline: |
        FROM IMAGE
        RUN --mount=type=secret,id=s cat /run/secrets/s > /secret
      secrets: [s]
    network_mode: none
  late: {build: {context: ., target: two}, network_mode: none}
secrets: {s: {environment: SECRET}}
`,
    files: { Dockerfile: three, 'f.txt': 'f' },
    steps: [
      builtByKit('build', { env: { SECRET: 'told' } }),
      'run --rm -T inline cat /f',
      'run --rm -T more cat /secret',
      image('NAME-late', '{{.Config.Env}}'),
      builtByKit('up -d --build late'),
      builtByKit('up -d'),
      'down --rmi local',
    ],
  },
  {
    name: 'builds that cannot be: no file, no folder, no stage, a step that fails',
    compose: `services:
  file: {build: {context: ., dockerfile: None}}
  folder: {build: ./none}
  stage: {build: {context: ., target: four}}
  step: {build: {context: ., dockerfile: Failing}, network_mode: none}
  word: {build: {context: ., dockerfile: Unknown}}
  from: {build: {context: ., dockerfile: Away}}
  agent: {build: {context: ., ssh: [default]}}
  plain: {${base}}
`,
    files: {
      Dockerfile: three,
      Failing: 'FROM IMAGE\nRUN exit 7\n',
      Unknown: 'FROM IMAGE\nNONE x\n',
      Away: 'FROM 127.0.0.1:1/compare-b-none:1\n',
    },
    steps: [
      built('build file'),
      built('build folder'),
      built('build stage'),
      built('build step'),
      built('build word'),
      built('build from'),
      built('build agent'),
      builtByKit('build file'),
      builtByKit('build stage'),
      builtByKit('build step'),
      builtByKit('build word'),
      built('up -d step'),
      built('up -d --build plain step'),
      built('run --rm -T step true'),
      'build plain',
      'build none',
      'build --build-arg',
    ],
  },
  {
    name: 'builds with the classic builder: inline, contexts, several platforms',
    differs: { why: '## Builds', after: [2, 3, 4, 6] },
    compose: `services:
  inline: {build: {dockerfile_inline: "FROM IMAGE\\nCOPY f.txt /f\\n"}, network_mode: none}
  more: {build: {context: ., additional_contexts: {other: ./other}}, network_mode: none}
  many: {build: {context: ., platforms: [linux/amd64, linux/arm64]}, network_mode: none}
  away: {build: {context: ., isolation: hyperv}}
`,
    files: { Dockerfile: 'FROM IMAGE\n', 'f.txt': 'f', 'other/me': 'me' },
    steps: [
      built('build inline'),
      'run --rm -T inline cat /f',
      built('build more'),
      built('build many'),
      built('build away'),
      built('build --builder other inline'),
      'down --rmi local',
    ],
  },
]
