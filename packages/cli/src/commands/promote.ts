import { noWaitFlags } from '../arguments/wait-flags.ts'
import { remote } from '../command.ts'
import { connect } from '../remote/connect.ts'
import { environmentName, projectName } from '../remote/names.ts'
import { settle } from '../remote/outcome.ts'

export default remote(
  {
    usage: 'PROJECT [OPTIONS]',
    about:
      'The canary takes the place of the version that is on: its replicas stay, the others are replaced without losing a request.',
    examples: ['keelson promote shop'],
    flags: {
      env: { kind: 'text', value: 'ENVIRONMENT', help: 'Environment of the canary; production when absent' },
      ...noWaitFlags,
    },
    words: [1, 1],
    completes: ['project'],
  },
  async ({ values, words, env, terminal }) => {
    const client = connect(env, values.url)
    const environment = environmentName(values.env ?? 'production')
    const deploy = await client.call('promoteCanary', {
      params: { project: projectName(words[0]), environment },
    })
    await settle(client, deploy, { wait: values.wait && !values['no-wait'], json: values.json, terminal })
  },
)
