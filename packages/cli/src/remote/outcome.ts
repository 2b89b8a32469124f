import type { Deploy } from '@keelson/protocol'
import { exitCodes, Failure } from '../failure.ts'
import { deployLines, deployTitle } from '../print/deploy.ts'
import type { Terminal } from '../print/terminal.ts'
import type { Client } from './client.ts'
import { deployEvents } from './deploy-events.ts'

type How = { wait: boolean; json: boolean; terminal: Terminal }

/**
 * Follows an operation to its end, or only says that it was accepted.
 *
 * @throws Failure when it did not succeed.
 */
export async function settle(client: Client, deploy: Deploy, how: How): Promise<Deploy> {
  const { terminal, json } = how
  if (!how.wait) {
    if (json) terminal.print(JSON.stringify(deploy))
    else terminal.print(`Accepted: ${deployTitle(deploy)}. Its id is ${deploy.id}.`)
    return deploy
  }
  if (!json) terminal.tell(deployTitle(deploy))
  const lines = deployLines(terminal.err)
  let last = { state: deploy.state, failure: deploy.failure }
  for await (const event of deployEvents(client, deploy.id)) {
    if (!json) for (const line of lines(event)) terminal.tell(line)
    if (event.kind === 'outcome') last = { state: event.state, failure: event.failure }
  }
  const final = await finalState(client, { ...deploy, ...last })
  if (json) terminal.print(JSON.stringify(final))
  if (final.state !== 'succeeded') throw unsuccessful(final, json)
  return final
}

/** The operation's own record goes with the project that it deleted; then its last event is what is left. */
async function finalState(client: Client, known: Deploy): Promise<Deploy> {
  try {
    return await client.call('oneDeploy', { params: { deploy: known.id } })
  } catch (error) {
    if (error instanceof Failure && error.exitCode === exitCodes.notFound) return known
    throw error
  }
}

function unsuccessful(deploy: Deploy, json: boolean): Failure {
  const reason = deploy.failure ?? (deploy.state === 'superseded' ? 'A newer one took its place.' : '')
  return new Failure(`${deployTitle(deploy)}: ${deploy.state}. ${reason}`.trimEnd(), {
    ...(json && { details: { code: deploy.state, title: reason || deploy.state } }),
  })
}
