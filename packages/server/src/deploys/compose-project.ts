import { listContainers, listNetworks, listVolumes } from '@keelson/engine'
import { listEnvironments } from '../environments/store.ts'
import type { Deciding } from './stages/apply.ts'

/**
 * The name under which an environment lives on the engine: `<project>-<environment>`, unless something there has
 * that name and is not this environment's; then with a piece of the installation's id. Decided while the
 * environment has nothing yet, and kept.
 */
export async function composeProjectFor(work: Deciding, environment: string): Promise<string> {
  const plain = `${work.project.name}-${environment}`
  const own = `${plain}-${work.installation.id.slice(0, 4)}`
  if (!(await isTaken(work, plain, environment))) return plain
  for (let count = 1; ; count++) {
    const name = count === 1 ? own : `${own}-${count}`
    if (!(await isTaken(work, name, environment))) return name
  }
}

async function isTaken(
  { database, docker, installation, project, signal }: Deciding,
  name: string,
  environment: string,
): Promise<boolean> {
  // After an exchange an environment may live under a name that sounds like another one's.
  const others = await listEnvironments(database, project.id)
  if (others.some((other) => other.compose_project === name && other.name !== environment)) return true
  const filters = { label: [`com.docker.compose.project=${name}`] }
  const [containers, networks, volumes] = await Promise.all([
    listContainers(docker, { all: true, filters, signal }),
    listNetworks(docker, { filters, signal }),
    listVolumes(docker, { filters, signal }),
  ])
  return [...containers, ...networks, ...volumes].some(
    ({ Labels: labels }) =>
      labels?.['io.keelson.installation'] !== installation.id ||
      labels['io.keelson.project'] !== project.name ||
      labels['io.keelson.environment'] !== environment,
  )
}
