import { Refusal } from '../http/refusal.ts'

export type Remote =
  | { kind: 'ssh'; url: string; host: string }
  | { kind: 'https' | 'http'; url: string; host: string }
  | { kind: 'local'; url: string }

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])
const scpLike = /^(?<user>[A-Za-z0-9_][A-Za-z0-9_.-]*@)?(?<host>[A-Za-z0-9][A-Za-z0-9.-]*):(?<path>[^:].*)$/
const pathText = /^[A-Za-z0-9_~/.][^\s\\'"`$<>|;*?{}()!&]*$/

/**
 * Reads what a user typed as the address of a repository. Only ssh, https and, for administrators, local paths
 * pass; http to this machine alone. Everything that git could take for an option, a helper (`ext::`) or a shell's
 * business is refused here, once.
 */
export function parseRemote(text: string, options: { allowLocal: boolean }): Remote {
  const url = text.trim()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (url === '' || url.startsWith('-') || /[\x00-\x20\x7f]/.test(url))
    throw badUrl('It may not hold spaces or begin with "-".')
  if (/^[A-Za-z0-9]+::/.test(url)) throw badUrl('Remote helpers ("name::address") are not used.')
  if (url.startsWith('/') || url.startsWith('file://')) return local(url, options.allowLocal)
  if (url.includes('://')) return withScheme(url)
  const match = scpLike.exec(url)
  const { host, path } = match?.groups ?? {}
  if (!host || !path || path.startsWith('-') || !pathText.test(path)) {
    throw badUrl(
      'Write https://host/group/name.git, ssh://git@host/group/name.git or git@host:group/name.git.',
    )
  }
  return { kind: 'ssh', url, host: host.toLowerCase() }
}

function withScheme(url: string): Remote {
  if (!URL.canParse(url)) throw badUrl('It cannot be read as an address.')
  const { protocol, hostname, username, password, pathname, search, hash } = new URL(url)
  const scheme = protocol.slice(0, -1)
  if (scheme !== 'ssh' && scheme !== 'https' && scheme !== 'http') {
    throw badUrl(`"${scheme}" is not used; ssh and https are.`)
  }
  if (scheme === 'http' && !loopback.has(hostname)) {
    throw badUrl('Without encryption only this machine is reached; write https.')
  }
  if (password) throw badUrl('Put the token or password into its own field, where it is kept encrypted.')
  if (!/^(\[[0-9a-f:]+\]|[a-z0-9][a-z0-9._-]*)$/i.test(hostname)) throw badUrl('The host name is not valid.')
  if (username && !/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(username)) throw badUrl('The user name is not valid.')
  if (pathname.length < 2 || !pathText.test(decoded(pathname)) || search || hash)
    throw badUrl('The path is not valid.')
  return { kind: scheme, url, host: hostname.toLowerCase() }
}

function local(url: string, allowed: boolean): Remote {
  const path = url.startsWith('file://') ? decoded(url.slice('file://'.length)) : url
  if (!allowed) {
    throw new Refusal('not-allowed', {
      detail: 'Repositories in a folder of the server are for administrators.',
      field: 'source.url',
    })
  }
  if (!path.startsWith('/') || path.split('/').includes('..'))
    throw badUrl('A local path begins with "/" and has no "..".')
  return { kind: 'local', url: path }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw badUrl('The path is not valid.')
  }
}

const badUrl = (detail: string) =>
  new Refusal('git-bad-url', {
    detail: `This is not an address of a git repository. ${detail}`,
    field: 'source.url',
  })
