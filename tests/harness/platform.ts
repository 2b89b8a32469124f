import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type EndpointName, endpoints } from '@keelson/protocol'
import { eventually } from './eventually.ts'
import { freePort } from './ports.ts'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export const admin = { email: 'admin@example.test', password: 'correct horse battery' }

/** What the CLI printed and how it ended. */
export type Ran = { code: number; stdout: string; stderr: string }

/** A whole Keelson of its own: server process, database, balancer, data folder, command line. */
export type Platform = Awaited<ReturnType<typeof startPlatform>>

/**
 * Starts a Keelson on an ephemeral port with an empty data folder and signs the command line in.
 * `close` removes everything that it made, as a user's `npm run uninstall -- --yes` does, but for the base images, which
 * other tests use at the same time.
 */
export async function startPlatform(
  options: { env?: Record<string, string>; signIn?: boolean; port?: number } = {},
) {
  const home = mkdtempSync(join(tmpdir(), 'keelson-test-'))
  const port = options.port ?? (await freePort())
  const env = {
    ...process.env,
    KEELSON_HOME: join(home, 'data'),
    KEELSON_PORT: String(port),
    KEELSON_ADMIN_EMAIL: admin.email,
    KEELSON_ADMIN_PASSWORD: admin.password,
    XDG_CONFIG_HOME: join(home, 'config'),
    HOME: home,
    // What is known of Debian's archive is the machine's: looked up again it takes seconds.
    XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
    NO_COLOR: '1',
    ...options.env,
  }
  let server: ChildProcess | undefined
  let token = ''
  const said: string[] = []

  /** Starts the server process and waits for its `ready:` line. */
  async function start(): Promise<void> {
    const child = spawn(process.execPath, [join(root, 'packages/server/src/main.ts')], {
      env,
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    server = child
    await new Promise<void>((resolve, reject) => {
      const read = (line: string) => {
        said.push(line)
        if (line.startsWith('ready: ')) resolve()
      }
      createInterface({ input: child.stdout }).on('line', read)
      createInterface({ input: child.stderr }).on('line', read)
      child.once('exit', (code, signal) =>
        reject(
          new Error(
            `the server ended (${code ?? signal}) before it was ready:\n${said.slice(-30).join('\n')}`,
          ),
        ),
      )
    })
  }

  /** Ends the server process with a signal and waits until it is gone. */
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const child = server
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.kill(signal)
    return gone
  }

  /** Runs a program of ours to its end. */
  function program([file, ...args]: [string, ...string[]], input = '', cwd = root): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const child = spawn(file, args, { env, cwd })
      let [stdout, stderr] = ['', '']
      child.stdout.on('data', (chunk) => {
        stdout += chunk
      })
      child.stderr.on('data', (chunk) => {
        stderr += chunk
      })
      child.on('error', reject)
      child.on('close', (code) => {
        // A warning of Node's is ours to prevent, not a user's to read.
        if (/^\(node:\d+\)/m.test(stderr)) reject(new Error(`${file} ${args.join(' ')} wrote:\n${stderr}`))
        else resolve({ code: code ?? 1, stdout, stderr })
      })
      child.stdin.end(input)
    })
  }

  /** `keelson ARGS…` */
  const keelson = (args: string[], input = '', cwd = root) =>
    program([join(root, 'packages/cli/bin/keelson'), ...args], input, cwd)

  /** As `keelson`, and fails unless the exit code is 0; gives standard output. */
  async function must(args: string[], input = ''): Promise<string> {
    const ran = await keelson(args, input)
    if (ran.code !== 0) {
      throw new Error(`keelson ${args.join(' ')} ended with ${ran.code}:\n${ran.stdout}\n${ran.stderr}`)
    }
    return ran.stdout
  }

  /** A call of the API as the administrator; the answer is read by the endpoint's own schema. */
  async function call<Name extends EndpointName>(
    name: Name,
    request: {
      params?: Record<string, string | number>
      body?: unknown
      query?: Record<string, string>
    } = {},
  ): Promise<ReturnType<(typeof endpoints)[Name]['answer']['parse']>> {
    const endpoint = endpoints[name]
    const path = endpoint.path.replaceAll(/:(\w+)/g, (_, key) =>
      encodeURIComponent(String(request.params?.[key])),
    )
    const query = request.query ? `?${new URLSearchParams(request.query)}` : ''
    const response = await fetch(`http://localhost:${port}${path}${query}`, {
      method: endpoint.method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    })
    const answer: unknown = await response.json()
    if (!response.ok)
      throw new Error(`${endpoint.method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
    return endpoint.answer.parse(answer) as ReturnType<(typeof endpoints)[Name]['answer']['parse']>
  }

  async function signIn(): Promise<void> {
    await must(['login', '--url', url, '--email', admin.email, '--password-stdin'], admin.password)
    const session = await fetch(`${url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(admin),
    })
    const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? ''
    const created = await fetch(`${url}/api/v1/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, origin: url },
      body: JSON.stringify({ name: 'tests', scope: 'admin' }),
    })
    token = endpoints.createToken.answer.parse(await created.json()).secret
  }

  async function close(): Promise<void> {
    await end('SIGTERM')
    const removed = await program([
      process.execPath,
      join(root, 'packages/server/src/uninstall.ts'),
      '--yes',
      '--keep-base-images',
    ])
    if (removed.code !== 0)
      throw new Error(`uninstall ended with ${removed.code}:\n${removed.stdout}${removed.stderr}`)
    rmSync(home, { recursive: true, force: true })
  }

  const url = `http://localhost:${port}`
  try {
    await start()
    if (options.signIn !== false) await signIn()
  } catch (error) {
    await close().catch(() => {})
    throw error
  }

  return {
    url,
    port,
    home: env.KEELSON_HOME,
    said,
    start,
    end,
    keelson,
    must,
    call,
    program,
    close,
    pid: () => server?.pid,
    /** What `docker compose -p` calls an environment here: its plain name, or with a suffix where that was taken. */
    async composeProject(project: string, environment = 'production'): Promise<string> {
      const found = (await call('environments', { params: { project } })).find(
        ({ name }) => name === environment,
      )
      if (!found) throw new Error(`${project} has no environment ${environment}`)
      return found.composeProject
    },
    /** Waits until a deploy has ended, whatever the outcome. */
    ended: (deploy: string) =>
      eventually(`deploy ${deploy} ends`, 180_000, async () => {
        const found = await call('oneDeploy', { params: { deploy } })
        return found.finishedAt === null ? undefined : found
      }),
  }
}
