import { GitRef } from '@keelson/protocol'
import { environmentFlag } from '../arguments/shared-flags.ts'
import { waitFlag } from '../arguments/wait-flags.ts'
import { remote } from '../command.ts'
import { Failure } from '../failure.ts'
import { tellAddresses } from '../remote/addresses.ts'
import { connect } from '../remote/connect.ts'
import { environmentName, projectName } from '../remote/names.ts'
import { settle } from '../remote/outcome.ts'

export default remote(
  {
    usage: 'PROJECT [OPTIONS]',
    about:
      'Fetches the commit, builds it as a new version and turns that on. Without --wait it returns when the server has accepted the operation.',
    examples: ['keelson deploy shop --wait', 'keelson deploy shop --ref v1.4 --env staging --wait'],
    flags: {
      ref: { kind: 'text', value: 'REF', help: 'Branch, tag or commit (the project’s default)' },
      ...environmentFlag,
      ...waitFlag,
    },
    words: [1, 1],
    completes: ['project'],
  },
  async ({ values, words, env, terminal }) => {
    const ref = values.ref === undefined ? undefined : GitRef.safeParse(values.ref)
    if (ref && !ref.success) throw new Failure(`--ref: ${ref.error.issues[0]?.message ?? 'not valid.'}`)
    const client = connect(env, values.url)
    const deploy = await client.call('deploy', {
      params: { project: projectName(words[0]) },
      body: {
        ...(ref && { ref: ref.data }),
        ...(values.env && { environment: environmentName(values.env) }),
      },
    })
    const final = await settle(client, deploy, { wait: values.wait, json: values.json, terminal })
    if (values.wait && !values.json) await tellAddresses(client, final, terminal)
  },
)
