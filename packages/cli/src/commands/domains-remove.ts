import { remote } from '../command.ts'
import { connect } from '../remote/connect.ts'
import { projectName } from '../remote/names.ts'

export default remote(
  { usage: 'PROJECT DOMAIN [OPTIONS]', flags: {}, words: [2, 2], completes: ['project'] },
  async ({ values, words, env, terminal }) => {
    const params = { project: projectName(words[0]), host: words[1] ?? '' }
    await connect(env, values.url).call('removeDomain', { params })
    if (values.json) terminal.print('{}')
    else terminal.print(`Removed ${params.host} from ${params.project}.`)
  },
)
