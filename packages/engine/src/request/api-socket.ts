import type { Project, Service } from '@keelson/compose'

const SOCKET = '/var/run/docker.sock'
const FOLDER = '/run/secrets/docker'
/** No user can write a config of this name. */
const CONFIG = '#apisocket'

/** Whether any service asks for the engine. */
export const asksForSocket = ({ services }: Project): boolean =>
  Object.values(services).some(({ use_api_socket: asks }) => asks)

/**
 * What `use_api_socket` stands for, in terms of the rest of Compose and as docker compose has it: the engine's socket,
 * and Docker's configuration in a file that DOCKER_CONFIG names, unless the service sets that variable itself.
 *
 * @param dockerConfig Docker's config.json, with the credentials that the containers may use.
 */
export function withApiSocket(project: Project, dockerConfig: string): Project {
  if (!asksForSocket(project) || project.configs?.[CONFIG]) return project
  return {
    ...project,
    configs: { ...project.configs, [CONFIG]: { name: CONFIG, content: dockerConfig } },
    services: Object.fromEntries(
      Object.entries(project.services).map(([name, service]) => [
        name,
        service.use_api_socket ? withSocket(service) : service,
      ]),
    ),
  }
}

function withSocket(service: Service): Service {
  const mounted: Service = {
    ...service,
    volumes: [...(service.volumes ?? []), { type: 'bind', source: SOCKET, target: SOCKET }],
  }
  if (service.environment && 'DOCKER_CONFIG' in service.environment) return mounted
  return {
    ...mounted,
    environment: { ...service.environment, DOCKER_CONFIG: FOLDER },
    configs: [...(service.configs ?? []), { source: CONFIG, target: `${FOLDER}/config.json` }],
  }
}
