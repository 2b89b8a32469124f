import type { Port, Project, Service } from '@keelson/compose'
import { explain } from '../apply/apply.ts'
import { contentArchive } from '../apply/files.ts'
import { HealthWatch } from '../apply/health-watch.ts'
import { runHooks } from '../apply/hooks.ts'
import { StepError } from '../apply/progress.ts'
import { waitFor } from '../apply/wait.ts'
import { ensureImages } from '../build/images.ts'
import {
  attachContainer,
  createContainer,
  openWait,
  putArchive,
  removeContainer,
  resizeContainer,
  startContainer,
} from '../docker/containers.ts'
import type { Docker } from '../docker/docker.ts'
import { isAbort } from '../docker/error.ts'
import { connectNetwork } from '../docker/networks.ts'
import { imageName, oneOffName } from '../labels.ts'
import { observe } from '../observe.ts'
import type { Observed } from '../observed.ts'
import { reason } from '../plan/phrase.ts'
import type { Step } from '../plan/step.ts'
import { type Blueprint, containerOrder } from '../request/request.ts'
import { capabilities } from '../request/security.ts'
import { type Session, session } from './session.ts'
import { type UpOptions, up } from './up.ts'
import { inPassing, provided, withSocket } from './verb.ts'

export type RunOptions = UpOptions & {
  service: string
  /** Instead of the service's own command. */
  command?: string[] | undefined
  entrypoint?: string[] | undefined
  name?: string | undefined
  environment?: Readonly<Record<string, string | null>> | undefined
  labels?: Readonly<Record<string, string>> | undefined
  user?: string | undefined
  workingDir?: string | undefined
  volumes?: Service['volumes']
  /** Published instead of the service's ports, which are left out unless `servicePorts`. */
  publish?: Port[] | undefined
  servicePorts?: boolean | undefined
  capAdd?: readonly string[] | undefined
  capDrop?: readonly string[] | undefined
  /** Also reachable by the service's name in its networks. */
  useAliases?: boolean | undefined
  /** Remove the container when it ends. */
  remove?: boolean | undefined
  tty?: boolean | undefined
  /** Keep stdin open; true when absent. */
  interactive?: boolean | undefined
  noDeps?: boolean | undefined
}

/** What a one-off container is: its session when attached, else only what it is called. */
export type Ran = { container: { id: string; name: string }; session?: Session }

/**
 * Runs one container of a service beside its others, after what the service depends on.
 * `detach` does not attach to it. @throws as `up` does.
 */
export async function runOneOff(
  docker: Docker,
  asked: Project,
  { detach, ...given }: RunOptions & { detach?: boolean | undefined },
): Promise<Ran> {
  if (asked.services[given.service]?.provider)
    throw new Error(`The service "${given.service}" is run by a provider program; it has no container.`)
  const project = await withSocket(
    await provided(asked, 'up', { ...given, services: [given.service] }),
    given,
  )
  const options = { ...given, provided: given.providers !== undefined, providers: undefined }
  const declared = project.services[options.service]
  if (!declared) throw new Error(`The project ${project.name} has no service "${options.service}".`)
  const { signal } = options
  const imageId = await prepare(docker, project, options)
  const slug = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex')
  const blueprint: Blueprint = {
    project: withOverrides(project, declared, options),
    service: options.service,
    name: options.name ?? oneOffName(project, options.service, slug),
    number: 0,
    imageId,
    origin: options.origin,
    extraLabels: options.extraLabels,
    oneOff: {
      slug,
      autoRemove: options.remove ?? false,
      aliases: options.useAliases ?? false,
    },
  }
  const steps = planOneOff(blueprint)
  if (options.dryRun) {
    options.onEvent?.({ kind: 'plan', steps })
    return { container: { id: '', name: blueprint.name } }
  }
  const observed = await observe(docker, project.name, { signal })
  const id = await toldAs(steps[0], createOneOff(docker, blueprint, observed, options))
  const container = { id, name: blueprint.name }
  try {
    const tty = options.tty ?? false
    const stream = detach
      ? undefined
      : await attachContainer(docker, id, {
          stdin: options.interactive ?? true,
          stdout: true,
          stderr: true,
          signal,
        })
    const exit = detach ? undefined : await openWait(docker, id, { condition: 'next-exit', signal })
    // Its answer has the code, too, but not where Podman removes the container.
    const removed =
      exit && options.remove ? await openWait(docker, id, { condition: 'removed', signal }) : undefined
    await toldAs(steps[1], startContainer(docker, id, { signal }))
    const report = (event: Parameters<NonNullable<UpOptions['onEvent']>>[0]) => options.onEvent?.(event)
    await runHooks(docker, container, declared.post_start, 'post_start', report, signal)
    if (!stream || !exit) return { container }
    const resize = (rows: number, columns: number) => resizeContainer(docker, id, rows, columns)
    const exitCode = async () => {
      const { StatusCode } = await exit()
      await removed?.()
      return StatusCode
    }
    return { container, session: session(stream, tty, { container, resize, exitCode }) }
  } catch (error) {
    await removeContainer(docker, id, { force: true, volumes: true }).catch(() => {})
    throw error
  }
}

/** What fails is said in the same words as in a plan. */
const toldAs = <T>(step: Step, call: Promise<T>): Promise<T> =>
  call.catch((error) => {
    throw isAbort(error) ? error : new StepError(step, explain(step, error), { cause: error })
  })

/** What a dry run says of the container itself. */
function planOneOff(blueprint: Blueprint): [create: Step, start: Step] {
  const { name, service, number } = blueprint
  const create = `container/${name}/create`
  const [asked, created] = [reason('because.asked'), reason('because.created')]
  const container = { name, service, number, madeBy: create }
  return [
    { id: create, because: asked.text, why: asked, after: [], kind: 'create-container', blueprint },
    {
      id: `container/${name}/start`,
      because: created.text,
      why: created,
      after: [create],
      kind: 'start-container',
      container,
    },
  ]
}

/** Brings up what the service depends on, its networks and volumes, waits for the conditions; gives the image's id. */
async function prepare(docker: Docker, project: Project, options: RunOptions): Promise<string | undefined> {
  const { service: name, signal, onEvent, build, pull, quiet } = options
  const service = project.services[name]
  const images =
    options.images ??
    (await ensureImages(docker, project, {
      services: [name],
      signal,
      quiet,
      dryRun: options.dryRun,
      memory: options.memory,
      ...(build === undefined ? {} : { build }),
      ...(pull === undefined ? {} : { pull }),
      onEvent: onEvent && ((event) => onEvent({ kind: 'image', event })),
    }))
  const dependencies = options.noDeps
    ? []
    : Object.keys(service?.depends_on ?? {}).filter((one) => one in project.services)
  const shared = {
    ...options,
    onEvent: inPassing(onEvent),
    recreate: 'never',
    ignoreOrphans: !options.removeOrphans,
    command: undefined,
  } as const
  // The service at its present number: its networks and volumes appear, its containers stay as they are.
  const observed = await observe(docker, project.name, { signal })
  const present = observed.containers.filter((one) => one.service === name && !one.oneOff).length
  await up(docker, project, {
    ...shared,
    images,
    services: [name],
    noDeps: true,
    scale: { [name]: present },
    start: false,
  })
  if (dependencies.length > 0)
    await up(docker, project, { ...shared, services: dependencies, recreate: 'diverged' })
  if (!options.dryRun) await waitForDependencies(docker, project, dependencies, options)
  return images.get(name)?.id
}

async function waitForDependencies(
  docker: Docker,
  project: Project,
  dependencies: string[],
  { service: name, signal, onEvent }: RunOptions,
): Promise<void> {
  const conditions = dependencies.flatMap((dependency) => {
    const { condition, required } = project.services[name]?.depends_on?.[dependency] ?? { required: true }
    return condition && condition !== 'service_started' ? [{ dependency, condition, required }] : []
  })
  if (conditions.length === 0) return
  const { containers } = await observe(docker, project.name, { signal })
  const watch = new HealthWatch(docker, project.name, signal)
  try {
    await Promise.all(
      conditions.map(async ({ dependency, condition, required }) => {
        const ids = containers
          .filter(({ service, oneOff }) => service === dependency && !oneOff)
          .map(({ id }) => id)
        if (ids.length === 0) return
        const why = reason('because.awaited')
        const step: Step = {
          id: `service/${dependency}/${condition}`,
          because: why.text,
          why,
          after: [],
          kind: 'wait',
          service: dependency,
          condition,
          required,
          containers: [],
        }
        const since = performance.now()
        const took = () => Math.round(performance.now() - since)
        onEvent?.({ kind: 'step', step, state: 'started', took: 0 })
        const outcome = await waitFor({ docker, watch, signal }, ids, {
          condition,
          probe: condition === 'service_healthy',
        })
        if (outcome.ok) return onEvent?.({ kind: 'step', step, state: 'done', took: took() })
        onEvent?.({ kind: 'step', step, state: 'failed', took: took(), message: outcome.why })
        if (required) throw new Error(`${name} cannot run: ${outcome.why}`)
        onEvent?.({ kind: 'warning', text: `${outcome.why} It is optional, so ${name} runs all the same.` })
      }),
    )
  } finally {
    await watch.close()
  }
}

async function createOneOff(
  docker: Docker,
  blueprint: Blueprint,
  observed: Observed,
  options: RunOptions,
): Promise<string> {
  const { signal } = options
  const order = containerOrder(blueprint, {
    apiVersion: await docker.apiVersion(signal),
    containersOf: (service) => observed.containers.filter((one) => one.service === service && !one.oneOff),
  })
  for (const text of order.warnings) options.onEvent?.({ kind: 'warning', text })
  const { Id } = await createContainer(docker, blueprint.name, order.request, {
    platform: order.platform,
    signal,
  })
  try {
    for (const { network, endpoint } of order.connect)
      await connectNetwork(docker, network, Id, endpoint, { signal })
    const contents = options.contents ?? { secrets: {}, configs: {} }
    const archive = contentArchive(blueprint.project, blueprint.service, contents)
    if (archive) await putArchive(docker, Id, '/', archive, { keepOwner: true, signal })
    return Id
  } catch (error) {
    await removeContainer(docker, Id, { force: true, volumes: true }).catch(() => {})
    throw error
  }
}

/** The project with the service changed for this one run. */
function withOverrides(project: Project, declared: Service, options: RunOptions): Project {
  const { container_name, ...rest } = declared
  const service: Service = {
    ...rest,
    image: imageName(project, options.service, declared),
    environment: { ...declared.environment, ...options.environment },
    labels: { ...declared.labels, ...options.labels },
    ports: [...(options.servicePorts ? (declared.ports ?? []) : []), ...(options.publish ?? [])],
    volumes: [...(declared.volumes ?? []), ...(options.volumes ?? [])],
    ...capabilitiesOf(declared, options),
  }
  if (options.entrypoint) {
    service.entrypoint = options.entrypoint
    // The service's command belongs to its own entrypoint.
    service.command = options.command ?? null
  } else if (options.command) service.command = options.command
  if (options.user) service.user = options.user
  if (options.workingDir) service.working_dir = options.workingDir
  if (options.tty) service.tty = true
  else delete service.tty
  if (options.interactive ?? true) service.stdin_open = true
  else delete service.stdin_open
  if (options.noDeps) delete service.depends_on
  return { ...project, services: { ...project.services, [options.service]: service } }
}

/** What is asked for this run takes back what the service says; the engine itself lets adding win. */
function capabilitiesOf(declared: Service, { capAdd = [], capDrop = [] }: RunOptions): Partial<Service> {
  const without = (names: readonly string[], gone: readonly string[]) =>
    names.filter((name) => !capabilities(gone).some((one) => capabilities([name]).includes(one)))
  return {
    cap_add: without([...(declared.cap_add ?? []), ...capAdd], capDrop),
    cap_drop: [...without(declared.cap_drop ?? [], capAdd), ...capDrop],
  }
}
