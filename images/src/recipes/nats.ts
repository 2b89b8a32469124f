import type { Recipe } from './recipe.ts'

export const nats: Recipe = {
  name: 'nats',
  tag: '2',
  packages: ['nats-server'],
  version: { package: 'nats-server', startsWith: '2.' },
  users: [{ name: 'nats', uid: 1000, home: '/home/nats' }],
  folders: [{ path: 'home/nats', user: 'nats', mode: 0o755 }],
  files: [
    {
      path: 'etc/nats/nats-server.conf',
      content: 'listen: 0.0.0.0:4222\nhttp: 0.0.0.0:8222\n',
      mode: 0o644,
    },
  ],
  config: {
    Entrypoint: ['nats-server'],
    Cmd: ['--config', '/etc/nats/nats-server.conf'],
    ExposedPorts: { '4222/tcp': {}, '8222/tcp': {} },
    User: 'nats',
  },
  official: 'nats:2',
}
