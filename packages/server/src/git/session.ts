import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Finished, run } from '@keelson/engine'
import { explainGitFailure } from './failure.ts'
import type { Remote } from './url.ts'

/** Who we are to the remote, and whom we believe. */
export type Credentials = {
  publicKey: string
  /** Tried one after the other. */
  privateKeys: string[]
  token?: string | undefined
  /** known_hosts lines pinned so far. */
  knownHosts: string
}

/** One contact with a remote. What git is told lives in a temporary folder and its environment, never in argv. */
export type GitSession = {
  remote: Remote
  /** Runs git; a failure becomes a refusal in words. */
  git: (args: [string, ...string[]], options?: GitOptions) => Promise<Finished>
  /** known_hosts as it is now: with the keys of hosts met for the first time. */
  knownHosts: () => Promise<string>
}
export type GitOptions = {
  cwd?: string
  onLine?: (line: string) => void
  /** These exit codes are answers, not failures. */
  accept?: number[]
}

/**
 * Nothing of the machine's or the repository's own configuration is believed; no hooks, no helpers, no prompts.
 * `file` is for us alone: a submodule, whose address comes from the repository, may not reach into this machine.
 */
const configuration = (remote: Remote) => `
[safe]
	directory = *
[core]
	hooksPath = /dev/null
	fsmonitor = false
	askPass =
[credential]
	helper =
[submodule]
	recurse = false
[fetch]
	recurseSubmodules = false
[gc]
	auto = 0
[advice]
	detachedHead = false
[protocol]
	allow = never
[protocol "ssh"]
	allow = always
[protocol "https"]
	allow = always
[protocol "http"]
	allow = ${remote.kind === 'http' ? 'always' : 'never'}
[protocol "file"]
	allow = user
`

/** Opens a contact, lets `use` work with it, and removes every trace of keys and tokens. */
export async function withGit<T>(
  remote: Remote,
  credentials: Credentials,
  signal: AbortSignal | undefined,
  use: (session: GitSession) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-git-'))
  try {
    const file = (name: string) => join(folder, name)
    await mkdir(file('home'))
    await Promise.all([
      writeFile(file('config'), configuration(remote)),
      ...credentials.privateKeys.map((key, index) => writeFile(file(`key${index}`), key, { mode: 0o600 })),
      writeFile(file('known_hosts'), credentials.knownHosts),
    ])
    const environment = { ...inherited(), ...gitEnvironment(folder, remote, credentials) }
    return await use({
      remote,
      knownHosts: () => readFile(file('known_hosts'), 'utf8'),
      git: async (args, { cwd, onLine, accept = [] } = {}) => {
        const finished = await run(['git', ...args], {
          environment,
          cwd: cwd ?? folder,
          signal,
          timeout: 30 * 60_000,
          outputLimit: 64 << 20,
          ...(onLine && { onLine }),
        })
        if (finished.code === 0 || accept.includes(finished.code)) return finished
        const host = remote.kind === 'local' ? 'this machine' : remote.host
        throw explainGitFailure(finished.stderr, {
          remote: remote.kind,
          url: remote.url,
          host,
          publicKey: credentials.publicKey,
        })
      },
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function gitEnvironment(
  folder: string,
  remote: Remote,
  { token, privateKeys }: Credentials,
): Record<string, string> {
  const quoted = (name: string) => `'${join(folder, name).replaceAll("'", `'\\''`)}'`
  const ssh = {
    IdentitiesOnly: 'yes',
    IdentityAgent: 'none',
    BatchMode: 'yes',
    StrictHostKeyChecking: 'accept-new',
    GlobalKnownHostsFile: '/dev/null',
    HashKnownHosts: 'no',
    UpdateHostKeys: 'no',
    ConnectTimeout: '10',
    ServerAliveInterval: '15',
    ForwardAgent: 'no',
    ClearAllForwardings: 'yes',
    PermitLocalCommand: 'no',
  }
  const options = Object.entries(ssh).map(([name, value]) => `-o ${name}=${value}`)
  const keys = privateKeys.map((_, index) => `-i ${quoted(`key${index}`)}`)
  return {
    HOME: join(folder, 'home'),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(folder, 'config'),
    GIT_SSH_VARIANT: 'ssh',
    GIT_SSH_COMMAND: `ssh -F /dev/null ${keys.join(' ')} -o UserKnownHostsFile=${quoted('known_hosts')} ${options.join(' ')}`,
    ...(token && (remote.kind === 'https' || remote.kind === 'http') ? authorization(remote.url, token) : {}),
  }
}

/** The token travels as a header for this host alone. A bare token works with every forge as a password. */
function authorization(url: string, token: string): Record<string, string> {
  const basic = Buffer.from(token.includes(':') ? token : `oauth2:${token}`).toString('base64')
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  }
}

/** What a machine behind a company's proxy needs, and where programs are. */
function inherited(): Record<string, string | undefined> {
  const names = ['PATH', 'TMPDIR', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO', 'CURL_CA_BUNDLE']
  const proxies = ['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'].flatMap((name) => [
    name,
    name.toUpperCase(),
  ])
  return Object.fromEntries([...names, ...proxies].map((name) => [name, process.env[name]]))
}
