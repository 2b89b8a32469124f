import { command } from './command.mjs'
import { dependencies } from './dependencies.mjs'
import { engine } from './engine.mjs'
import { node } from './node.mjs'
import { packages } from './packages.mjs'
import { web } from './web.mjs'

// Debian's names of what the platform itself calls.
const forStart = [
  { package: 'git', program: 'git' },
  { package: 'openssh-client', program: 'ssh-keygen' },
]

// What the tests and benchmarks run against: real servers, a real browser.
const forTests = [
  ...forStart,
  { package: 'openssh-server', program: '/usr/sbin/sshd' },
  { package: 'chromium-headless-shell', program: 'chromium-headless-shell' },
  { package: 'iproute2', program: 'ip' },
  { package: 'busybox-static', program: '/bin/busybox' },
  { package: 'docker-registry', program: 'docker-registry' },
  { package: 'pebble', program: 'pebble' },
  { package: 'openssl', program: 'openssl' },
  { package: 'podman', program: 'podman' },
  { package: 'redis-server', program: 'redis-server' },
  { package: 'redis-tools', program: 'redis-benchmark' },
  { package: 'postgresql', program: '/usr/share/postgresql-common/pg_wrapper' },
  { package: 'python3-swift', file: '/usr/lib/python3/dist-packages/swift/__init__.py' },
]

// What benchmarks compare with, and what makes their load.
const forBenchmarks = [
  ...forTests,
  { package: 'wrk', program: 'wrk' },
  { package: 'haproxy', program: '/usr/sbin/haproxy' },
  { package: 'nginx', program: '/usr/sbin/nginx' },
  { package: 'caddy', program: 'caddy' },
]

/** Tests make and remove containers by the thousand: memory for the engine's and its helpers' time, a fifth of it. */
const forTestsOnly = { GOGC: '400' }

/** What each purpose needs, in the order in which it is told. */
export function stepsFor(purpose) {
  switch (purpose) {
    case 'engine':
      return [node(), dependencies(), engine()]
    case 'compare':
      return [node(), dependencies(), engine(), command()]
    case 'start':
      return [node(), packages(forStart), dependencies(), engine(), web(), command()]
    case 'test':
      return [node(), packages(forTests), dependencies(), engine(forTestsOnly), web(), command()]
    case 'bench':
      return [node(), packages(forBenchmarks), dependencies(), engine(), web(), command()]
    default:
      throw new Error(
        `There is no set-up for "${purpose}": it is one of start, test, bench, compare, engine.`,
      )
  }
}
