import { remote } from '../command.ts'
import { connect } from '../remote/connect.ts'
import { environmentName, projectName } from '../remote/names.ts'

export default remote(
  {
    usage: 'PROJECT DOMAIN [OPTIONS]',
    about:
      'Lets a host name of your own lead to a service. Set its DNS record to this server; the certificate follows by itself where a certificate authority is set.',
    examples: [
      'keelson domains add shop www.example.org',
      'keelson domains add shop api.example.org --service api --hsts 31536000',
    ],
    flags: {
      env: { kind: 'text', value: 'ENVIRONMENT', help: 'The environment (production)' },
      service: { kind: 'text', value: 'SERVICE', help: 'The service (the main one)' },
      'no-redirect': { kind: 'switch', help: 'Leave visitors who come by http there' },
      hsts: {
        kind: 'number',
        value: 'SECONDS',
        help: 'How long browsers remember to come by https only (not at all)',
      },
    },
    words: [2, 2],
    completes: ['project'],
  },
  async ({ values, words, env, terminal }) => {
    const project = projectName(words[0])
    const domain = await connect(env, values.url).call('addDomain', {
      params: { project },
      body: {
        host: words[1],
        redirect: !values['no-redirect'],
        ...(values.env !== undefined && { environment: environmentName(values.env) }),
        ...(values.service !== undefined && { service: values.service }),
        ...(values.hsts !== undefined && { hsts: values.hsts }),
      },
    })
    if (values.json) terminal.print(JSON.stringify(domain))
    else {
      terminal.print(`${domain.host} leads to ${domain.environment} / ${domain.service} of ${project}.`)
      terminal.tell(`Where DNS leads it: keelson domains check ${project} ${domain.host}`)
    }
  },
)
