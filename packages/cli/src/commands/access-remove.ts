import { remote } from '../command.ts'
import { connect } from '../remote/connect.ts'
import { environmentName, projectName } from '../remote/names.ts'

export default remote(
  {
    usage: 'PROJECT SERVICE [OPTIONS]',
    flags: { env: { kind: 'text', value: 'ENVIRONMENT', default: 'production', help: 'The environment' } },
    words: [2, 2],
    completes: ['project'],
  },
  async ({ values, words, env, terminal }) => {
    const params = {
      project: projectName(words[0]),
      environment: environmentName(values.env),
      service: words[1] ?? '',
    }
    const access = await connect(env, values.url).call('removeAccessRule', { params })
    if (values.json) terminal.print(JSON.stringify(access))
    else
      terminal.print(`${params.service} in ${params.environment} of ${params.project} is open to everybody.`)
  },
)
