import { yesFlag } from '../arguments/shared-flags.ts'
import { noWaitFlags } from '../arguments/wait-flags.ts'
import { remote } from '../command.ts'
import { Failure } from '../failure.ts'
import { confirm } from '../print/stdin.ts'
import { connect } from '../remote/connect.ts'
import { projectName, versionNumber } from '../remote/names.ts'
import { settle } from '../remote/outcome.ts'

export default remote(
  {
    usage: 'PROJECT vN [OPTIONS]',
    about:
      'Deletes a version: containers, networks, checkout, images that nothing else uses, and a preview’s volumes. On a terminal it asks first; elsewhere it does not.',
    flags: { ...yesFlag, ...noWaitFlags },
    words: [2, 2],
    completes: ['project', 'version'],
  },
  async ({ values, words, env, terminal }) => {
    const client = connect(env, values.url)
    const params = { project: projectName(words[0]), version: versionNumber(words[1]) }
    const title = `${params.project} v${params.version}`
    const question = `Delete ${title} with its containers, networks, images and a preview’s volumes?`
    if (!values.yes && !(await confirm(terminal, question, true))) throw new Failure('Nothing was deleted.')
    const deploy = await client.call('deleteVersion', { params })
    const wait = values.wait && !values['no-wait']
    await settle(client, deploy, { wait, json: values.json, terminal })
    if (wait && !values.json) terminal.print(`Deleted ${title}.`)
  },
)
