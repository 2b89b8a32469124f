import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { remote } from '../command.ts'
import { Failure } from '../failure.ts'
import { connect } from '../remote/connect.ts'

export default remote(
  {
    usage: 'CHAIN KEY [OPTIONS]',
    about:
      'Uploads a certificate from two files in PEM: the certificate followed by those that vouch for it, and its private key. It takes the place of one for the same names, and cuts no connection.',
    examples: ['keelson certificates add fullchain.pem privkey.pem'],
    flags: {},
    words: [2, 2],
    completes: ['file', 'file'],
  },
  async ({ values, words, env, cwd, terminal }) => {
    const [chain, key] = await Promise.all(words.map((word) => read(path.resolve(cwd, word))))
    const certificate = await connect(env, values.url).call('addCertificate', { body: { chain, key } })
    if (values.json) terminal.print(JSON.stringify(certificate))
    else {
      const until = certificate.expiresAt.slice(0, 10)
      terminal.print(`Added the certificate of ${certificate.names.join(', ')}, valid until ${until}.`)
    }
  },
)

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'is not there' : 'cannot be read'
    throw new Failure(`${file} ${why}.`)
  }
}
