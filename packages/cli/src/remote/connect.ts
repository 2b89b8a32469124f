import { exitCodes, Failure } from '../failure.ts'
import { type Client, client } from './client.ts'
import { readCredentials } from './credentials.ts'

type Environment = Readonly<Record<string, string | undefined>>

export const defaultServer = 'http://localhost:8000'

/**
 * The server to speak to, and the token for it. Address: the flag, KEELSON_URL, the server last signed in to.
 * Token: KEELSON_TOKEN, else the one kept for that address.
 */
export function connect(env: Environment, url: string | undefined): Client {
  const { server, token } = choose(env, url)
  if (token === undefined) {
    throw new Failure(server ? `You are not signed in to ${server}.` : 'You are not signed in to a server.', {
      hint: `Sign in first: keelson login --url ${server ?? defaultServer} --email EMAIL (or set KEELSON_URL and KEELSON_TOKEN)`,
      exitCode: exitCodes.refused,
      details: { code: 'not-signed-in', title: 'Sign in, or send a token.' },
    })
  }
  return client(server ?? defaultServer, { authorization: `Bearer ${token}` })
}

/** Is there a server to ask at all? */
export function isSignedIn(env: Environment, url: string | undefined): boolean {
  return choose(env, url).token !== undefined
}

function choose(
  env: Environment,
  url: string | undefined,
): { server: string | undefined; token: string | undefined } {
  const kept = readCredentials(env)
  const named = url ?? (env.KEELSON_URL || undefined)
  const server = named === undefined ? (kept.current ?? undefined) : address(named)
  const token = env.KEELSON_TOKEN || kept.servers[server ?? defaultServer]?.token
  return { server, token }
}

/**
 * An address as typed, made whole: `localhost:8000` means http, other hosts https; no slash at the end.
 *
 * @throws Failure when it is no address.
 */
export function address(typed: string): string {
  const local = /^(localhost|127\.|\[::1\])/.test(typed)
  const whole = /^[a-z]+:\/\//i.test(typed) ? typed : `${local ? 'http' : 'https'}://${typed}`
  let url: URL
  try {
    url = new URL(whole)
  } catch {
    throw new Failure(`"${typed}" is not an address.`, { hint: `An address looks like ${defaultServer}` })
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Failure(`"${typed}" is neither http nor https.`)
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}
