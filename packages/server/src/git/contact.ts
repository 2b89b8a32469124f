import type { Context } from '../context.ts'
import { knownHosts, pinHostKeys } from '../keys/host-keys.ts'
import type { KeyPair } from '../keys/ssh-key.ts'
import { type GitSession, withGit } from './session.ts'
import { parseRemote } from './url.ts'

export type Contact = {
  url: string
  token?: string | undefined
  key: KeyPair
  /** The key that will take its place: shown first, so that either is enough. */
  nextKey?: KeyPair | undefined
}

/** Works with a remote under the pinned host keys, and pins those of hosts met for the first time. */
export async function contact<T>(
  { database }: Pick<Context, 'database'>,
  { url, token, key, nextKey }: Contact,
  signal: AbortSignal | undefined,
  use: (session: GitSession) => Promise<T>,
): Promise<T> {
  // Who may use a local path was decided when the address was stored.
  const remote = parseRemote(url, { allowLocal: true })
  const privateKeys = [...(nextKey ? [nextKey.privateKey] : []), key.privateKey]
  const credentials = {
    publicKey: key.publicKey,
    privateKeys,
    token,
    knownHosts: await knownHosts(database),
  }
  return withGit(remote, credentials, signal, async (session) => {
    try {
      return await use(session)
    } finally {
      await pinHostKeys(database, await session.knownHosts())
    }
  })
}
