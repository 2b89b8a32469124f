import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { rootCertificates } from 'node:tls'

const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
]

/** The machine's own trusted certificates, and of those the ones that Node's built-in list lacks. */
export async function readCertificates(): Promise<{ certificates: string; extraCertificates: string }> {
  const named = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'npm_config_cafile'].map((name) => process.env[name])
  const texts = await Promise.all([...bundles, ...named].map(async (file) => (file ? read(file) : '')))
  const all = [...new Set(texts.flatMap(certificatesIn))]
  const builtIn = new Set(rootCertificates.flatMap(certificatesIn))
  return { certificates: all.join(''), extraCertificates: all.filter((pem) => !builtIn.has(pem)).join('') }
}

/** Only certificates: a private key that lies in the same file stays where it is. */
export function certificatesIn(text: string): string[] {
  const blocks =
    text.match(/-----BEGIN (TRUSTED )?CERTIFICATE-----[\s\S]+?-----END (TRUSTED )?CERTIFICATE-----/g) ?? []
  return blocks.flatMap((block) => {
    try {
      return [`${new X509Certificate(block).toString().trim()}\n`]
    } catch {
      return []
    }
  })
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '')
}
