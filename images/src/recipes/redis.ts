import type { Recipe } from './recipe.ts'

export const redis: Recipe = {
  name: 'redis',
  tag: '7',
  packages: ['redis-server'],
  version: { package: 'redis-server', startsWith: '7.' },
  users: [{ name: 'redis', uid: 999, home: '/data' }],
  folders: [{ path: 'data', user: 'redis', mode: 0o755 }],
  files: [
    { path: 'usr/local/bin/docker-entrypoint.sh', from: 'redis/docker-entrypoint.sh', mode: 0o755 },
    { path: 'etc/redis/container.conf', from: 'redis/container.conf', mode: 0o644 },
  ],
  config: {
    Entrypoint: ['docker-entrypoint.sh'],
    Cmd: ['redis-server'],
    ExposedPorts: { '6379/tcp': {} },
    User: 'redis',
    Volumes: { '/data': {} },
    WorkingDir: '/data',
  },
  official: 'redis:7',
}
