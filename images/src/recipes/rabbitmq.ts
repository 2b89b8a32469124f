import type { Recipe } from './recipe.ts'

export const rabbitmq: Recipe = {
  name: 'rabbitmq',
  tag: '3',
  packages: ['rabbitmq-server'],
  version: { package: 'rabbitmq-server', startsWith: '3.' },
  exclude: ['etc/init.d', 'etc/logrotate.d', 'etc/default', 'usr/lib/ocf', 'usr/sbin/rabbitmq'],
  users: [{ name: 'rabbitmq', uid: 999, home: '/var/lib/rabbitmq' }],
  folders: [
    { path: 'etc/rabbitmq/conf.d', user: 'rabbitmq', mode: 0o755 },
    { path: 'var/lib/rabbitmq', user: 'rabbitmq', mode: 0o750 },
    { path: 'var/lib/rabbitmq/mnesia', user: 'rabbitmq', mode: 0o750 },
    { path: 'var/log/rabbitmq', user: 'rabbitmq', mode: 0o750 },
  ],
  files: [{ path: 'usr/local/bin/docker-entrypoint.sh', from: 'rabbitmq/docker-entrypoint.sh', mode: 0o755 }],
  config: {
    Entrypoint: ['docker-entrypoint.sh'],
    Cmd: ['rabbitmq-server'],
    Env: {
      HOME: '/var/lib/rabbitmq',
      LANG: 'C.UTF-8',
      PATH: '/usr/lib/rabbitmq/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin',
      RABBITMQ_LOGS: '-',
    },
    ExposedPorts: { '4369/tcp': {}, '5672/tcp': {}, '25672/tcp': {} },
    User: 'rabbitmq',
    Volumes: { '/var/lib/rabbitmq': {} },
  },
  official: 'rabbitmq:3',
}
