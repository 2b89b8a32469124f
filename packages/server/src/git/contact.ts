import type { Context } from '../context.ts'
import { knownHosts, pinHostKeys } from '../keys/host-keys.ts'
import { type GitSession, withGit } from './session.ts'
import { parseRemote } from './url.ts'

export type Contact = {
  url: string
  token?: string | undefined
  key: { publicKey: string; privateKey: string }
}

/** Works with a remote under the pinned host keys, and pins those of hosts met for the first time. */
export async function contact<T>(
  { database }: Pick<Context, 'database'>,
  { url, token, key }: Contact,
  signal: AbortSignal | undefined,
  use: (session: GitSession) => Promise<T>,
): Promise<T> {
  // Who may use a local path was decided when the address was stored.
  const remote = parseRemote(url, { allowLocal: true })
  const credentials = { ...key, token, knownHosts: await knownHosts(database) }
  return withGit(remote, credentials, signal, async (session) => {
    try {
      return await use(session)
    } finally {
      await pinHostKeys(database, await session.knownHosts())
    }
  })
}
