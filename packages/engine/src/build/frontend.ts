import type { Docker } from '../docker/docker.ts'
import { findImage } from '../docker/images.ts'
import type { CredentialSource } from '../registry/credentials.ts'
import { parseReference } from '../registry/reference.ts'
import type { Dockerfile } from './dockerfile.ts'
import type { Note } from './events.ts'
import { registryDigest } from './fingerprint.ts'
import { withoutSyntax } from './rewrite.ts'

const REMEMBERED = 5 * 60_000
const answers = new Map<string, { at: number; reachable: Promise<boolean> }>()

/**
 * Decides on a `# syntax=` line: kept when the engine can get that frontend, otherwise taken out with a warning.
 * `external` tells whether a frontend other than the engine's own will read the file.
 * @throws Error when a frontend that is not Docker's own cannot be had: the file is in another language then.
 */
export async function settleSyntax(
  docker: Docker,
  dockerfile: Dockerfile,
  text: string,
  options: { credentials?: CredentialSource | undefined; signal?: AbortSignal | undefined; note: Note },
): Promise<{ text: string; external: boolean }> {
  const { syntax } = dockerfile
  if (!syntax) return { text, external: false }
  const key = `${docker.address} ${syntax.image}`
  const known = answers.get(key)
  const reachable =
    known && Date.now() - known.at < REMEMBERED ? known.reachable : canHave(docker, syntax.image, options)
  answers.set(key, { at: known?.reachable === reachable ? known.at : Date.now(), reachable })
  reachable.catch(() => answers.delete(key))
  if (await reachable) return { text, external: true }
  const { registry, repository } = parseReference(syntax.image)
  if (registry !== 'docker.io' || !/^docker\/dockerfile(-upstream)?$/.test(repository)) {
    throw new Error(
      `Line ${syntax.line} of the Dockerfile asks for the frontend ${syntax.image}, which the engine cannot get. Pull it on the engine first.`,
    )
  }
  options.note({
    kind: 'warning',
    message: `The engine cannot get ${syntax.image}: it reads the Dockerfile with its own frontend (line ${syntax.line} is left out).`,
  })
  return { text: withoutSyntax(dockerfile), external: false }
}

async function canHave(
  docker: Docker,
  image: string,
  options: { credentials?: CredentialSource | undefined; signal?: AbortSignal | undefined },
): Promise<boolean> {
  if (await findImage(docker, image, options)) return true
  return (await registryDigest(docker, image, options)) !== undefined
}
