import type { Recipe } from './recipe.ts'

/** The layer that all images share: C library, busybox, certificates, time zones. */
export const base: Recipe = {
  name: 'base',
  tag: '12',
  packages: ['libc6', 'libgcc-s1', 'libstdc++6', 'libc-bin', 'busybox-static', 'tzdata', 'netbase', 'zlib1g'],
  only: {
    'libc-bin': ['usr/lib/locale/C.utf8', 'usr/bin/getent', 'usr/bin/locale'],
    netbase: ['etc/protocols', 'etc/services'],
    'busybox-static': ['usr/bin/busybox'],
  },
  exclude: [
    'usr/lib/x86_64-linux-gnu/gconv',
    'usr/lib/aarch64-linux-gnu/gconv',
    'usr/share/zoneinfo/posix',
    'usr/share/zoneinfo/right',
    'usr/share/gcc',
    'usr/share/gdb',
  ],
  users: [],
  folders: [
    { path: 'tmp', user: 'root', mode: 0o1777 },
    { path: 'var/tmp', user: 'root', mode: 0o1777 },
    { path: 'run', user: 'root', mode: 0o755 },
    { path: 'root', user: 'root', mode: 0o700 },
    { path: 'dev', user: 'root', mode: 0o755 },
    { path: 'proc', user: 'root', mode: 0o555 },
    { path: 'sys', user: 'root', mode: 0o555 },
    { path: 'home', user: 'root', mode: 0o755 },
    { path: 'usr/sbin', user: 'root', mode: 0o755 },
    { path: 'usr/local/bin', user: 'root', mode: 0o755 },
  ],
  files: [
    { path: 'etc/nsswitch.conf', content: 'passwd: files\ngroup: files\nhosts: files dns\n', mode: 0o644 },
    { path: 'etc/timezone', content: 'Etc/UTC\n', mode: 0o644 },
  ],
  links: {
    bin: 'usr/bin',
    sbin: 'usr/sbin',
    lib: 'usr/lib',
    lib64: 'usr/lib64',
    'var/run': '/run',
    'etc/localtime': '/usr/share/zoneinfo/Etc/UTC',
  },
  config: { Cmd: ['sh'], Env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin' } },
  official: 'debian:12-slim',
}
