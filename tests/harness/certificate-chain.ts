import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * A certificate for a host below a root of its own, made by openssl, with intermediates between the two. `chain`: the
 * host's and the intermediates', in the order of a server; `comment`: bytes that each intermediate carries besides.
 */
export async function certificateChain(
  host: string,
  { intermediates, comment }: { intermediates: number; comment: number },
): Promise<{ root: string; chain: string; key: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-chain-'))
  const file = (name: string) => join(folder, name)
  const issued = async (name: string, subject: string, extensions: string, issuer?: string) => {
    await writeFile(file(`${name}.ext`), extensions)
    await run('openssl', [
      ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-subj', `/CN=${subject}`, '-keyout', file(`${name}.key`), '-out', file(`${name}.csr`)],
    ])
    const by = issuer
      ? ['-CA', file(`${issuer}.pem`), '-CAkey', file(`${issuer}.key`), '-CAcreateserial']
      : ['-signkey', file('root.key')]
    await run('openssl', [
      ...['x509', '-req', '-days', '30', '-in', file(`${name}.csr`), '-extfile', file(`${name}.ext`)],
      ...[...by, '-out', file(`${name}.pem`)],
    ])
    return readFile(file(`${name}.pem`), 'utf8')
  }
  const authority = 'basicConstraints=critical,CA:TRUE\n'
  try {
    const root = await issued('root', 'Root', authority)
    const between: string[] = []
    let issuer = 'root'
    for (let number = 1; number <= intermediates; number += 1) {
      const name = `intermediate-${number}`
      const extensions = `${authority}nsComment=${'x'.repeat(comment)}\n`
      between.unshift(await issued(name, `Intermediate ${number}`, extensions, issuer))
      issuer = name
    }
    const own = await issued('host', host, `subjectAltName=DNS:${host}\n`, issuer)
    return { root, chain: own + between.join(''), key: await readFile(file('host.key'), 'utf8') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
