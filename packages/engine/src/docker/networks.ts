import type { Filters } from './containers.ts'
import type { Docker } from './docker.ts'
import type { EndpointSettings, NetworkInfo, NetworkRequest } from './types.ts'

type Cancel = { signal?: AbortSignal | undefined }

const at = (id: string, verb = '') => `/networks/${encodeURIComponent(id)}${verb}`

export const listNetworks = (
  docker: Docker,
  { filters, signal }: Cancel & { filters?: Filters } = {},
): Promise<NetworkInfo[]> =>
  docker.json('GET', '/networks', { query: { filters: filters && JSON.stringify(filters) }, signal })

export const inspectNetwork = (docker: Docker, id: string, { signal }: Cancel = {}): Promise<NetworkInfo> =>
  docker.json('GET', at(id), { signal })

export const createNetwork = (
  docker: Docker,
  body: NetworkRequest,
  { signal }: Cancel = {},
): Promise<{ Id: string; Warning: string }> =>
  docker.json('POST', '/networks/create', { body: { CheckDuplicate: true, ...body }, signal })

export const removeNetwork = (docker: Docker, id: string, { signal }: Cancel = {}): Promise<void> =>
  docker.json('DELETE', at(id), { signal })

export const connectNetwork = (
  docker: Docker,
  network: string,
  container: string,
  endpoint: EndpointSettings,
  { signal }: Cancel = {},
): Promise<void> =>
  docker.json('POST', at(network, '/connect'), {
    body: { Container: container, EndpointConfig: endpoint },
    signal,
  })

export const disconnectNetwork = (
  docker: Docker,
  network: string,
  container: string,
  { force, signal }: Cancel & { force?: boolean } = {},
): Promise<void> =>
  docker.json('POST', at(network, '/disconnect'), {
    body: { Container: container, Force: force ?? false },
    signal,
  })
