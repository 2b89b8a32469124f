import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { run } from '../process.ts'
import type { DockerConfig } from './docker-config.ts'

/** What a registry is shown. `identityToken` takes the place of a password after a browser sign-in. */
export type Credentials = { username: string; password: string } | { identityToken: string }

/** Credentials by registry host (`docker.io` for Docker's own). */
export type GivenCredentials = Record<string, Credentials>

export type CredentialSource = {
  /** Win over the configuration file. */
  given?: GivenCredentials | undefined
  /** The folder of Docker's config.json; DOCKER_CONFIG or ~/.docker when absent. */
  folder?: string | undefined
  environment?: Record<string, string | undefined> | undefined
  signal?: AbortSignal | undefined
}

const HUB = 'docker.io'
const HUB_KEY = 'https://index.docker.io/v1/'
const HELPER_TIMEOUT = 10_000

/**
 * The credentials for one registry, or `undefined` where none are known.
 * Order: given ones, the registry's credential helper, the store, the plain entries of the file.
 * @throws Error when the file cannot be read as such or a helper program fails.
 */
export async function credentialsFor(
  registry: string,
  source: CredentialSource = {},
): Promise<Credentials | undefined> {
  const host = hostOf(registry)
  for (const [name, credentials] of Object.entries(source.given ?? {})) {
    if (hostOf(name) === host) return credentials
  }
  const config = await readConfig(source)
  const helper = Object.entries(config.credHelpers ?? {}).find(([name]) => hostOf(name) === host)?.[1]
  const program = helper ?? config.credsStore
  if (program) {
    const found = await askHelper(program, host === HUB ? HUB_KEY : host, source)
    if (found || helper) return found
  }
  const entry = Object.entries(config.auths ?? {}).find(([name]) => hostOf(name) === host)?.[1]
  if (!entry) return undefined
  if (entry.identitytoken) return { identityToken: entry.identitytoken }
  const decoded = entry.auth ? Buffer.from(entry.auth, 'base64').toString('utf8') : ''
  const colon = decoded.indexOf(':')
  const username = entry.username ?? decoded.slice(0, Math.max(colon, 0))
  const password = entry.password ?? (colon < 0 ? '' : decoded.slice(colon + 1).replace(/\0+$/, ''))
  return username ? { username, password } : undefined
}

/**
 * A config.json with all that Docker's own configuration knows: of its entries and credential helpers.
 * @throws as `credentialsFor` does
 */
export async function wholeConfig(source: CredentialSource = {}): Promise<string> {
  const config = await readConfig(source)
  const auths: Record<string, object> = {}
  for (const name of new Set([
    ...Object.keys(config.auths ?? {}),
    ...Object.keys(config.credHelpers ?? {}),
  ])) {
    const found = await credentialsFor(name, source)
    if (!found) continue
    auths[name] =
      'identityToken' in found
        ? { identitytoken: found.identityToken }
        : { auth: Buffer.from(`${found.username}:${found.password}`).toString('base64') }
  }
  return JSON.stringify({ auths })
}

/** The `X-Registry-Auth` header for one registry; empty credentials where none are known. */
export async function authHeader(
  registry: string,
  source: CredentialSource = {},
): Promise<Record<string, string>> {
  const credentials = await credentialsFor(registry, source)
  return { 'x-registry-auth': encode(credentials ? authConfig(registry, credentials) : {}) }
}

/** The `X-Registry-Config` header: credentials of several registries at once, as the classic builder takes them. */
export async function configHeader(
  registries: Iterable<string>,
  source: CredentialSource = {},
): Promise<Record<string, string>> {
  const all: Record<string, object> = {}
  for (const registry of new Set(registries)) {
    const credentials = await credentialsFor(registry, source)
    if (credentials) all[registryAddress(registry)] = authConfig(registry, credentials)
  }
  return { 'x-registry-config': encode(all) }
}

/** How the engine wants a registry to be called. */
export const registryAddress = (registry: string) => (registry === HUB ? HUB_KEY : registry)

function authConfig(registry: string, credentials: Credentials) {
  const serveraddress = registryAddress(registry)
  return 'identityToken' in credentials
    ? { identitytoken: credentials.identityToken, serveraddress }
    : { ...credentials, serveraddress }
}

// The engine wants the URL alphabet with padding.
const encode = (value: object) =>
  Buffer.from(JSON.stringify(value)).toString('base64').replaceAll('+', '-').replaceAll('/', '_')

function hostOf(name: string): string {
  const host = name.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
  return ['index.docker.io', 'registry-1.docker.io'].includes(host) ? HUB : host
}

async function readConfig({ folder, environment = process.env }: CredentialSource): Promise<DockerConfig> {
  const file = join(folder ?? environment.DOCKER_CONFIG ?? join(homedir(), '.docker'), 'config.json')
  if (!existsSync(file)) return {}
  const { readDockerConfig } = await schemas()
  return readDockerConfig(parseJson(readFileSync(file, 'utf8'), file), file)
}

/** Loaded when there is something to read: most commands never ask a registry, and all of them start. */
const schemas = () => import('./docker-config.ts')

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${file} is not JSON. Correct it, or sign in again with docker login.`, { cause: error })
  }
}

async function askHelper(
  name: string,
  server: string,
  { environment, signal }: CredentialSource,
): Promise<Credentials | undefined> {
  if (!/^[A-Za-z0-9._-]+$/.test(name)) {
    throw new Error(`"${name}" in Docker's config.json is not the name of a credential helper.`)
  }
  const program = `docker-credential-${name}`
  const { code, stdout, stderr } = await run([program, 'get'], {
    input: server,
    timeout: HELPER_TIMEOUT,
    signal,
    ...(environment ? { environment } : {}),
  })
  if (code !== 0) {
    const said = (stdout + stderr).trim()
    if (/credentials not found/i.test(said)) return undefined
    throw new Error(`${program} could not give the credentials for ${server}: ${said || `exit code ${code}`}`)
  }
  const { readHelperAnswer } = await schemas()
  const { Username, Secret } = readHelperAnswer(parseJson(stdout, `The answer of ${program}`), program)
  return Username === '<token>' ? { identityToken: Secret } : { username: Username, password: Secret }
}
