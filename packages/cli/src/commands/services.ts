import { environmentFlag } from '../arguments/shared-flags.ts'
import { remote } from '../command.ts'
import { connect } from '../remote/connect.ts'
import { projectName } from '../remote/names.ts'
import { printServices } from '../remote/services.ts'

export default remote(
  { usage: 'PROJECT [OPTIONS]', flags: environmentFlag, words: [1, 1], completes: ['project'] },
  async ({ values, words, env, terminal }) => {
    const { json } = values
    await printServices(connect(env, values.url), projectName(words[0]), { env: values.env, json, terminal })
  },
)
