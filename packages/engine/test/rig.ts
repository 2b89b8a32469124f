import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { load, memoryResources, type Project } from '@keelson/compose'
import { TAR_END, tarHeader, tarPadding } from '../src/build/tar.ts'
import {
  type ContainerInspect,
  connect,
  create,
  type Docker,
  down,
  exec,
  importImage,
  inspectContainer,
  type Observed,
  type ObservedContainer,
  observe,
  removeImage,
  type Session,
  type Step,
  show,
  type UpOptions,
  up,
} from '../src/index.ts'

const TOOLS = [
  'sh',
  'sleep',
  'echo',
  'cat',
  'true',
  'false',
  'test',
  'touch',
  'ls',
  'env',
  'id',
  'stat',
  'wc',
  'mkdir',
  'kill',
  'cut',
  'grep',
  'hostname',
  'head',
  'rm',
]

/** A statically linked shell in an image. */
function shellArchive(version: string): Buffer {
  const file = (path: string, data: Buffer, mode = 0o755) => [
    tarHeader({ path, kind: 'file', mode, size: data.length, mtime: 0 }),
    data,
    tarPadding(data.length),
  ]
  const folder = (path: string, mode = 0o755) => tarHeader({ path, kind: 'folder', mode, size: 0, mtime: 0 })
  const link = (name: string) =>
    tarHeader({ path: `bin/${name}`, kind: 'link', mode: 0o777, size: 0, mtime: 0, target: 'busybox' })
  return Buffer.concat([
    folder('bin'),
    folder('etc'),
    folder('tmp', 0o777),
    ...file('bin/busybox', readFileSync('/bin/busybox')),
    ...file('etc/version', Buffer.from(version), 0o644),
    ...TOOLS.map(link),
    TAR_END,
  ])
}

/** An engine and a small image, for the scenarios of one file. */
export async function engineRig(docker = connect()) {
  const id = randomBytes(4).toString('hex')
  const repo = `keelson-engine-test-${id}`
  const images = ['1', '2'].map((tag) => `${repo}:${tag}`)
  await Promise.all(
    ['1', '2'].map((tag) =>
      importImage(docker, shellArchive(tag), {
        repo,
        tag,
        changes: ['ENV PATH=/bin', 'CMD ["sleep","1000"]', ...(tag === '2' ? ['VOLUME /kept'] : [])],
      }),
    ),
  )
  let count = 0
  return {
    docker,
    image: `${repo}:1`,
    /** Another image, which declares the volume /kept. */
    image2: `${repo}:2`,
    /** Runs a scenario under a project name of its own and removes whatever it left. */
    async scenario(body: (scenario: Scenario) => Promise<void>): Promise<void> {
      const scenario = new Scenario(docker, `et${id}${count++}`, images)
      try {
        await body(scenario)
      } finally {
        await down(docker, scenario.name, { volumes: true, removeOrphans: true, stopTimeout: 0 })
      }
    },
    async close(): Promise<void> {
      await Promise.all(images.map((image) => removeImage(docker, image, { force: true }).catch(() => {})))
      docker.close()
    },
  }
}

export type Rig = Awaited<ReturnType<typeof engineRig>>

/** A project name on the engine and what one does with it, in few words. */
export class Scenario {
  readonly docker: Docker
  readonly name: string
  readonly #images: string[]

  constructor(docker: Docker, name: string, images: string[]) {
    this.docker = docker
    this.name = name
    this.#images = images
  }

  /** Reads a Compose file. `IMAGE` and `IMAGE2` in it stand for the test images, `NAME` for the project's name. */
  read(text: string, files: Record<string, string> = {}): Project {
    return this.loaded(text, files).project
  }

  loaded(text: string, files: Record<string, string> = {}, environment: Record<string, string> = {}) {
    const source = text
      .replaceAll('IMAGE2', this.#images[1] ?? '')
      .replaceAll('IMAGE', this.#images[0] ?? '')
      .replaceAll('NAME', this.name)
    const result = load({
      files: ['/project/compose.yaml'],
      projectDirectory: '/project',
      name: this.name,
      environment,
      resources: memoryResources({ '/project/compose.yaml': source, ...files }),
    })
    if (!result.ok) throw new Error(result.problems.map(({ code }) => code).join(', '))
    return result
  }

  async up(text: string, options: UpOptions = {}): Promise<Project> {
    const project = this.read(text)
    await up(this.docker, project, options)
    return project
  }

  /** Creates the one service `web` from the given fields (YAML, one line each), and inspects it. Nothing starts. */
  async created(fields: string, rest = ''): Promise<ContainerInspect> {
    await create(this.docker, this.read(web(fields, rest)))
    return this.inspect('web')
  }

  /** The same, started. */
  async started(fields: string, rest = ''): Promise<ContainerInspect> {
    await up(this.docker, this.read(web(fields, rest)))
    return this.inspect('web')
  }

  /** What `up` would do, as lines. */
  async lines(text: string, options: UpOptions = {}): Promise<string[]> {
    const steps: Step[] = []
    await up(this.docker, this.read(text), {
      ...options,
      onEvent: (event) => {
        if (event.kind === 'plan') steps.push(...event.steps)
      },
    })
    return show(steps).map((line) => line.replaceAll(this.name, 'NAME'))
  }

  observe(): Promise<Observed> {
    return observe(this.docker, this.name)
  }

  async containers(service?: string): Promise<ObservedContainer[]> {
    const { containers } = await this.observe()
    return containers.filter((container) => service === undefined || container.service === service)
  }

  /** `web-1 running`, one a container. */
  async states(): Promise<string[]> {
    return (await this.containers()).map(({ name, state }) => `${name.replace(`${this.name}-`, '')} ${state}`)
  }

  async ids(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.containers()).map(({ name, id }) => [name, id]))
  }

  async inspect(service: string, number = 1): Promise<ContainerInspect> {
    const found = (await this.containers(service)).find((container) => container.number === number)
    if (!found) throw new Error(`There is no container ${service} ${number}.`)
    return inspectContainer(this.docker, found.id)
  }

  /** Runs a shell line in a service's container: what it wrote, and its code. */
  async shell(service: string, line: string): Promise<{ out: string; code: number }> {
    const session = await exec(this.docker, this.name, { service, command: ['sh', '-c', line] })
    let out = ''
    for await (const { data } of session.output) out += data.toString()
    return { out: out.trim(), code: await session.exitCode() }
  }
}

/** A Compose file with the service `web`; without a network unless the fields say otherwise. */
const web = (fields: string, rest: string) => {
  const network = /^(networks|network_mode):/m.test(fields) ? '' : '    network_mode: none\n'
  const lines = fields
    .trim()
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('')
  return `services:\n  web:\n    image: IMAGE\n${network}${lines}${rest}`
}

/** Asks until the answer is good, a quarter of a minute at most. */
export async function eventually<T>(ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + 15_000
  while (true) {
    const answer = await ask()
    if (good(answer)) return answer
    if (Date.now() > end)
      throw new Error(`It did not happen within 15 seconds. Last seen: ${JSON.stringify(answer)}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

/** All that a command writes, its errors with a mark before them, and its code. */
export async function talk(session: Session): Promise<{ out: string; code: number }> {
  let out = ''
  for await (const { stream, data } of session.output) out += `${stream === 'stderr' ? '!' : ''}${data}`
  return { out, code: await session.exitCode() }
}
