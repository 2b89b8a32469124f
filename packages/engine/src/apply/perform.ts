import { setTimeout } from 'node:timers/promises'
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
import { isConflict } from '../docker/error.ts'
import { connectNetwork, createNetwork, disconnectNetwork } from '../docker/networks.ts'
import { createVolume } from '../docker/volumes.ts'
import type { ContainerRef, Step } from '../plan/step.ts'
import { endpoints } from '../request/networks.ts'
import { containerOrder } from '../request/request.ts'
import { contentArchive } from './files.ts'
import { runHooks } from './hooks.ts'
import { idOf, type Performance, surroundings } from './performance.ts'
import { isRemnant, Remnant } from './remnant.ts'
import { removeNetworkWhole, removeUnusedImage, removeVolumeWhole, tolerateAbsence } from './remove.ts'
import { runDeployHook } from './run-hook.ts'
import { seeServing } from './serving.ts'
import { waitFor } from './wait.ts'

/** Does one step. */
export async function perform(step: Step, on: Performance): Promise<void> {
  const { docker, signal } = on
  switch (step.kind) {
    case 'create-network':
      await createNetwork(docker, step.request, { signal })
      return
    case 'remove-network':
      return removeNetworkWhole(step, on)
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
      return removeVolumeWhole(step, on)
    case 'create-container':
      return create(step, on)
    case 'start-container':
      return start(step.container, on)
    case 'stop-container':
      return stop(step, on)
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
      return removeUnusedImage(step, on)
    case 'wait': {
      const outcome = await waitFor(
        on,
        step.containers.map((ref) => idOf(ref, on)),
        step,
      )
      if (outcome.ok) return
      if (step.required) throw new Error(outcome.why)
      on.undone.set(step.id, 'optional')
      return on.report({ kind: 'warning', text: `${outcome.why} It is optional, so the others go on.` })
    }
    case 'prove':
    case 'monitor':
      return seeServing(step, on)
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
  const found =
    on.beforeStart && [...on.made.values(), ...on.observed.containers].find((one) => one.id === id)
  if (found) await on.beforeStart?.(found)
  await startContainer(docker, id, { signal }).catch((error) => {
    throw isRemnant(error) ? new Remnant(id, { cause: error }) : error
  })
  const hooks = project?.services[ref.service]?.post_start
  await runHooks(docker, { id, name: ref.name }, hooks, 'post_start', on.report, signal)
}

async function stop(step: Step & { kind: 'stop-container' }, on: Performance): Promise<void> {
  const { container, timeout, forGood } = step
  const id = idOf(container, on)
  const { docker, signal } = on
  try {
    await runPreStop(container, on)
  } catch (error) {
    // The hook may be of a newer configuration than the container, which has no such command.
    if (!forGood || signal?.aborted) throw error
    on.report({ kind: 'warning', text: `${(error as Error).message} It is stopped all the same.` })
  }
  await tolerateAbsence(stopContainer(docker, id, { timeout, signal }))
}

async function runPreStop(ref: ContainerRef, on: Performance): Promise<void> {
  const id = idOf(ref, on)
  if (on.observed.containers.find((container) => container.id === id)?.state !== 'running') return
  const hooks = on.project?.services[ref.service]?.pre_stop
  await runHooks(on.docker, { id, name: ref.name }, hooks, 'pre_stop', on.report, on.signal)
}

async function restart(step: Step & { kind: 'restart-container' }, on: Performance): Promise<void> {
  const { container, timeout } = step
  const id = idOf(container, on)
  const { docker, project, signal } = on
  await runPreStop(container, on)
  await restartContainer(docker, id, { timeout, signal })
  const hooks = project?.services[container.service]?.post_start
  await runHooks(docker, { id, name: container.name }, hooks, 'post_start', on.report, signal)
}

/** A container that ended in between needs no killing. */
async function tolerateEnd(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!isConflict(error)) throw error
  }
}
