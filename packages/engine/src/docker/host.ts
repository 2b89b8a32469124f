import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DockerError } from './error.ts'

/** Where an engine listens. */
export type Endpoint =
  | { kind: 'unix'; socketPath: string }
  | { kind: 'tcp'; host: string; port: number; tls?: { ca: Buffer; cert: Buffer; key: Buffer } }

export const DEFAULT_HOST = 'unix:///var/run/docker.sock'

/**
 * Reads an engine address as in DOCKER_HOST: `unix:///path`, `tcp://host:port`.
 * TLS follows DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, as for the docker command.
 * @throws DockerError with status 0 on an address that cannot be used.
 */
export function parseHost(address: string, environment: Record<string, string | undefined>): Endpoint {
  if (address.startsWith('unix://')) {
    const socketPath = address.slice('unix://'.length)
    if (!socketPath.startsWith('/')) throw unusable(address, 'the socket path must be absolute')
    return { kind: 'unix', socketPath }
  }
  if (address.startsWith('/')) return { kind: 'unix', socketPath: address }
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !['tcp:', 'http:', 'https:'].includes(url.protocol) || !url.hostname) {
    throw unusable(address, 'use unix:///path/to/docker.sock or tcp://host:port')
  }
  const secure = url.protocol === 'https:' || Boolean(environment.DOCKER_TLS_VERIFY)
  const port = Number(url.port) || (secure ? 2376 : 2375)
  if (!secure) return { kind: 'tcp', host: url.hostname, port }
  const folder = environment.DOCKER_CERT_PATH ?? join(environment.HOME ?? '/', '.docker')
  const read = (file: string) => {
    try {
      return readFileSync(join(folder, file))
    } catch (cause) {
      throw new DockerError(0, address, `TLS needs ${join(folder, file)}. Set DOCKER_CERT_PATH.`, { cause })
    }
  }
  return {
    kind: 'tcp',
    host: url.hostname,
    port,
    tls: { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') },
  }
}

const unusable = (address: string, why: string) =>
  new DockerError(0, address, `The engine address "${address}" cannot be used: ${why}.`)
