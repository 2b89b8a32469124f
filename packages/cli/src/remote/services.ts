import type { ProjectName } from '@keelson/protocol'
import { paintState, printList } from '../print/list.ts'
import type { Terminal } from '../print/terminal.ts'
import type { Client } from './client.ts'
import { environmentName } from './names.ts'

/** The services of an environment with how many replicas run: `keelson services` and `keelson ps --project`. */
export async function printServices(
  client: Client,
  project: ProjectName,
  options: { env: string | undefined; json: boolean; terminal: Terminal },
): Promise<void> {
  const environment = environmentName(options.env ?? 'production')
  const services = await client.call('services', { params: { project, environment } })
  printList(options.terminal, services, {
    json: options.json,
    empty: `Nothing runs in ${environment} of ${project}.`,
    columns: {
      SERVICE: ({ name }) => name,
      STATE: ({ state }, paint) => paintState(state, paint),
      REPLICAS: ({ replicas, wanted }) =>
        `${replicas.filter(({ state }) => state === 'running').length}/${wanted}`,
      IMAGE: ({ image }) => image.replace(/^sha256:([0-9a-f]{12}).*$/, '$1'),
      ADDRESS: ({ url }) => url ?? '',
    },
  })
}
