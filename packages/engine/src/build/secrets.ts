import { readFile, stat } from 'node:fs/promises'
import type { Build, Project } from '@keelson/compose'
import { insideRoot } from './context.ts'

export type Environment = Record<string, string | undefined>

/**
 * The build secrets of a service by id (`target`, else `source`), read from file, variable or content.
 * @throws Error naming the secret that has no value.
 */
export async function buildSecrets(
  build: Build,
  project: Pick<Project, 'secrets'>,
  environment: Environment,
  root: string | undefined,
): Promise<Map<string, Buffer>> {
  const secrets = new Map<string, Buffer>()
  for (const { source = '', target } of build.secrets ?? []) {
    const secret: { file?: string; environment?: string; content?: string } | undefined =
      project.secrets?.[source]
    const id = target ?? source
    if (secret?.file) {
      secrets.set(id, await readFile(await insideRoot(secret.file, root, `The file of secret ${source},`)))
    } else if (secret?.environment) {
      const value = environment[secret.environment]
      if (value === undefined) {
        throw new Error(`The build secret ${source} comes from $${secret.environment}, which is not set.`)
      }
      secrets.set(id, Buffer.from(value))
    } else if (secret?.content !== undefined) secrets.set(id, Buffer.from(secret.content))
    else throw new Error(`The build secret ${source} has neither file nor environment.`)
  }
  return secrets
}

/**
 * The agent sockets that a build may use, by id.
 * @throws Error where a key file is named instead of an agent, or no agent runs.
 */
export async function sshAgents(
  build: Build,
  environment: Environment,
  root: string | undefined,
): Promise<Map<string, string>> {
  const agents = new Map<string, string>()
  for (const one of build.ssh ?? []) {
    const equals = one.indexOf('=')
    const id = equals < 0 ? one : one.slice(0, equals)
    const path = equals < 0 ? environment.SSH_AUTH_SOCK : one.slice(equals + 1)
    if (!path) throw new Error(`build.ssh ${id} needs a running agent: SSH_AUTH_SOCK is not set.`)
    if (equals >= 0) await insideRoot(path, root, `The agent of build.ssh ${id},`)
    const found = await stat(path).catch(() => undefined)
    if (!found?.isSocket()) {
      throw new Error(
        `build.ssh ${id}: ${path} is not an agent's socket. Add the key to an agent and name its socket.`,
      )
    }
    agents.set(id, path)
  }
  return agents
}
