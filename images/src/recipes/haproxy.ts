import type { Recipe } from './recipe.ts'

const netBindService = 1 << 10

export const haproxy: Recipe = {
  name: 'haproxy',
  tag: '2.6',
  packages: ['haproxy'],
  version: { package: 'haproxy', startsWith: '2.6.' },
  exclude: [
    'etc/init.d',
    'etc/logrotate.d',
    'etc/rsyslog.d',
    'etc/default',
    'usr/share/vim',
    'usr/bin/halog',
  ],
  users: [{ name: 'haproxy', uid: 99, home: '/var/lib/haproxy' }],
  folders: [{ path: 'var/lib/haproxy', user: 'haproxy', mode: 0o755 }],
  // On the host's network, ports below 1024 are out of reach for a user other than root.
  capabilities: { 'usr/sbin/haproxy': netBindService },
  config: {
    Cmd: ['haproxy', '-W', '-db', '-f', '/usr/local/etc/haproxy/haproxy.cfg'],
    // Stops gracefully on SIGUSR1: connections are served to their end.
    StopSignal: 'SIGUSR1',
    User: 'haproxy',
  },
  official: 'haproxy:2.6',
}
