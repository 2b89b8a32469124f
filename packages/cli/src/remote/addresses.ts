import type { Deploy } from '@keelson/protocol'
import type { Terminal } from '../print/terminal.ts'
import type { Client } from './client.ts'

/** After an operation that turned something on: where it can be opened now. */
export async function tellAddresses(client: Client, deploy: Deploy, terminal: Terminal): Promise<void> {
  const environments = await client.call('environments', { params: { project: deploy.project } })
  const environment = environments.find(({ name }) => name === deploy.environment)
  const version = environment?.version ?? deploy.version
  const title = `${deploy.project} ${version === null ? '' : `v${version} `}is on in ${environment?.name ?? 'production'}`
  const routes = [...(environment?.routes ?? [])].sort((a, b) => Number(b.main) - Number(a.main))
  if (routes.length === 0) terminal.print(`${title}.`)
  else if (routes.length === 1) terminal.print(`${title}: ${routes[0]?.url}`)
  else {
    terminal.print(`${title}:`)
    for (const route of routes) terminal.print(`  ${route.service}: ${route.url}`)
  }
}
