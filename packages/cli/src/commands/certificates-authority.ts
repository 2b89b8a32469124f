import { remote } from '../command.ts'
import { Failure } from '../failure.ts'
import { askSecret, readStdin } from '../print/stdin.ts'
import { connect } from '../remote/connect.ts'

/** The one that most people mean. */
const letsEncrypt = 'https://acme-v02.api.letsencrypt.org/directory'

export default remote(
  {
    usage: '[OPTIONS]',
    about:
      'Shows who gives out certificates, or sets it: any certificate authority that speaks ACME, proven by HTTP. With --external-key-id, the key of that account comes from standard input.',
    examples: [
      'keelson certificates authority --email ada@example.org --agree-terms',
      'keelson certificates authority --off',
    ],
    flags: {
      email: { kind: 'text', value: 'EMAIL', help: 'Where the authority writes to' },
      directory: { kind: 'text', value: 'URL', default: letsEncrypt, help: 'The directory of the authority' },
      'external-key-id': { kind: 'text', value: 'ID', help: 'The key id of your account there' },
      'agree-terms': { kind: 'switch', help: 'Agree to the terms of the authority' },
      off: { kind: 'switch', help: 'Obtain no certificates any more' },
    },
    words: [0, 0],
  },
  async ({ values, env, terminal }) => {
    const client = connect(env, values.url)
    const keyId = values['external-key-id']
    const set = async () => {
      if (!values['agree-terms']) {
        throw new Failure('The authority gives certificates to those who agree to its terms of service.', {
          hint: 'Read them, then add --agree-terms.',
        })
      }
      const key = keyId === undefined ? undefined : await readKey()
      const body = {
        directoryUrl: values.directory,
        email: values.email,
        termsAgreed: true,
        ...(keyId !== undefined && { externalKeyId: keyId, externalKey: key }),
      }
      return client.call('setAuthority', { body })
    }
    const readKey = async () =>
      (await (terminal.stdin.isTTY ? askSecret(terminal, 'Key: ') : readStdin(terminal))).trim()
    const settings = values.off
      ? await client.call('removeAuthority')
      : values.email === undefined
        ? await client.call('certificateSettings')
        : await set()
    if (values.json) return terminal.print(JSON.stringify(settings))
    const { authority, httpsPort, problems } = settings
    terminal.print(
      authority
        ? `Certificates come from ${authority.directoryUrl}, for ${authority.email}.`
        : 'No certificate authority is set.',
    )
    if (httpsPort === null) terminal.tell('This server speaks no HTTPS: set KEELSON_HTTPS_PORT.')
    for (const { host, problem } of problems) terminal.tell(`${host}: ${problem}`)
  },
)
