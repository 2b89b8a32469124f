import { remote } from '../command.ts'
import { Failure } from '../failure.ts'
import { client } from '../remote/client.ts'
import { address, defaultServer } from '../remote/connect.ts'
import { readCredentials, writeCredentials } from '../remote/credentials.ts'

export default remote({ usage: '[OPTIONS]', flags: {}, words: [0, 0] }, async ({ values, env, terminal }) => {
  const credentials = readCredentials(env)
  const server = address(values.url ?? (env.KEELSON_URL || credentials.current || defaultServer))
  const { [server]: kept, ...others } = credentials.servers
  if (!kept) throw new Failure(`You are not signed in to ${server}.`)
  const current = credentials.current === server ? (Object.keys(others)[0] ?? null) : credentials.current
  writeCredentials(env, { current, servers: others })
  const revoked = kept.tokenId === null ? false : await revoke(server, kept.token, kept.tokenId)
  if (values.json) terminal.print(JSON.stringify({ server, revoked }))
  else terminal.print(`Signed out of ${server}.${revoked ? '' : ' The token itself was not revoked.'}`)
})

/** The server may be away or have forgotten the token; signing out here works all the same. */
async function revoke(server: string, token: string, id: string): Promise<boolean> {
  return client(server, { authorization: `Bearer ${token}` })
    .call('deleteToken', { params: { token: id } })
    .then(
      () => true,
      () => false,
    )
}
