/** All trusted certificates, where programs on Debian look for them. */
export const imageCertificates = '/etc/ssl/certs/ca-certificates.crt'

/** The machine's additions to Node's own list. */
export const imageExtraCertificates = '/etc/ssl/certs/machine.pem'
