import { hostname } from 'node:os'
import { remote, type Surroundings } from '../command.ts'
import { Failure } from '../failure.ts'
import { ask, askSecret, readStdin } from '../print/stdin.ts'
import type { Terminal } from '../print/terminal.ts'
import { client, read } from '../remote/client.ts'
import { address, defaultServer } from '../remote/connect.ts'
import { readCredentials, writeCredentials } from '../remote/credentials.ts'

export default remote(
  {
    usage: '[OPTIONS]',
    about:
      'Signs in with e-mail address and password and keeps a token, readable by you alone, in your configuration folder ($XDG_CONFIG_HOME/keelson, else ~/.config/keelson). The password is not kept. Later commands speak to this server.',
    examples: [
      'keelson login --url https://keelson.example.org --email me@example.org',
      'keelson login --url http://localhost:8000 --email me@example.org --password-stdin < password.txt',
    ],
    flags: {
      email: { kind: 'text', value: 'EMAIL', help: 'E-mail address of the account' },
      'password-stdin': { kind: 'switch', help: 'Read the password from standard input' },
      'token-stdin': { kind: 'switch', help: 'Keep a token read from standard input instead of signing in' },
    },
    words: [0, 0],
  },
  async ({ values, env, terminal }) => {
    const server = address(values.url ?? (env.KEELSON_URL || defaultServer))
    const kept = values['token-stdin']
      ? { token: (await readStdin(terminal)).trim(), tokenId: null }
      : await signIn(server, values.email ?? (await askEmail(terminal)), await password(values, terminal))
    const session = await client(server, { authorization: `Bearer ${kept.token}` }).call('session')
    if (!session.user) throw new Failure(`${server} does not know this token.`, { exitCode: 4 })
    keep(env, server, kept)
    if (values.json) terminal.print(JSON.stringify(session))
    else terminal.print(`Signed in to ${server} as ${session.user.email} (${session.user.scope}).`)
  },
)

async function askEmail(terminal: Terminal): Promise<string> {
  if (!terminal.stdin.isTTY) throw new Failure('Which account? Name it with --email.')
  return (await ask(terminal, 'E-mail address: ')).trim()
}

async function password(values: { 'password-stdin': boolean }, terminal: Terminal): Promise<string> {
  if (values['password-stdin']) return readStdin(terminal)
  if (!terminal.stdin.isTTY) throw new Failure('Where is the password? Send it in with --password-stdin.')
  return askSecret(terminal, 'Password: ')
}

/** Opens a session, has it make a token as powerful as the user, and closes it. */
async function signIn(server: string, email: string, password: string) {
  const opened = await client(server, {}).open('signIn', { body: { email, password } })
  const { user } = await read(server, 'signIn', opened)
  const cookie = opened.headers.getSetCookie().map((line) => line.split(';')[0])
  const session = client(server, { cookie: cookie.join('; ') })
  const { secret, id } = await session.call('createToken', {
    body: { name: `keelson on ${hostname()}`.slice(0, 80), scope: user?.scope ?? 'read' },
  })
  await session.call('signOut')
  return { token: secret, tokenId: id }
}

function keep(
  env: Surroundings['env'],
  server: string,
  kept: { token: string; tokenId: string | null },
): void {
  const credentials = readCredentials(env)
  writeCredentials(env, { current: server, servers: { ...credentials.servers, [server]: kept } })
}
