import { listContainers, listNetworks, listVolumes } from '@keelson/engine'
import type { Deciding } from './stages/apply.ts'

/**
 * The name under which an environment lives on the engine: `<project>-<environment>`, unless something there has
 * that name and is not this environment's; then with a piece of the installation's id. Decided while the
 * environment has nothing yet, and kept.
 */
export async function composeProjectFor(work: Deciding, environment: string): Promise<string> {
  const plain = `${work.project.name}-${environment}`
  return (await isTaken(work, plain, environment)) ? `${plain}-${work.installation.id.slice(0, 4)}` : plain
}

async function isTaken(
  { docker, installation, project, signal }: Deciding,
  name: string,
  environment: string,
): Promise<boolean> {
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
