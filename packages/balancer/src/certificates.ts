import { createHash } from 'node:crypto'
import type { BalancerConfig, Certificate } from './config.ts'
import { mountPoint } from './maps.ts'

const folder = 'certificates'
/** HAProxy's list of certificates and the names that each answers for. */
export const certificateList = `${mountPoint}/${folder}/list`

/**
 * The name holds a digest of what is inside: the list of what HAProxy has loaded then tells all that is to be known,
 * and a renewed certificate comes beside the old one before that goes.
 */
export function certificateFile({ id, names, pem }: Certificate): string {
  const digest = createHash('sha256')
    .update(`${names.join(' ')}\n${pem}`)
    .digest('hex')
    .slice(0, 16)
  return `${mountPoint}/${folder}/${id}.${digest}.pem`
}

export const listLine = (certificate: Certificate) =>
  `${certificateFile(certificate)} ${certificate.names.join(' ')}`

/** The files, by their path in the folder. They hold private keys. */
export function renderCertificates({ certificates = [] }: BalancerConfig): Record<string, string> {
  return {
    ...Object.fromEntries(certificates.map((one) => [inFolder(certificateFile(one)), one.pem])),
    [inFolder(certificateList)]: certificates.map((one) => `${listLine(one)}\n`).join(''),
  }
}

const inFolder = (file: string) => file.slice(mountPoint.length + 1)

/** Is this file, by its path in the folder, for the balancer's eyes only? */
export const isPrivate = (name: string) => name.startsWith(`${folder}/`)
export const certificateFolder = folder

/**
 * TLS 1.2 and newer, forward secrecy and authenticated encryption only, as Mozilla's "intermediate" recommends. No
 * tickets: their key would outlive the connections that it could open.
 */
export const tlsDefaults = [
  '  ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets',
  `  ssl-default-bind-ciphers ${[
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
  ].join(':')}`,
  '  ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256',
  '  ssl-default-bind-curves X25519:P-256:P-384',
]

/** `strict-sni`: a host without a certificate is told so by TLS, and HAProxy starts without any. */
export const tlsBind = `ssl crt-list ${certificateList} strict-sni alpn h2,http/1.1`
