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
      'Turns a version on as it was built: same images, same variables. Without --env: where it was last on if that is off, else production if that is off, else a preview environment of its own. With --env production it is a rollback. With --canary it comes beside what is on, with that share of the requests; again with another share changes it.',
    examples: ['keelson on shop v3', 'keelson on shop v2 --env production', 'keelson on shop v5 --canary 10'],
    flags: {
      env: { kind: 'text', value: 'ENVIRONMENT', help: 'Environment to turn it on in' },
      canary: { kind: 'number', value: 'PERCENT', help: 'Share of the requests, beside what is on' },
      'canary-errors': {
        kind: 'number',
        value: 'PERCENT',
        help: 'End the canary when so much more of its requests fail; 5 when absent',
      },
      ...noWaitFlags,
    },
    words: [2, 2],
    completes: ['project', 'version'],
  },
  async ({ values, words, env, terminal }) => {
    const client = connect(env, values.url)
    const deploy = await client.call('turnOn', {
      params: { project: projectName(words[0]), version: versionNumber(words[1]) },
      body: {
        ...(values.env && { environment: environmentName(values.env) }),
        ...(values.canary !== undefined && { canary: canaryWish(values.canary, values['canary-errors']) }),
      },
    })
    const wait = values.wait && !values['no-wait']
    const final = await settle(client, deploy, { wait, json: values.json, terminal })
    if (wait && !values.json) await tellAddresses(client, final, terminal)
  },
)

const canaryWish = (percent: number, errorPercent: number | undefined) => ({
  percent,
  ...(errorPercent !== undefined && { errorPercent }),
})
