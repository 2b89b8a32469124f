import { remote } from '../command.ts'
import { connect } from '../remote/connect.ts'
import { describeCertificate, describeDns } from '../remote/domains.ts'
import { projectName } from '../remote/names.ts'

export default remote(
  {
    usage: 'PROJECT DOMAIN [OPTIONS]',
    about:
      'Looks now where DNS leads the domain, and asks for its certificate without waiting for the next attempt. Ends with 1 when it does not lead here.',
    flags: {},
    words: [2, 2],
    completes: ['project'],
  },
  async ({ values, words, env, terminal }) => {
    const params = { project: projectName(words[0]), host: words[1] ?? '' }
    const domain = await connect(env, values.url).call('checkDomain', { params })
    if (values.json) terminal.print(JSON.stringify(domain))
    else {
      terminal.print(`DNS          ${describeDns(domain)}`)
      terminal.print(`Certificate  ${describeCertificate(domain)}`)
    }
    return domain.dns.state === 'right' ? 0 : 1
  },
)
