import type { Project } from '@keelson/compose'
import { connect, type Docker, type ObservedContainer, observeContainers } from '@keelson/engine'
import type { Surroundings } from '../command.ts'
import { Failure } from '../failure.ts'
import { hasLocalProject, NoSuchService, openProject, type ProjectFlags } from './project.ts'

/** What a verb works on: the project of the folder, or with `-p` alone what the engine knows under that name. */
export type Target = {
  docker: Docker
  name: string
  /** What engine verbs take: the project, else its name. */
  target: Project | string
  project: Project | undefined
  /** Services of profiles that are not on: no orphans. */
  disabled?: readonly string[]
}

/**
 * Finds it as docker compose does: the files if there are any that can be read, else the name from `-p` or
 * COMPOSE_PROJECT_NAME. A service that is no longer in the files may be named while it has containers.
 *
 * @throws Failure when there is neither, or a service is named that the project does not have.
 */
export async function openTarget(
  call: Surroundings & { values: ProjectFlags },
  services: readonly string[] = [],
): Promise<Target> {
  const docker = await openDocker(call)
  const name = call.values['project-name'] ?? call.env.COMPOSE_PROJECT_NAME
  if (name && !hasLocalProject(call)) return { docker, name, target: name, project: undefined }
  try {
    const { project, disabled } = openProject(call, { services })
    return { docker, name: project.name, target: project, project, disabled }
  } catch (error) {
    if (error instanceof NoSuchService) return await withOrphans(call, docker, services, error)
    if (!name || !(error instanceof Failure) || call.values.file?.length) throw error
    call.terminal.tell(error.message)
    call.terminal.tell(`The files are left aside: this is what the engine knows of the project ${name}.`)
    return { docker, name, target: name, project: undefined }
  }
}

/** The project, where all the services asked for that the files do not have still have containers. */
async function withOrphans(
  call: Surroundings & { values: ProjectFlags },
  docker: Docker,
  services: readonly string[],
  error: NoSuchService,
): Promise<Target> {
  const there = new Set((await observeContainers(docker, error.project)).map(({ service }) => service))
  const { project, disabled } = openProject(call, { services: services.filter((name) => !there.has(name)) })
  return { docker, name: project.name, target: project, project, disabled }
}

/** The engine that DOCKER_HOST names, else the machine's own. It is greeted: it answers while the project is read. */
export async function openDocker({ env, terminal }: Pick<Surroundings, 'env' | 'terminal'>): Promise<Docker> {
  const docker = connect({
    environment: env,
    onSilence: (said) => terminal.tell(`${said} Still waiting; Ctrl-C ends it.`),
  })
  await docker.greet()
  return docker
}

/** The container that `port`, `cp` and the like mean: the one of that number, else the first. */
export function containerOf(
  containers: readonly ObservedContainer[],
  service: string,
  index: number | undefined,
): ObservedContainer {
  const own = containers.filter((container) => container.service === service && !container.oneOff)
  const found = !index ? own[0] : own.find(({ number }) => number === index)
  if (found) return found
  const which = !index ? '' : ` number ${index}`
  throw new Failure(`The service "${service}" has no container${which}.`, {
    hint: 'Start it with keelson up -d.',
  })
}
