import { noWaitFlags } from '../arguments/wait-flags.ts'
import { remote } from '../command.ts'
import { connect } from '../remote/connect.ts'
import { environmentName, projectName } from '../remote/names.ts'
import { settle } from '../remote/outcome.ts'

export default remote(
  {
    usage: 'PROJECT [OPTIONS]',
    about: 'The canary finishes what it has and goes; the version that is on gets all requests again.',
    examples: ['keelson abort shop'],
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
    const deploy = await client.call('abortCanary', {
      params: { project: projectName(words[0]), environment },
    })
    await settle(client, deploy, { wait: values.wait && !values['no-wait'], json: values.json, terminal })
  },
)
