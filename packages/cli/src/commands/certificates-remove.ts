import { remote } from '../command.ts'
import { connect } from '../remote/connect.ts'

export default remote(
  { usage: 'ID [OPTIONS]', flags: {}, words: [1, 1] },
  async ({ values, words, env, terminal }) => {
    await connect(env, values.url).call('deleteCertificate', { params: { certificate: words[0] ?? '' } })
    if (values.json) terminal.print('{}')
    else terminal.print('Removed the certificate.')
  },
)
