import { remote } from '../command.ts'
import { paintState, printList } from '../print/list.ts'
import { connect } from '../remote/connect.ts'
import { projectName } from '../remote/names.ts'

export default remote(
  { usage: 'PROJECT [OPTIONS]', flags: {}, words: [1, 1], completes: ['project'] },
  async ({ values, words, env, terminal }) => {
    const project = projectName(words[0])
    const environments = await connect(env, values.url).call('environments', { params: { project } })
    printList(terminal, environments, {
      json: values.json,
      empty: `${project} has no environments yet.`,
      columns: {
        ENVIRONMENT: ({ name }) => name,
        VERSION: ({ version }) => (version === null ? '' : `v${version}`),
        STATE: ({ state }, paint) => paintState(state, paint),
        'COMPOSE PROJECT': ({ composeProject }) => composeProject,
        ADDRESSES: ({ routes }) => routes.map(({ url }) => url).join(' '),
        PORTS: ({ ports }) =>
          ports.map(({ host, service, container }) => `${host}→${service}:${container}`).join(' '),
      },
    })
  },
)
