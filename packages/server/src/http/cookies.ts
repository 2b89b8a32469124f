/** The cookies of a request's header, by name. A broken pair is left out. */
export function readCookies(header: string | undefined): Map<string, string> {
  const pairs = (header ?? '').split(';').flatMap((part): [string, string][] => {
    const at = part.indexOf('=')
    return at < 1 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()]]
  })
  // The first of two with one name is the one with the longer path, set by us.
  return new Map(pairs.reverse())
}

/** `__Host-` ties the cookie to this very host, which browsers accept over https only. */
export const sessionCookieName = (secure: boolean) => `${secure ? '__Host-' : ''}keelson_session`

/** A session cookie; without a value, one that removes it. */
export function sessionCookie(secure: boolean, value: string, maxAgeSeconds: number): string {
  return [
    `${sessionCookieName(secure)}=${value}`,
    'Path=/',
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(secure ? ['Secure'] : []),
  ].join('; ')
}
