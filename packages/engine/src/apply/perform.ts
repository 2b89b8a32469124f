import { setTimeout } from 'node:timers/promises'
import type { Project } from '@keelson/compose'
import {
  createContainer,
  killContainer,
  pauseContainer,
  putArchive,
  removeContainer,
  renameContainer,
  restartContainer,
  startContainer,
  stopContainer,
  unpauseContainer,
} from '../docker/containers.ts'
import type { Docker } from '../docker/docker.ts'
import { DockerError, isConflict, isNotFound } from '../docker/error.ts'
import { removeImage } from '../docker/images.ts'
import {
  connectNetwork,
  createNetwork,
  disconnectNetwork,
  inspectNetwork,
  removeNetwork,
} from '../docker/networks.ts'
import { createVolume, removeVolume } from '../docker/volumes.ts'
import type { Observed } from '../observed.ts'
import type { ContainerRef, Step } from '../plan/step.ts'
import { endpoints } from '../request/networks.ts'
import { containerOrder, type Surroundings } from '../request/request.ts'
import { type Contents, contentArchive } from './files.ts'
import type { HealthWatch } from './health-watch.ts'
import { runHooks } from './hooks.ts'
import { monitor } from './monitor.ts'
import type { Progress } from './progress.ts'
import { NotServing, prove } from './prove.ts'
import { isRemnant, Remnant } from './remnant.ts'
import { runDeployHook } from './run-hook.ts'
import type { Traffic } from './traffic.ts'
import { waitFor } from './wait.ts'

/** What the steps of one plan share while they run. */
export type Performance = {
  docker: Docker
  apiVersion: string
  /** Absent where a project is taken down by its name alone. */
  project: Project | undefined
  observed: Observed
  contents: Contents
  watch: HealthWatch
  /** Ids of created containers by the step that made them. */
  made: Map<string, { id: string; name: string; service: string; number: number }>
  removed: Set<string>
  /** Containers that did not come up and were let pass, with their service. */
  failed: Map<string, string>
  traffic: Traffic | undefined
  report: (progress: Progress) => void
  signal: AbortSignal | undefined
}

/** Does one step. */
export async function perform(step: Step, on: Performance): Promise<void> {
  const { docker, signal } = on
  switch (step.kind) {
    case 'create-network':
      await createNetwork(docker, step.request, { signal })
      return
    case 'remove-network':
      return removeNetworkOnce(step, on)
    case 'connect-network':
      return connect(step, on)
    case 'disconnect-network':
      return tolerateAbsence(
        disconnectNetwork(docker, step.network, idOf(step.container, on), { force: true, signal }),
      )
    case 'create-volume':
      await createVolume(docker, step.request, { signal })
      return
    case 'remove-volume':
      return tolerateAbsence(removeVolume(docker, step.name, { signal }))
    case 'create-container':
      return create(step, on)
    case 'start-container':
      return start(step.container, on)
    case 'stop-container':
      return stop(step.container, step.timeout, on)
    case 'remove-container': {
      const id = idOf(step.container, on)
      on.removed.add(id)
      return removeContainer(docker, id, {
        force: step.force ?? false,
        volumes: step.volumes ?? false,
        signal,
      })
    }
    case 'restart-container':
      return restart(step, on)
    case 'kill-container':
      return tolerateEnd(
        killContainer(docker, idOf(step.container, on), { killSignal: step.killSignal, signal }),
      )
    case 'pause-container':
      return pauseContainer(docker, idOf(step.container, on), { signal })
    case 'unpause-container':
      return unpauseContainer(docker, idOf(step.container, on), { signal })
    case 'rename-container':
      return renameContainer(docker, idOf(step.container, on), step.name, { signal })
    case 'remove-image':
      return removeImageOnce(step.image, on)
    case 'wait': {
      const outcome = await waitFor(
        on,
        step.containers.map((ref) => idOf(ref, on)),
        step,
      )
      if (outcome.ok) return
      if (step.required) throw new Error(outcome.why)
      return on.report({ kind: 'warning', text: `${outcome.why} It is optional, so the others go on.` })
    }
    case 'prove':
    case 'monitor':
      return tolerate(step, on, () => (step.kind === 'prove' ? proveOne(step, on) : watchAll(step, on)))
    case 'enter': {
      const container = { id: idOf(step.container, on), service: step.container.service }
      return on.failed.has(container.id) ? undefined : on.traffic?.enter(container, signal)
    }
    case 'leave':
      return on.traffic?.leave({ id: idOf(step.container, on), service: step.container.service }, signal)
    case 'pause':
      return setTimeout(step.milliseconds, undefined, { signal })
    case 'run-hook':
      return runDeployHook(step, surroundings(on), on)
    case 'warn':
      return on.report({ kind: 'warning', text: step.text })
  }
}

async function proveOne(step: Step & { kind: 'prove' }, on: Performance): Promise<void> {
  const { container, port, fresh } = step
  const id = idOf(container, on)
  const warn = (text: string) => on.report({ kind: 'warning', text })
  await prove(on.docker, on.watch, { id, service: container.service, port, fresh, signal: on.signal, warn })
  await on.traffic?.proved({ id, service: container.service })
}

const watchAll = ({ service, containers, milliseconds }: Step & { kind: 'monitor' }, on: Performance) =>
  monitor(
    on.watch,
    { ids: containers.map((ref) => idOf(ref, on)).filter((id) => !on.failed.has(id)), service },
    { milliseconds, signal: on.signal },
  )

/** So many containers of a service may fail, as `update_config` says; they get no requests. */
async function tolerate(
  step: Step & { kind: 'prove' | 'monitor' },
  on: Performance,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof NotServing)) throw error
    const { service } = error
    on.failed.set(error.container, service)
    const failed = [...on.failed.values()].filter((one) => one === service).length
    if (failed > step.tolerated) throw error
    on.report({ kind: 'warning', text: `The service ${service} ${error.message}; update_config allows it.` })
  }
}

function idOf(ref: ContainerRef, on: Performance): string {
  if ('id' in ref) return ref.id
  const made = on.made.get(ref.madeBy)
  if (!made) throw new Error(`The container ${ref.name} was not created.`)
  return made.id
}

async function create(step: Step & { kind: 'create-container' }, on: Performance): Promise<void> {
  const { blueprint } = step
  const order = containerOrder(blueprint, surroundings(on))
  for (const text of order.warnings) on.report({ kind: 'warning', text })
  const name = step.temporaryName ?? blueprint.name
  const { docker, signal } = on
  const { Id, Warnings } = await createContainer(docker, name, order.request, {
    platform: order.platform,
    signal,
  })
  for (const text of Warnings ?? []) on.report({ kind: 'warning', text: `${blueprint.name}: ${text}` })
  on.made.set(step.id, { id: Id, name, service: blueprint.service, number: blueprint.number })
  try {
    for (const { network, endpoint } of order.connect)
      await connectNetwork(docker, network, Id, endpoint, { signal })
  } catch (error) {
    // Left half connected it would look complete to the next plan until it runs.
    await removeContainer(docker, Id, { force: true, volumes: true }).catch(() => {})
    throw error
  }
}

/** The containers of a service as they are at this moment of the plan. */
const surroundings = (on: Performance): Surroundings => ({
  apiVersion: on.apiVersion,
  containersOf: (service) => {
    const made = [...on.made.values()].filter((one) => one.service === service)
    const replaced = new Set(made.map(({ number }) => number))
    const kept = on.observed.containers.filter(
      (one) => one.service === service && !one.oneOff && !on.removed.has(one.id) && !replaced.has(one.number),
    )
    return [...made, ...kept].sort((a, b) => a.number - b.number)
  },
})

async function connect(step: Step & { kind: 'connect-network' }, on: Performance): Promise<void> {
  const { project } = on
  const service = project?.services[step.service]
  const blueprint = project && {
    project,
    service: step.service,
    name: step.container.name,
    number: step.container.number,
  }
  const found =
    blueprint && service
      ? endpoints(blueprint, service, surroundings(on)).find(({ network }) => network === step.network)
      : undefined
  if (service && !found) return
  const endpoint = found?.endpoint ?? {}
  await connectNetwork(on.docker, step.network, idOf(step.container, on), endpoint, { signal: on.signal })
}

async function start(ref: ContainerRef, on: Performance): Promise<void> {
  const id = idOf(ref, on)
  const { docker, project, signal } = on
  const archive = project && contentArchive(project, ref.service, on.contents)
  if (archive) await putArchive(docker, id, '/', archive, { keepOwner: true, signal })
  on.traffic?.hold({ id, service: ref.service })
  await startContainer(docker, id, { signal }).catch((error) => {
    throw isRemnant(error) ? new Remnant(id, { cause: error }) : error
  })
  const hooks = project?.services[ref.service]?.post_start
  await runHooks(docker, { id, name: ref.name }, hooks, 'post_start', on.report, signal)
}

async function stop(ref: ContainerRef, timeout: number | undefined, on: Performance): Promise<void> {
  const id = idOf(ref, on)
  const { docker, project, signal } = on
  const running = on.observed.containers.find((container) => container.id === id)?.state === 'running'
  const hooks = running ? project?.services[ref.service]?.pre_stop : undefined
  await runHooks(docker, { id, name: ref.name }, hooks, 'pre_stop', on.report, signal)
  await tolerateAbsence(stopContainer(docker, id, { timeout, signal }))
}

async function restart(step: Step & { kind: 'restart-container' }, on: Performance): Promise<void> {
  const { container, timeout } = step
  const id = idOf(container, on)
  const target = { id, name: container.name }
  const { docker, project, signal } = on
  const service = project?.services[container.service]
  await runHooks(docker, target, service?.pre_stop, 'pre_stop', on.report, signal)
  await restartContainer(docker, id, { timeout, signal })
  await runHooks(docker, target, service?.post_start, 'post_start', on.report, signal)
}

/** How often and how far apart (milliseconds) a network is tried whose last endpoints the engine is still closing. */
const NETWORK_TRIES = 40
const NETWORK_PAUSE = 50

async function removeNetworkOnce(step: Step & { kind: 'remove-network' }, on: Performance): Promise<void> {
  const { docker, signal } = on
  for (let tries = 1; ; tries++) {
    try {
      return await tolerateAbsence(removeNetwork(docker, step.network, { signal }))
    } catch (error) {
      const inUse = error instanceof DockerError && (error.status === 403 || error.status === 409)
      if (!inUse) throw error
      const { Containers } = await inspectNetwork(docker, step.network, { signal })
      const strangers = Object.keys(Containers ?? {}).filter(
        (id) => !id.startsWith('ep-') && !on.removed.has(id),
      )
      if (strangers.length === 0 && tries < NETWORK_TRIES) {
        await setTimeout(NETWORK_PAUSE, undefined, { signal })
        continue
      }
      if (!step.tolerant) throw error
      return on.report({ kind: 'warning', text: `The network ${step.name} is still in use and stays.` })
    }
  }
}

async function removeImageOnce(image: string, on: Performance): Promise<void> {
  try {
    await removeImage(on.docker, image, { signal: on.signal })
  } catch (error) {
    if (isNotFound(error)) return
    if (!(error instanceof DockerError && error.status === 409)) throw error
    on.report({ kind: 'warning', text: `The image ${image} is still in use and stays.` })
  }
}

/** What is to be gone may be gone already. */
async function tolerateAbsence(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

/** A container that ended in between needs no killing. */
async function tolerateEnd(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!isConflict(error)) throw error
  }
}
