import type { Service } from '@keelson/compose'
import {
  attachContainer,
  createContainer,
  inspectContainer,
  openWait,
  putArchive,
  removeContainer,
  startContainer,
} from '../docker/containers.ts'
import { isConflict } from '../docker/error.ts'
import { connectNetwork } from '../docker/networks.ts'
import { demultiplexLines } from '../docker/streams.ts'
import { LABEL } from '../labels.ts'
import type { Step } from '../plan/step.ts'
import { type Blueprint, type ContainerOrder, containerOrder, type Surroundings } from '../request/request.ts'
import { contentArchive } from './files.ts'
import type { Performance } from './performance.ts'

/**
 * Runs a command in a container of the service that is nothing else, tells what it writes, and removes it.
 * One that an interrupted run left behind is removed first, so that two never work at the same time.
 * @throws when it ends with another code than 0
 */
export async function runDeployHook(
  { blueprint, moment, command }: Step & { kind: 'run-hook' },
  around: Surroundings,
  on: Performance,
): Promise<void> {
  const { docker, signal } = on
  const oneOff: Blueprint = {
    ...blueprint,
    project: withCommand(blueprint, command),
    name: `${blueprint.project.name}-${blueprint.service}-${moment}`,
    oneOff: { slug: moment, autoRemove: false, aliases: false },
  }
  const order = containerOrder(oneOff, around)
  const id = await createAlone(oneOff, order, on)
  try {
    for (const { network, endpoint } of order.connect)
      await connectNetwork(docker, network, id, endpoint, { signal })
    const archive = contentArchive(oneOff.project, oneOff.service, on.contents)
    if (archive) await putArchive(docker, id, '/', archive, { keepOwner: true, signal })
    const output = await attachContainer(docker, id, { stdout: true, stderr: true, signal })
    const exit = await openWait(docker, id, { condition: 'next-exit', signal })
    await startContainer(docker, id, { signal })
    let last = ''
    for await (const { stream, line } of demultiplexLines(output)) {
      if (line.trim() !== '') last = line
      on.report({ kind: 'output', container: `${oneOff.service} ${moment}`, stream, line })
    }
    const { StatusCode: code } = await exit()
    if (code !== 0) {
      const words = last === '' ? 'It wrote nothing.' : `The last it wrote: ${last.slice(0, 300)}`
      throw new Error(`"${command.join(' ')}" ended with code ${code}. ${words}`)
    }
  } finally {
    await removeContainer(docker, id, { force: true, volumes: true }).catch(() => {})
  }
}

async function createAlone(blueprint: Blueprint, order: ContainerOrder, on: Performance): Promise<string> {
  const { docker, signal } = on
  const create = () =>
    createContainer(docker, blueprint.name, order.request, { platform: order.platform, signal })
  try {
    return (await create()).Id
  } catch (error) {
    if (!isConflict(error)) throw error
    const { Id, Config } = await inspectContainer(docker, blueprint.name, { signal })
    if (Config.Labels?.[LABEL.project] !== blueprint.project.name || Config.Labels[LABEL.oneOff] !== 'True')
      throw error
    await removeContainer(docker, Id, { force: true, volumes: true, signal })
    return (await create()).Id
  }
}

function withCommand({ project, service: name }: Blueprint, command: string[]): Blueprint['project'] {
  const { container_name: _, ports: __, healthcheck: ___, ...rest } = project.services[name] as Service
  const service: Service = { ...rest, command, healthcheck: { disable: true } }
  return { ...project, services: { ...project.services, [name]: service } }
}
