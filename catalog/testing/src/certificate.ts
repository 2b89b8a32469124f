import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A certificate for these host names that nobody vouches for, made by openssl; `days` from now until it ends. */
export async function selfSigned(
  names: [string, ...string[]],
  days = 30,
): Promise<{ certificate: string; key: string; pem: string }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'certificate-'))
  const [keyFile, file] = [path.join(folder, 'key.pem'), path.join(folder, 'certificate.pem')]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const who = [
    '-subj',
    `/CN=${names[0]}`,
    '-addext',
    `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`,
  ]
  try {
    await run('openssl', [
      'req',
      '-x509',
      ...curve,
      '-keyout',
      keyFile,
      '-out',
      file,
      '-days',
      String(days),
      ...who,
    ])
    const [certificate, key] = await Promise.all([readFile(file, 'utf8'), readFile(keyFile, 'utf8')])
    return { certificate, key, pem: certificate + key }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
