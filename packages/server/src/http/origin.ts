const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Could another site have caused this request? Cookies travel with SameSite=Lax, but projects live on hosts under
 * ours, which is the same site: so whatever changes something, and every socket, must come from our own origin.
 * Programs send neither header and hold a token instead of a cookie.
 */
export function isForeign(request: {
  method: string
  host: string
  origin: string | undefined
  fetchSite: string | undefined
  socket?: boolean
}): boolean {
  if (safeMethods.has(request.method) && !request.socket) return false
  if (request.origin !== undefined) {
    return !URL.canParse(request.origin) || new URL(request.origin).host !== request.host.toLowerCase()
  }
  return request.fetchSite !== undefined && !['same-origin', 'none'].includes(request.fetchSite)
}
