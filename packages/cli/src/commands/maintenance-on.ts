import { remote } from '../command.ts'
import { connect } from '../remote/connect.ts'
import { environmentName, projectName } from '../remote/names.ts'

export default remote(
  {
    usage: 'PROJECT [OPTIONS]',
    about:
      'Closes an environment for maintenance: visitors get a small page with status 503, but for those from the networks that are named. Nothing is stopped, and open connections go on.',
    examples: ['keelson maintenance on shop --allow 203.0.113.0/24'],
    flags: {
      env: { kind: 'text', value: 'ENVIRONMENT', default: 'production', help: 'The environment' },
      allow: { kind: 'list', value: 'NETWORK', help: 'These get through, such as 203.0.113.0/24' },
    },
    words: [1, 1],
    completes: ['project'],
  },
  async ({ values, words, env, terminal }) => {
    const params = { project: projectName(words[0]), environment: environmentName(values.env) }
    const body = { on: true, networks: values.allow ?? [] }
    const access = await connect(env, values.url).call('setMaintenance', { params, body })
    if (values.json) terminal.print(JSON.stringify(access.maintenance))
    else terminal.print(`${params.environment} of ${params.project} is closed for maintenance.`)
  },
)
