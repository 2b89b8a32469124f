import { createHash } from 'node:crypto'
import type { Docker } from '../docker/docker.ts'
import { DockerError } from '../docker/error.ts'
import { findImage } from '../docker/images.ts'
import { authHeader, type CredentialSource } from '../registry/credentials.ts'
import { parseReference } from '../registry/reference.ts'

const REGISTRY_TIMEOUT = 5_000

/** Content of a build in 64 letters: the same letters, the same image. Raise `form` when the recipe below changes. */
export function fingerprint(parts: {
  context: string
  dockerfile: string
  query: Record<string, unknown>
  bases: Record<string, string>
  contexts: Record<string, string>
}): string {
  return createHash('sha256')
    .update(JSON.stringify({ form: 1, ...parts }, sortKeys))
    .digest('hex')
}

/**
 * What an image name stands for now: the local image's id, else the registry's digest.
 * `undefined` when neither can be told, so that nobody takes an old build for a current one.
 */
export async function imageIdentity(
  docker: Docker,
  image: string,
  options: { credentials?: CredentialSource | undefined; signal?: AbortSignal | undefined } = {},
): Promise<string | undefined> {
  return (await findImage(docker, image, options))?.Id ?? (await registryDigest(docker, image, options))
}

/** The digest that the registry gives a name, asked by the engine; `undefined` when it does not answer in 5 s. */
export async function registryDigest(
  docker: Docker,
  image: string,
  { credentials, signal }: { credentials?: CredentialSource | undefined; signal?: AbortSignal | undefined },
): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(REGISTRY_TIMEOUT)
  try {
    const answer = await docker.json<{ Descriptor?: { digest?: string } }>(
      'GET',
      `/distribution/${encodeURI(image)}/json`,
      {
        headers: await authHeader(parseReference(image).registry, { ...credentials, signal }),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      },
    )
    return answer.Descriptor?.digest
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof DockerError || timeout.aborted) return undefined
    throw error
  }
}

const sortKeys = (_: string, value: unknown) =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value
