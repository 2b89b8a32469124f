import { noWaitFlags } from '../arguments/wait-flags.ts'
import { remote } from '../command.ts'
import { tellAddresses } from '../remote/addresses.ts'
import { connect } from '../remote/connect.ts'
import { environmentName, projectName, versionNumber } from '../remote/names.ts'
import { settle } from '../remote/outcome.ts'

export default remote(
  {
    usage: 'PROJECT vN [OPTIONS]',
    about:
      'Turns a version on as it was built: same images, same variables. Without --env: where it was last on if that is off, else production if that is off, else a preview environment of its own. With --env production it is a rollback.',
    examples: ['keelson on shop v3', 'keelson on shop v2 --env production'],
    flags: {
      env: { kind: 'text', value: 'ENVIRONMENT', help: 'Environment to turn it on in' },
      ...noWaitFlags,
    },
    words: [2, 2],
    completes: ['project', 'version'],
  },
  async ({ values, words, env, terminal }) => {
    const client = connect(env, values.url)
    const deploy = await client.call('turnOn', {
      params: { project: projectName(words[0]), version: versionNumber(words[1]) },
      body: values.env ? { environment: environmentName(values.env) } : {},
    })
    const wait = values.wait && !values['no-wait']
    const final = await settle(client, deploy, { wait, json: values.json, terminal })
    if (wait && !values.json) await tellAddresses(client, final, terminal)
  },
)
