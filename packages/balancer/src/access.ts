import type { Backend, BalancerConfig } from './config.ts'
import { everybody, mapFile } from './maps.ts'
import { pageRules } from './page-rules.ts'

/**
 * The host that was asked for. Looked at anew wherever it is needed: a variable would cost every request more than the
 * second look costs those that need one.
 */
export const asked = 'req.hdr(host,1),host_only,lower'

/**
 * What is decided before it matters which backend answers.
 * A worker that is being replaced leaves it to the next one: its maps are no longer changed.
 */
export function frontendRules({ https }: BalancerConfig): string[] {
  const find = (what: string, name: Parameters<typeof mapFile>[0]) => `${what},map_str(${mapFile(name)})`
  const proof = find('path,field(4,/)', 'challenges')
  const outside = (list: string) =>
    `!{ ${find(`var(txn.${list}),concat(@,txn.network)`, 'passes')} -m found }`
  const listed = (list: string) => `!{ var(txn.${list}) -m str ${everybody} } !{ stopping }`
  const guards = find(asked, 'guarded')
  const hsts = find('var(txn.host)', 'hsts')
  return [
    `  http-request return status 200 content-type text/plain lf-string %[${proof}] if { path_beg /.well-known/acme-challenge/ } { ${proof} -m found }`,
    ...(https
      ? [
          `  http-request redirect code 308 location https://%[${asked}]${https.port === 443 ? '' : `:${https.port}`}%[pathq] if !secure !{ stopping } { ${find(asked, 'redirects')} -m found }`,
          // Nothing of the request is left when its answer comes, but what was put aside.
          `  http-request set-var(txn.host) ${asked} if secure`,
          `  http-after-response set-header Strict-Transport-Security %[${hsts}] if secure { ${hsts} -m found }`,
        ]
      : []),
    // Most hosts are open to everybody: nothing of what follows is looked at for them.
    `  http-request allow if !{ ${guards} -m found }`,
    `  http-request set-var(txn.allowed) ${guards},field(1,/)`,
    `  http-request set-var(txn.maintenance) ${guards},field(2,/)`,
    `  http-request set-var(txn.network) src,map_ip(${mapFile('networks')},none)`,
    ...pageRules('forbidden', `${listed('allowed')} ${outside('allowed')}`),
    ...pageRules('maintenance', `${listed('maintenance')} ${outside('maintenance')}`),
  ]
}

const userList = ({ name }: Backend) => `users-${name}`

/** Sections of names and passwords, one for each backend that asks for them. */
export function userLists({ backends }: BalancerConfig): string[] {
  return backends.flatMap((backend) => {
    const users = backend.access?.users ?? []
    if (users.length === 0) return []
    return [
      '',
      `userlist ${userList(backend)}`,
      ...users.map(({ name, hash }) => `  user ${name} password ${hash}`),
    ]
  })
}

/** Counted first, so that passwords cannot be tried faster than the limit. */
export function backendRules(backend: Backend): string[] {
  const { users = [], limit } = backend.access ?? {}
  return [
    ...(limit
      ? [
          `  stick-table type ipv6 size 100k expire ${limit.seconds}s store http_req_rate(${limit.seconds}s)`,
          '  http-request track-sc0 src,ipmask(32,64)',
          ...pageRules('limited', `{ sc_http_req_rate(0) gt ${limit.requests} }`, limit.seconds),
        ]
      : []),
    ...(users.length > 0
      ? [
          `  http-request auth realm Keelson unless { http_auth(${userList(backend)}) }`,
          '  http-request set-header X-Forwarded-User %[http_auth_user]',
          // The password is for the balancer alone.
          '  http-request del-header Authorization',
        ]
      : []),
  ]
}
