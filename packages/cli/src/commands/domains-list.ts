import { remote } from '../command.ts'
import { printList } from '../print/list.ts'
import { connect } from '../remote/connect.ts'
import { describeCertificate, describeDns } from '../remote/domains.ts'
import { projectName } from '../remote/names.ts'

export default remote(
  {
    usage: '[PROJECT] [OPTIONS]',
    about: 'Shows host names of your own, where DNS leads them, and how it stands with their certificates.',
    flags: {},
    words: [0, 1],
    completes: ['project'],
  },
  async ({ values, words, env, terminal }) => {
    const client = connect(env, values.url)
    const domains =
      words[0] === undefined
        ? await client.call('allDomains')
        : await client.call('domains', { params: { project: projectName(words[0]) } })
    printList(terminal, domains, {
      json: values.json,
      empty: 'No domains.',
      columns: {
        DOMAIN: ({ host }) => host,
        'LEADS TO': ({ project, environment, service }) => `${project} ${environment} ${service}`,
        DNS: describeDns,
        CERTIFICATE: describeCertificate,
      },
    })
  },
)
