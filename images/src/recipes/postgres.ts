import type { Recipe } from './recipe.ts'

/** Without LLVM: its just-in-time compiler is two thirds of the size, and off without it. */
export const postgres: Recipe = {
  name: 'postgres',
  tag: '15',
  packages: ['postgresql-15', 'postgresql-client-15'],
  version: { package: 'postgresql-15', startsWith: '15.' },
  exclude: [
    'usr/lib/postgresql/15/lib/bitcode',
    'usr/lib/postgresql/15/lib/llvmjit',
    'usr/lib/postgresql/15/lib/pgxs',
    'usr/share/postgresql/15/man',
  ],
  users: [{ name: 'postgres', uid: 999, home: '/var/lib/postgresql' }],
  folders: [
    { path: 'docker-entrypoint-initdb.d', user: 'root', mode: 0o755 },
    { path: 'run/postgresql', user: 'postgres', mode: 0o3777 },
    { path: 'var/lib/postgresql', user: 'postgres', mode: 0o755 },
    { path: 'var/lib/postgresql/data', user: 'postgres', mode: 0o700 },
  ],
  files: [{ path: 'usr/local/bin/docker-entrypoint.sh', from: 'postgres/docker-entrypoint.sh', mode: 0o755 }],
  config: {
    Entrypoint: ['docker-entrypoint.sh'],
    Cmd: ['postgres'],
    Env: {
      LANG: 'C.UTF-8',
      PATH: '/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin',
      PGDATA: '/var/lib/postgresql/data',
    },
    ExposedPorts: { '5432/tcp': {} },
    // "Fast shutdown": ends sessions and writes a checkpoint, where SIGTERM would wait for clients.
    StopSignal: 'SIGINT',
    User: 'postgres',
    Volumes: { '/var/lib/postgresql/data': {} },
  },
  official: 'postgres:15',
}
