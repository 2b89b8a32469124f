import type { Domain } from '@keelson/protocol'

/** Where DNS leads, in a few words, with what to do when that is not here. */
export function describeDns({ dns }: Domain): string {
  const expected = dns.expected.join(' or ')
  switch (dns.state) {
    case 'unchecked':
      return 'not looked up yet'
    case 'right':
      return 'leads here'
    case 'missing':
      return `not in DNS: add a record for ${expected}`
    case 'elsewhere':
      return `leads to ${dns.wrong.join(', ')}: change the record to ${expected}`
    case 'unreachable':
      return `leads to ${dns.found.join(', ')}, which does not answer from here: is a firewall in between?`
  }
}

/** How it stands with the certificate. */
export function describeCertificate({ certificate }: Domain): string {
  const { state, issuer, expiresAt, problem } = certificate
  const until = `${issuer ?? ''} until ${expiresAt?.slice(0, 10) ?? ''}`.trim()
  const trouble = problem === null ? '' : `: ${problem}`
  switch (state) {
    case 'off':
      return 'no HTTPS here (KEELSON_HTTPS_PORT)'
    case 'none':
      return 'none; set a certificate authority, or upload one'
    case 'waiting':
      return 'waits for DNS'
    case 'pending':
      return 'being asked for'
    case 'failed':
      return `refused${trouble}`
    case 'valid':
      return until + trouble
    case 'expiring':
      return `${until}, and nothing renews it${trouble}`
    case 'expired':
      return `expired on ${expiresAt?.slice(0, 10) ?? ''}`
  }
}
