import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { BalancerConfig } from '@keelson/balancer'
import { filesOf } from '../../packages/balancer/src/folder.ts'
import { mountPoint } from '../../packages/balancer/src/maps.ts'

/** A program that stands between visitors and the application, written down in `folder`. */
export type Contender = { name: string; port: number; argv: [string, ...string[]] }

export const host = 'shop.localhost'
/** Sizes of answers in KiB: an answer of an API, a page, a script or picture. */
export const sizes = [1, 16, 128]

/** As deploy/compose.yaml starts it: memory is kept at hand, where Debian's build gives it back after each use. */
const haproxyProgram = ['/usr/sbin/haproxy', '-db', '-dMglobal,no-tag', '-f'] as const

type Place = { folder: string; port: number; upstream: number }

/** What answers in the end: nginx with files that it keeps open. */
export function application({ folder, port }: Omit<Place, 'upstream'>): Contender {
  for (const size of sizes) write(join(folder, 'files', String(size)), 'x'.repeat(size * 1024))
  const server = `server {
    listen 127.0.0.1:${port} backlog=4096;
    root ${folder}/files;
    sendfile on;
    tcp_nopush on;
    open_file_cache max=100 inactive=600s;
    open_file_cache_valid 600s;
  }`
  return { name: 'direct', port, argv: nginx(folder, 'application', server) }
}

/** Keelson's own configuration, as it is rendered for an installation with one project, but for the folder's place. */
export function keelson({ folder, port, upstream }: Place): Contender {
  const config: BalancerConfig = {
    http: { port, addresses: ['127.0.0.1'] },
    dashboard: { hosts: ['localhost'], address: '127.0.0.1', port: 1 },
    routes: [{ host, backend: 'shop_production_web_80' }],
    published: [],
    cookieKey: 'benchmark-of-the-balancer',
    backends: [
      {
        name: 'shop_production_web_80',
        kind: 'http',
        sticky: 'socket.io',
        servers: [{ id: '0123456789ab', address: '127.0.0.1', port: upstream }],
      },
    ],
  }
  const own = join(folder, 'keelson')
  for (const [name, text] of Object.entries(filesOf(config)))
    write(join(own, name), text.replaceAll(mountPoint, own))
  return { name: 'keelson', port, argv: [...haproxyProgram, join(own, 'haproxy.cfg')] }
}

/** HAProxy as a person tunes it for this one application, with the same headers, checks and repetitions. */
export function haproxy({ folder, port, upstream }: Place, options: { repeats: boolean }): Contender {
  const name = options.repeats ? 'haproxy' : 'haproxy without repetition'
  const file = write(
    join(folder, `haproxy-${port}.cfg`),
    `global
  maxconn 4000
  nbthread 1
defaults
  mode http
  option idle-close-on-response
  option splice-response
  http-reuse always
  retries 3
  option redispatch 1
  ${options.repeats ? 'retry-on conn-failure empty-response' : 'retry-on conn-failure'}
  timeout connect 4s
  timeout client 60s
  timeout server 60s
frontend web
  bind 127.0.0.1:${port}
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header X-Forwarded-Port %[dst_port]
  http-request set-header X-Forwarded-Proto http
  use_backend shop if { req.hdr(host),host_only -i ${host} }
backend shop
  balance roundrobin
  server a 127.0.0.1:${upstream} check inter 2s
`,
  )
  return { name, port, argv: [...haproxyProgram, file] }
}

/** nginx as a person tunes it: connections to the application are kept, buffers fit the answers, no access log. */
export function nginxProxy({ folder, port, upstream }: Place): Contender {
  const server = `upstream shop {
    server 127.0.0.1:${upstream};
    keepalive 256;
    keepalive_requests 100000000;
    keepalive_timeout 600s;
  }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    server_name ${host};
    tcp_nodelay on;
    proxy_buffer_size 16k;
    proxy_buffers 32 16k;
    proxy_busy_buffers_size 128k;
    location / {
      proxy_pass http://shop;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Port $server_port;
      proxy_set_header X-Forwarded-Proto http;
    }
  }`
  return { name: 'nginx', port, argv: nginx(folder, 'proxy', server) }
}

/** Caddy sends the forwarded headers by itself. */
export function caddy({ folder, port, upstream }: Place): Contender {
  const file = write(
    join(folder, 'Caddyfile'),
    `{
  admin off
  auto_https off
}
http://${host}:${port} {
  bind 127.0.0.1
  reverse_proxy 127.0.0.1:${upstream} {
    transport http {
      keepalive_idle_conns_per_host 256
    }
  }
}
`,
  )
  return { name: 'caddy', port, argv: ['caddy', 'run', '--adapter', 'caddyfile', '--config', file] }
}

function nginx(folder: string, name: string, server: string): [string, ...string[]] {
  const own = join(folder, `nginx-${name}`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${own}/${kind};`)
    .join(' ')
  const file = write(
    join(own, 'nginx.conf'),
    `daemon off; pid ${own}/pid; error_log ${own}/errors;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
events { worker_connections 8192; multi_accept on; }
http {
  access_log off;
  keepalive_requests 100000000;
  keepalive_timeout 600s;
  ${temporary}
  ${server}
}
`,
  )
  return ['/usr/sbin/nginx', '-e', `${own}/errors`, '-c', file]
}

function write(file: string, text: string): string {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}
