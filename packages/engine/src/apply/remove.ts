import { setTimeout } from 'node:timers/promises'
import { DockerError, isConflict, isNotFound } from '../docker/error.ts'
import { removeImage } from '../docker/images.ts'
import { inspectNetwork, removeNetwork } from '../docker/networks.ts'
import { removeVolume } from '../docker/volumes.ts'
import type { Step } from '../plan/step.ts'
import type { Performance } from './performance.ts'

/** How often and how far apart (milliseconds) a network is tried whose last endpoints the engine is still closing. */
const NETWORK_TRIES = 40
const NETWORK_PAUSE = 50

/** Removes a network. One that others use stays, where the step allows it. */
export async function removeNetworkWhole(
  step: Step & { kind: 'remove-network' },
  on: Performance,
): Promise<void> {
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
      return stays(step, `network ${step.name}`, on)
    }
  }
}

/** Removes a volume. One that others use stays, where the step allows it. */
export async function removeVolumeWhole(
  step: Step & { kind: 'remove-volume' },
  on: Performance,
): Promise<void> {
  try {
    await tolerateAbsence(removeVolume(on.docker, step.name, { signal: on.signal }))
  } catch (error) {
    if (!step.tolerant || !isConflict(error)) throw error
    stays(step, `volume ${step.name}`, on)
  }
}

/** Removes an image that nothing uses. */
export async function removeUnusedImage(
  step: Step & { kind: 'remove-image' },
  on: Performance,
): Promise<void> {
  try {
    await removeImage(on.docker, step.image, { signal: on.signal })
  } catch (error) {
    if (isNotFound(error)) return
    if (!isConflict(error)) throw error
    stays(step, `image ${step.image}`, on)
  }
}

function stays(step: Step, what: string, on: Performance): void {
  on.undone.set(step.id, 'in-use')
  on.report({ kind: 'warning', text: `The ${what} is still in use and stays.` })
}

/** What is to be gone may be gone already. */
export async function tolerateAbsence(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
