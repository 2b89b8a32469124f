/**
 * Why no answer came, in our words: Node and Bun tell it in different ones, and advise on how to use themselves. Node
 * has the code of the system in the cause of its error, Bun in the error.
 */
export function whyAway(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return ''
  const code = 'code' in cause ? String(cause.code) : ''
  return words[code] ?? words[cause.name] ?? (cause.message || code)
}

const closed = 'the connection was closed'
const unknownName = 'its name is not known'
const late = 'it takes too long'
const unproved = 'its certificate is from an authority that is not known here'
const selfSigned = 'its certificate is self-signed'
const noTls = 'it does not speak TLS'

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: closed,
  EPIPE: closed,
  UND_ERR_SOCKET: closed,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: closed,
  ENOTFOUND: unknownName,
  EAI_AGAIN: unknownName,
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ETIMEDOUT: late,
  UND_ERR_CONNECT_TIMEOUT: late,
  UND_ERR_HEADERS_TIMEOUT: late,
  TimeoutError: late,
  // Bun takes what is no HTTP for a connection that was closed.
  HTTPParserError: 'it does not speak HTTP',
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  DEPTH_ZERO_SELF_SIGNED_CERT: selfSigned,
  SELF_SIGNED_CERT_IN_CHAIN: unproved,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unproved,
  UNABLE_TO_GET_ISSUER_CERT: unproved,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unproved,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}
