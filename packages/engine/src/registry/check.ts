import type { Docker } from '../docker/docker.ts'
import { DockerError } from '../docker/error.ts'
import { type Credentials, registryAddress } from './credentials.ts'

/** What a registry says to credentials. `unreachable`: nothing that is a registry answered there. */
export type RegistryAnswer = { state: 'accepted' | 'refused' | 'unreachable'; said: string }

/**
 * Shows credentials to a registry, from where it matters: the engine asks it, with the certificates and the
 * exceptions that the engine has.
 * @throws DockerError when the engine itself does not answer.
 */
export async function checkRegistry(
  docker: Docker,
  registry: string,
  credentials: Extract<Credentials, { username: string }>,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<RegistryAnswer> {
  try {
    await docker.text('POST', '/auth', {
      body: { ...credentials, serveraddress: registryAddress(registry) },
      signal,
    })
    return { state: 'accepted', said: '' }
  } catch (error) {
    if (!(error instanceof DockerError) || error.status === 0) throw error
    return { state: refuses(error) ? 'refused' : 'unreachable', said: error.message }
  }
}

const refuses = ({ status, message }: DockerError) =>
  status === 401 || /unauthorized|incorrect username|authentication required|denied/i.test(message)
