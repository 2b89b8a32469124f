import { remote } from '../command.ts'
import { paintState, printList } from '../print/list.ts'
import { ago } from '../print/units.ts'
import { connect } from '../remote/connect.ts'
import { projectName } from '../remote/names.ts'

export default remote(
  { usage: 'PROJECT [OPTIONS]', flags: {}, words: [1, 1], completes: ['project'] },
  async ({ values, words, env, terminal }) => {
    const project = projectName(words[0])
    const versions = await connect(env, values.url).call('versions', { params: { project } })
    printList(terminal, versions, {
      json: values.json,
      empty: `${project} has no versions yet. Make one: keelson deploy ${project} --wait`,
      columns: {
        VERSION: ({ number }) => `v${number}`,
        STATE: ({ state }, paint) => paintState(state, paint),
        'ON IN': ({ onIn }) => onIn.join(', '),
        REF: ({ ref }) => ref,
        COMMIT: ({ commit }) => commit.slice(0, 10),
        CREATED: ({ createdAt }) => ago(createdAt),
        ADDRESS: ({ urls }) => urls[0] ?? '',
        MESSAGE: ({ message }) => (message.split('\n')[0] ?? '').slice(0, 50),
      },
    })
  },
)
