import { ServiceName } from '@keelson/protocol'
import { Failure } from '../failure.ts'
import type { Terminal } from '../print/terminal.ts'
import type { remoteInstead } from './instead.ts'
import { environmentName } from './names.ts'
import { settle } from './outcome.ts'

type Remote = NonNullable<ReturnType<typeof remoteInstead>>

/** Sets the replicas of services on a server, one service after the other, since each is an operation of its own. */
export async function remoteScale(
  { client, project, services: words }: Remote,
  { env, ...how }: { env: string | undefined; wait: boolean; json: boolean; terminal: Terminal },
): Promise<void> {
  const environment = environmentName(env ?? 'production')
  const wishes = words.map(readWish)
  if (wishes.length === 0) throw noWish(words.join(' '))
  for (const { service, replicas } of wishes) {
    const deploy = await client.call('scaleService', {
      params: { project, environment, service },
      body: { replicas },
    })
    await settle(client, deploy, { ...how, wait: how.wait || wishes.length > 1 })
  }
}

/** `web=3`, or `web=file`: as many as the Compose file says. */
function readWish(word: string): { service: ServiceName; replicas: number | null } {
  const [, name, count] = /^([^=]+)=(\d{1,3}|file)$/.exec(word) ?? []
  const service = ServiceName.safeParse(name)
  if (!service.success || count === undefined) throw noWish(word)
  return { service: service.data, replicas: count === 'file' ? null : Number(count) }
}

const noWish = (word: string) =>
  new Failure(`The word is "${word}"; on a server it looks like SERVICE=NUMBER or SERVICE=file.`, {
    hint: 'For example: keelson scale --project shop web=4',
  })
