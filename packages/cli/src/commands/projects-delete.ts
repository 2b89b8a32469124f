import { yesFlag } from '../arguments/shared-flags.ts'
import { noWaitFlags } from '../arguments/wait-flags.ts'
import { remote } from '../command.ts'
import { Failure } from '../failure.ts'
import { confirm } from '../print/stdin.ts'
import { connect } from '../remote/connect.ts'
import { projectName } from '../remote/names.ts'
import { settle } from '../remote/outcome.ts'

export default remote(
  {
    usage: 'PROJECT [OPTIONS]',
    about:
      'Deletes the project with all versions, environments and volumes. On a terminal it asks first; elsewhere it does not.',
    flags: { ...yesFlag, ...noWaitFlags },
    words: [1, 1],
    completes: ['project'],
  },
  async ({ values, words, env, terminal }) => {
    const project = projectName(words[0])
    const client = connect(env, values.url)
    const question = `Delete ${project} with all its versions, environments and volumes?`
    if (!values.yes && !(await confirm(terminal, question, true))) throw new Failure('Nothing was deleted.')
    const deploy = await client.call('deleteProject', { params: { project } })
    const wait = values.wait && !values['no-wait']
    await settle(client, deploy, { wait, json: values.json, terminal })
    if (wait && !values.json) terminal.print(`Deleted ${project}.`)
  },
)
