import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { imageCertificates } from './paths.ts'

const wanted = new Set([
  'registry',
  'strict-ssl',
  'proxy',
  'https-proxy',
  'noproxy',
  'maxsockets',
  'fetch-retries',
])

/**
 * The lines of an npmrc for the images: registry (also of scopes), proxies, certificates.
 * Never tokens, passwords, or an address that holds a name and password.
 *
 * @param env read for `npm_config_*` and the places of npm's files
 */
export async function readNpmSettings(env: NodeJS.ProcessEnv): Promise<string> {
  const files = [
    '/etc/npmrc',
    '/usr/etc/npmrc',
    '/usr/local/etc/npmrc',
    env.npm_config_globalconfig,
    env.npm_config_userconfig ?? path.join(homedir(), '.npmrc'),
  ]
  const texts = await Promise.all(files.map((file) => (file ? readFile(file, 'utf8').catch(() => '') : '')))
  const fromEnv = Object.entries(env)
    .filter(([name, value]) => /^npm_config_/i.test(name) && value)
    .map(([name, value]) => `${name.slice(11).toLowerCase().replaceAll('_', '-')}=${value}`)
  const proxies = [
    ['proxy', env.http_proxy ?? env.HTTP_PROXY],
    ['https-proxy', env.https_proxy ?? env.HTTPS_PROXY],
    ['noproxy', env.no_proxy ?? env.NO_PROXY],
  ].flatMap(([key, value]) => (value ? [`${key}=${value}`] : []))
  return npmrcFor([...proxies, ...texts, ...fromEnv].join('\n'), env)
}

/** Pure: later lines win, `${NAME}` is replaced from `env`. */
export function npmrcFor(text: string, env: NodeJS.ProcessEnv): string {
  const settings = new Map<string, string>()
  for (const line of text.split('\n')) {
    const match = /^\s*([^#;=\s][^=\s]*)\s*=\s*(.*?)\s*$/.exec(line)
    if (!match) continue
    const [, key = '', raw = ''] = match
    const value = raw.replace(/^"(.*)"$/, '$1').replace(/\$\{(\w+)\}/g, (_, name: string) => env[name] ?? '')
    if (key === 'cafile') settings.set('cafile', imageCertificates)
    else if ((wanted.has(key) || /^@[\w.-]+:registry$/.test(key)) && isShareable(value))
      settings.set(key, value)
  }
  return [...settings]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}

/** Not empty, without credentials, and not this machine's loopback, which a container cannot reach. */
function isShareable(value: string): boolean {
  if (value === '' || value === 'null') return false
  if (!/^[a-z]+:\/\//i.test(value)) return true
  if (!URL.canParse(value)) return false
  const { username, password, hostname } = new URL(value)
  return !username && !password && !/^(localhost|127\..*|\[::1\])$/.test(hostname)
}
