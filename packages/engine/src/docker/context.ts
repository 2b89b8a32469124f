import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DockerError } from './error.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What a Docker context says of its engine; `tls`: the variables that say the same of its certificates. */
export type Context = { host: string; tls?: { DOCKER_TLS_VERIFY: string; DOCKER_CERT_PATH: string } }

/**
 * The context that DOCKER_CONTEXT names, else the one chosen with `docker context use`, as Docker's command line keeps
 * them in its folder. Nothing for `default`, which is the usual socket.
 *
 * @throws DockerError with status 0 when there is no such context.
 */
export function contextOf(environment: Environment): Context | undefined {
  const { DOCKER_CONFIG, DOCKER_CONTEXT, HOME } = environment
  const folder = DOCKER_CONFIG || (HOME && join(HOME, '.docker'))
  const name = DOCKER_CONTEXT || (folder && read(join(folder, 'config.json'))?.currentContext)
  if (!folder || typeof name !== 'string' || name === '' || name === 'default') return undefined
  const id = process.getBuiltinModule('node:crypto').createHash('sha256').update(name).digest('hex')
  const meta = read(join(folder, 'contexts', 'meta', id, 'meta.json'))
  const host = meta?.Endpoints?.docker?.Host
  if (typeof host !== 'string' || host === '')
    throw new DockerError(
      0,
      name,
      `There is no Docker context "${name}": docker context ls lists those there are.`,
    )
  const certificates = join(folder, 'contexts', 'tls', id, 'docker')
  return existsSync(certificates)
    ? { host, tls: { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates } }
    : { host }
}

type Kept = { currentContext?: unknown; Endpoints?: { docker?: { Host?: unknown } } }

/** What the user's own Docker keeps in a file; nothing where it is not there or no JSON. */
function read(file: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) ?? undefined
  } catch {
    return undefined
  }
}
