import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { asked, backendRules, frontendRules, userLists } from './access.ts'
import { tlsBind, tlsDefaults } from './certificates.ts'
import { checkConfig } from './check-config.ts'
import { type Backend, type BalancerConfig, type PublishedPort, type Server, serverName } from './config.ts'
import { failureRing } from './failures.ts'
import { latencySection, measured } from './latency.ts'
import { mapFile, mountPoint } from './maps.ts'
import { pageRules } from './page-rules.ts'
import { hostPages, pagesDigest, rawPages } from './pages.ts'

/**
 * The whole HAProxy configuration. The same configuration gives the same text.
 *
 * @throws BalancerConfigError when a value cannot be used
 */
export function render(config: BalancerConfig): string {
  checkConfig(config)
  return [
    ...globalSection(config),
    ...latencySection(),
    ...failureRing,
    ...defaultsSection(),
    ...webFrontend(config),
    ...config.published.flatMap((item) => portFrontend(item, config)),
    ...dashboardBackends(config),
    ...successorBackends(config),
    ...healthBackend,
    ...hostPages.flatMap(pageBackend),
    ...userLists(config),
    ...config.backends.flatMap((backend) => serviceBackend(backend, config)),
    '',
  ].join('\n')
}

/**
 * Digest of what a running HAProxy can only take over by a reload: everything but servers, certificates and what
 * is looked up in maps.
 * HAProxy carries it in its description, so that a new control plane knows what is running.
 */
export function structureOf(config: BalancerConfig): string {
  const bare = {
    ...config,
    routes: [],
    certificates: [],
    challenges: [],
    networkLists: [],
    backends: config.backends.map((backend) => ({ ...backend, servers: [] })),
  }
  const text = [
    ...latencySection(),
    ...failureRing,
    ...defaultsSection(),
    ...webFrontend(bare),
    ...bare.published.flatMap((item) => portFrontend(item, bare)),
    ...dashboardBackends(bare),
    ...successorBackends(bare),
    ...healthBackend,
    ...userLists(bare),
    ...bare.backends.flatMap((backend) => serviceBackend(backend, bare)),
    `${config.maxConnections} ${config.drainSeconds}`,
    pagesDigest(),
  ]
  return createHash('sha256').update(text.join('\n')).digest('hex').slice(0, 32)
}

/** The parameters of one server, for the file and for the runtime command alike. */
export function serverParameters(server: Server): string {
  const { weight = 100, disabled } = server
  const host = isIPv6(server.address) ? `[${server.address}]` : server.address
  // A replica is taken out after two failed checks (4 s), and back in after one that succeeds.
  const check = 'check inter 2s fall 2 rise 1'
  return [`${host}:${server.port} weight ${weight} ${check}`, ...(disabled ? ['disabled'] : [])].join(' ')
}

function globalSection(config: BalancerConfig): string[] {
  return [
    '# Written by Keelson; changes made by hand are lost.',
    'global',
    `  description ${structureOf(config)}`,
    `  stats socket ${mountPoint}/admin.sock mode 660 level admin expose-fd listeners`,
    '  stats timeout 1m',
    // Who looks asks for everything at once.
    '  stats maxconn 50',
    // Two descriptors a connection. HAProxy takes less where the system gives less, and reserves memory for all.
    `  fd-hard-limit ${2 * (config.maxConnections ?? 9000) + 200}`,
    // Workers of before a reload end with their last connection, or then.
    `  hard-stop-after ${config.drainSeconds ?? 1800}s`,
    '  mworker-max-reloads 100',
    // What programs write in one piece, 16 KiB, fits in with its head.
    '  tune.bufsize 20480',
    // What is longer passes in the kernel: 128 KiB at a time, which the replica may send before any of it is taken.
    '  tune.pipesize 131072',
    '  tune.rcvbuf.server 262144',
    ...(config.https ? tlsDefaults : []),
  ]
}

function defaultsSection(): string[] {
  return [
    '',
    'defaults',
    '  mode http',
    // Without it, an idle kept-alive connection is reset on a reload, under a request that is on its way.
    '  option idle-close-on-response',
    '  option splice-response',
    '  option redispatch 1',
    '  retries 3',
    '  retry-on conn-failure empty-response',
    '  timeout connect 4s',
    '  timeout client 10m',
    '  timeout client-fin 30s',
    '  timeout http-request 15s',
    '  timeout http-keep-alive 60s',
    '  timeout queue 10s',
    '  timeout server 10m',
    '  timeout server-fin 30s',
    '  timeout tunnel 24h',
    '  timeout check 3s',
    ...rawPages.map(({ status }) => `  errorfile ${status} ${mountPoint}/pages/${status}.http`),
  ]
}

function webFrontend(config: BalancerConfig): string[] {
  const { http, https } = config
  const addresses = http.addresses ?? ['*']
  return [
    '',
    'frontend web',
    ...addresses.map((address) => `  bind ${endpoint(address, http.port)}`),
    ...(https ? addresses.map((address) => `  bind ${endpoint(address, https.port)} ${tlsBind}`) : []),
    ...doors(config).map((door) => `  bind ${doorAddress(door)} accept-proxy mode 600 name ${door}`),
    ...(https ? ['  acl secure ssl_fc', '  acl secure so_name next-secure'] : []),
    ...measured,
    ...forwarded,
    ...(https ? ['  http-request add-header X-Forwarded-Proto https if secure'] : []),
    `  http-request add-header X-Forwarded-Proto http${https ? ' if !secure' : ''}`,
    ...frontendRules(config),
    // A worker that is being replaced knows old hosts: what still comes on its open connections goes to the new one.
    ...(https ? ['  use_backend successor-secure if { stopping } secure'] : []),
    '  use_backend successor if { stopping }',
    // A host that is not listed names no backend, which leads to the default one: asking before would be a second look.
    `  use_backend %[${asked},map_str(${mapFile('hosts')})]`,
    '  default_backend unlisted',
  ]
}

const isSocketIo = '{ var(txn.socketio) -m found }'

/** Who the visitor is and what was asked for. What the visitor claims about it is thrown away. */
const forwarded = [
  '  http-request del-header Forwarded',
  '  http-request del-header X-Real-IP',
  '  http-request del-header X-Forwarded- -m beg',
  // Added, not set: there is nothing left that would have to be looked for and replaced. HAProxy has a shorter way for
  // the address than an expression.
  '  option forwardfor',
  '  http-request add-header X-Forwarded-Host %[req.hdr(host,1)]',
  '  http-request add-header X-Forwarded-Port %[dst_port]',
  // Sent again to another replica only if a repetition cannot do harm.
  '  http-request disable-l7-retry unless METH_GET or METH_HEAD or METH_OPTIONS',
  // Looked at once, here: a backend asks for it before its own rules, and again when the answer comes.
  '  http-request set-var(txn.socketio) bool(true) if { path_beg /socket.io/ }',
]

function portFrontend(
  { port, address = '*', backend }: PublishedPort,
  { backends }: BalancerConfig,
): string[] {
  const kind = backends.find(({ name }) => name === backend)?.kind ?? 'tcp'
  return [
    '',
    `frontend port-${port}`,
    `  mode ${kind}`,
    `  bind ${endpoint(address, port)}`,
    ...(kind === 'http'
      ? [...measured, ...forwarded, '  http-request add-header X-Forwarded-Proto http']
      : ['  timeout client 24h', '  option clitcpka', '  no option idle-close-on-response']),
    `  default_backend ${backend}`,
  ]
}

function dashboardBackends({ dashboard }: BalancerConfig): string[] {
  const host = isIPv6(dashboard.address) ? `[${dashboard.address}]` : dashboard.address
  // Not checked: it says itself that it is away, and while it restarts the page of 503 does.
  const server = `  server control ${host}:${dashboard.port}`
  const isAddress = `{ ${asked} -m reg ^([0-9.]+|\\[[0-9a-f:.]+\\])$ }`
  return [
    '',
    'backend dashboard',
    server,
    '',
    'backend unlisted',
    ...pageRules('unknown', `!${isAddress}`),
    server,
  ]
}

/**
 * Where the worker after this one takes what this one hands over: sockets of its own, on which the visitor's address
 * travels with the connection. Which of the two says whether the visitor came by https.
 */
const doors = ({ https }: BalancerConfig) => (https ? ['next', 'next-secure'] : ['next'])
const doorAddress = (door: string) => `unix@${mountPoint}/${door}.sock`

function successorBackends(config: BalancerConfig): string[] {
  return doors(config).flatMap((door) => [
    '',
    `backend ${door.replace('next', 'successor')}`,
    `  server next ${doorAddress(door)} send-proxy-v2`,
  ])
}

const healthBackend = [
  '',
  'backend health',
  '  http-request return status 200 content-type text/plain string ok',
]

function pageBackend(page: (typeof hostPages)[number]): string[] {
  return ['', `backend page-${page}`, ...pageRules(page)]
}

function serviceBackend(backend: Backend, { cookieKey }: BalancerConfig): string[] {
  const { name, kind, servers, health, sticky = 'socket.io' } = backend
  const isSticky = kind === 'http' && sticky !== 'never'
  const onlySocketIo = sticky === 'socket.io'
  return [
    '',
    `backend ${name}`,
    `  mode ${kind}`,
    `  balance ${kind === 'tcp' ? 'leastconn' : 'roundrobin'}`,
    ...(kind === 'tcp' ? ['  timeout server 24h', '  option srvtcpka'] : []),
    ...(isSticky
      ? [
          `  dynamic-cookie-key ${cookieKey}`,
          '  cookie KEELSON insert indirect httponly attr SameSite=Lax dynamic',
          // The cookie's own "nocache" would read every answer, also those that get none.
          `  http-after-response add-header Cache-Control private if ${onlySocketIo ? `${isSocketIo} ` : ''}{ res.hdr(set-cookie) -m beg KEELSON= }`,
          ...(onlySocketIo ? [`  ignore-persist unless ${isSocketIo}`] : []),
        ]
      : []),
    ...(health
      ? [
          '  option httpchk',
          `  http-check send meth GET uri ${health.path} ver HTTP/1.1 hdr Host ${health.host ?? 'localhost'}`,
          '  http-check expect status 200-399',
        ]
      : []),
    ...(kind === 'http' ? backendRules(backend) : []),
    // A worker that is being replaced counts no servers, and still serves with all of them.
    ...(kind === 'http'
      ? ['  http-request allow if { nbsrv gt 0 } or { stopping }', ...pageRules('broken')]
      : []),
    ...servers.map((server) => `  server ${serverName(server)} ${serverParameters(server)}`),
  ]
}

function endpoint(address: string, port: number): string {
  if (address === '*') return `*:${port}`
  return isIPv6(address) ? `[${address}]:${port} v6only` : `${address}:${port}`
}
