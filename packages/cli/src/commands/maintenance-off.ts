import { remote } from '../command.ts'
import { connect } from '../remote/connect.ts'
import { environmentName, projectName } from '../remote/names.ts'

export default remote(
  {
    usage: 'PROJECT [OPTIONS]',
    flags: { env: { kind: 'text', value: 'ENVIRONMENT', default: 'production', help: 'The environment' } },
    words: [1, 1],
    completes: ['project'],
  },
  async ({ values, words, env, terminal }) => {
    const params = { project: projectName(words[0]), environment: environmentName(values.env) }
    const access = await connect(env, values.url).call('setMaintenance', { params, body: { on: false } })
    if (values.json) terminal.print(JSON.stringify(access.maintenance))
    else terminal.print(`${params.environment} of ${params.project} is open.`)
  },
)
