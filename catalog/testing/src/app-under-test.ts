import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from './free-port.ts'

const run = promisify(execFile)
const OUTPUT_LIMIT = 2 ** 26

/**
 * Our own command line; KEELSON_TEST_COMPOSE names another implementation of Compose to run the same tests with,
 * such as `docker-compose`.
 */
const compose =
  process.env.KEELSON_TEST_COMPOSE ??
  fileURLToPath(new URL('../../../packages/cli/bin/keelson', import.meta.url))

/** Docker's command line: an independent witness. Gives standard output; throws on another exit code than 0. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', args, { maxBuffer: OUTPUT_LIMIT })
  return stdout.trim()
}

/** A Compose project of its own name, on ports of its own. `await using` removes all of it at the end. */
export class AppUnderTest implements AsyncDisposable {
  readonly name: string
  readonly #folder: string
  readonly #environment: NodeJS.ProcessEnv
  readonly #ports: Record<string, number>

  private constructor(folder: string, ports: Record<string, number>, variables: Record<string, string>) {
    this.#folder = folder
    this.#ports = ports
    this.name = `test-${randomBytes(4).toString('hex')}`
    this.#environment = {
      ...process.env,
      ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
      ...variables,
      DEV_NAME: this.name,
    }
  }

  /**
   * Nothing is started yet.
   * @param portVariables the variables that choose published ports: each gets a free one.
   */
  static async prepare(
    folder: URL | string,
    portVariables: string[],
    variables: Record<string, string> = {},
  ): Promise<AppUnderTest> {
    const ports: Record<string, number> = {}
    for (const name of portVariables) ports[name] = await freePort()
    return new AppUnderTest(typeof folder === 'string' ? folder : fileURLToPath(folder), ports, variables)
  }

  /** The address on which the port chosen by `variable` answers. */
  address(variable: string): string {
    return `http://127.0.0.1:${this.#ports[variable]}`
  }

  /** Runs `compose … ARGS`; throws with its output when it fails. */
  async compose(args: string[], files = ['compose.yaml']): Promise<string> {
    const chosen = files.flatMap((file) => ['-f', file])
    const { stdout } = await run(compose, ['-p', this.name, ...chosen, ...args], {
      cwd: this.#folder,
      env: this.#environment,
      maxBuffer: OUTPUT_LIMIT,
    })
    return stdout
  }

  /** Brings everything up as the files say; returns when it is started. */
  async up(files?: string[], ...more: string[]): Promise<void> {
    await this.compose(['up', '-d', ...more], files)
  }

  /** Names of the containers of a service, running or not. */
  async containers(service: string): Promise<string[]> {
    const filters = ['--filter', this.#label, '--filter', `label=com.docker.compose.service=${service}`]
    return (await docker('ps', '-a', ...filters, '--format', '{{.Names}}')).split('\n').filter(Boolean)
  }

  /** The only container of a service. */
  async container(service: string): Promise<string> {
    const [name, ...others] = await this.containers(service)
    if (name === undefined || others.length > 0)
      throw new Error(`${service} has ${others.length + (name ? 1 : 0)} containers, not one`)
    return name
  }

  /** Deletes the containers of a service, volumes untouched. */
  async deleteContainers(service: string): Promise<void> {
    await docker('rm', '-f', ...(await this.containers(service)))
  }

  /** Makes a network beside those of the app, for who is not part of it. Gives its name. */
  async network(key: string): Promise<string> {
    const name = `${this.name}_${key}`
    await docker('network', 'create', '--label', `com.docker.compose.project=${this.name}`, name)
    return name
  }

  /** Containers, networks, volumes and images; also what a failed command left. */
  async [Symbol.asyncDispose](): Promise<void> {
    const removeAll = async (list: string[], remove: string[]) => {
      const ids = (await docker(...list, '--filter', this.#label, '-q')).split('\n').filter(Boolean)
      if (ids.length > 0) await docker(...remove, ...ids)
    }
    const images = await this.#images()
    await removeAll(['ps', '-a'], ['rm', '-f', '-v'])
    await removeAll(['network', 'ls'], ['network', 'rm'])
    await removeAll(['volume', 'ls'], ['volume', 'rm'])
    if (images.length > 0) await docker('rmi', ...images)
  }

  async #images(): Promise<string[]> {
    const names = (await docker('images', '--format', '{{.Repository}}:{{.Tag}}')).split('\n')
    return names.filter((name) => name.startsWith(`${this.name}-`) || name.startsWith(`${this.name}_`))
  }

  get #label(): string {
    return `label=com.docker.compose.project=${this.name}`
  }
}

/** A copy of an app's folder to edit sources in, readable for every user of a container; removed at the end. */
export async function copyOf(folder: URL): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'catalog-'))
  await chmod(path, 0o755)
  await cp(folder, path, { recursive: true, filter: (source) => !source.includes('node_modules') })
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
