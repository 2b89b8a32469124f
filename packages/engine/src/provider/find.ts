import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { readDockerConfig } from '../registry/docker-config.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Where Docker keeps the plugins of its command line, besides the user's own folder. */
const SYSTEM_FOLDERS = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
]

/**
 * The program of a provider: a plugin of Docker's command line (`docker-TYPE`), else a program on PATH.
 * @throws Error saying where it was looked for.
 */
export function findProvider(type: string, service: string, environment: Environment): string {
  if (!/^[\w.-]+$/.test(type) || type === 'compose')
    throw new Error(`The service "${service}" names the provider "${type}", which cannot be one.`)
  const home = environment.DOCKER_CONFIG ?? join(environment.HOME ?? homedir(), '.docker')
  const plugins = [join(home, 'cli-plugins'), ...extraFolders(home), ...SYSTEM_FOLDERS]
  const programs = [
    ...plugins.map((folder) => join(folder, `docker-${type}`)),
    ...(environment.PATH ?? '').split(delimiter).map((folder) => join(folder || '.', type)),
  ]
  const found = programs.find(isProgram)
  if (found) return found
  throw new Error(
    `The service "${service}" needs the provider "${type}", and there is neither a Docker plugin docker-${type} nor a program ${type} on PATH. Install it.`,
  )
}

function extraFolders(home: string): string[] {
  const file = join(home, 'config.json')
  try {
    return readDockerConfig(JSON.parse(readFileSync(file, 'utf8')), file).cliPluginsExtraDirs ?? []
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
