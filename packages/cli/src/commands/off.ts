import { noWaitFlags } from '../arguments/wait-flags.ts'
import { remote } from '../command.ts'
import { connect } from '../remote/connect.ts'
import { environmentName, projectName, versionNumber } from '../remote/names.ts'
import { settle } from '../remote/outcome.ts'

export default remote(
  {
    usage: 'PROJECT vN [OPTIONS]',
    about: 'Stops and removes the containers and networks of a version. Volumes stay.',
    flags: {
      env: { kind: 'text', value: 'ENVIRONMENT', help: 'Environment to turn it off in (everywhere)' },
      ...noWaitFlags,
    },
    words: [2, 2],
    completes: ['project', 'version'],
  },
  async ({ values, words, env, terminal }) => {
    const client = connect(env, values.url)
    const project = projectName(words[0])
    const version = versionNumber(words[1])
    const deploy = await client.call('turnOff', {
      params: { project, version },
      body: values.env ? { environment: environmentName(values.env) } : {},
    })
    const wait = values.wait && !values['no-wait']
    await settle(client, deploy, { wait, json: values.json, terminal })
    if (wait && !values.json) terminal.print(`${project} v${version} is off.`)
  },
)
