import { noWaitFlags } from '../arguments/wait-flags.ts'
import { remote } from '../command.ts'
import { connect } from './connect.ts'
import { environmentName, projectName } from './names.ts'
import { settle } from './outcome.ts'

/** A command that ends the canary of an environment, one way or the other. */
export const endCanary = (call: 'promoteCanary' | 'abortCanary', words: { about: string; example: string }) =>
  remote(
    {
      usage: 'PROJECT [OPTIONS]',
      about: words.about,
      examples: [words.example],
      flags: {
        env: {
          kind: 'text',
          value: 'ENVIRONMENT',
          help: 'Environment of the canary; production when absent',
        },
        ...noWaitFlags,
      },
      words: [1, 1],
      completes: ['project'],
    },
    async ({ values, words: [project], env, terminal }) => {
      const client = connect(env, values.url)
      const environment = environmentName(values.env ?? 'production')
      const deploy = await client.call(call, { params: { project: projectName(project), environment } })
      await settle(client, deploy, { wait: values.wait && !values['no-wait'], json: values.json, terminal })
    },
  )
