import { setTimeout as pause } from 'node:timers/promises'
import {
  createContainer,
  createNetwork,
  listContainers,
  removeContainer,
  removeNetwork,
  startContainer,
  stopContainer,
} from '@keelson/engine'
import type { Ground } from './ground.ts'

/** Calls at the same time: two keep the engine waiting; between four and sixty no difference shows. */
const LIMIT = 16

let floorRound = 0

/** The calls that no `up` can do without, issued bare. */
export async function floorUp(ground: Ground, size: number): Promise<void> {
  await createNetwork(ground.docker, { Name: `${ground.id}-floor${floorRound}`, Labels: { [ground.id]: '' } })
  await floorContainers(ground, 0, size)
}

export async function floorContainers(
  { docker, id, image }: Ground,
  from: number,
  to: number,
): Promise<void> {
  const ids = await inParallel(to - from, async (index) => {
    const { Id } = await createContainer(docker, `${id}-floor-${from + index}`, {
      Image: image,
      StopTimeout: 0,
      Labels: { [id]: '' },
      HostConfig: { NetworkMode: `${id}-floor${floorRound}` },
    })
    return Id
  })
  await inParallel(ids.length, (index) => startContainer(docker, ids[index] ?? ''))
}

export async function floorDown({ docker, id }: Ground): Promise<void> {
  const list = await listContainers(docker, { all: true, filters: { label: [id] } })
  await inParallel(list.length, async (index) => {
    const container = list[index]?.Id ?? ''
    await stopContainer(docker, container)
    await removeContainer(docker, container)
  })
  // Right after the last container the engine may still be closing its endpoint.
  for (let tries = 0; tries < 100; tries++) {
    if (
      await removeNetwork(docker, `${id}-floor${floorRound}`).then(
        () => true,
        () => false,
      )
    )
      return
    await pause(10)
  }
  // Engines before 25 sometimes never let go of an endpoint; the next round takes another network.
  floorRound++
}

async function inParallel<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const worker = async () => {
    while (next < count) {
      const index = next++
      results[index] = await work(index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(LIMIT, count) }, worker))
  return results
}
