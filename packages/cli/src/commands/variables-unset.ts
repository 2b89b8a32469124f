import { remote } from '../command.ts'
import { connect } from '../remote/connect.ts'
import { environmentName, projectName } from '../remote/names.ts'

export default remote(
  {
    usage: 'PROJECT NAME [OPTIONS]',
    flags: { env: { kind: 'text', value: 'ENVIRONMENT', help: 'Only the one of this environment' } },
    words: [2, 2],
    completes: ['project'],
  },
  async ({ values, words, env, terminal }) => {
    const project = projectName(words[0])
    const name = words[1] ?? ''
    const environment = values.env === undefined ? undefined : environmentName(values.env)
    await connect(env, values.url).call('deleteVariable', {
      params: { project, name },
      query: { environment },
    })
    if (values.json) terminal.print('{}')
    else terminal.print(`Removed ${name} from ${environment ?? 'all environments'} of ${project}.`)
  },
)
