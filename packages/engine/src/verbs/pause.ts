import type { Docker } from '../docker/docker.ts'
import { observe } from '../observe.ts'
import { planEach } from '../plan/lifecycle.ts'
import { refOf } from '../plan/planning.ts'
import { carryOut, choose, nameOf, projectOf, type Target, type VerbOptions } from './verb.ts'

type Options = VerbOptions & { services?: readonly string[] | undefined }

/** Freezes running containers. */
export async function pause(docker: Docker, target: Target, options: Options = {}): Promise<void> {
  const observed = await observe(docker, nameOf(target), options)
  const chosen = choose(observed, options.services, projectOf(target)).filter(
    ({ state }) => state === 'running',
  )
  const steps = planEach(chosen, 'pause', (one) => ({ kind: 'pause-container', container: refOf(one) }))
  await carryOut(docker, steps, observed, projectOf(target), options)
}

/** Lets paused containers go on. */
export async function unpause(docker: Docker, target: Target, options: Options = {}): Promise<void> {
  const observed = await observe(docker, nameOf(target), options)
  const chosen = choose(observed, options.services, projectOf(target)).filter(
    ({ state }) => state === 'paused',
  )
  const steps = planEach(chosen, 'unpause', (one) => ({ kind: 'unpause-container', container: refOf(one) }))
  await carryOut(docker, steps, observed, projectOf(target), options)
}
