import { remote } from '../command.ts'
import { paintState, printList } from '../print/list.ts'
import { sourceText } from '../print/source.ts'
import { connect } from '../remote/connect.ts'

export default remote({ usage: '[OPTIONS]', flags: {}, words: [0, 0] }, async ({ values, env, terminal }) => {
  const projects = await connect(env, values.url).call('projects')
  printList(terminal, projects, {
    json: values.json,
    empty: 'There are no projects yet. Add one: keelson projects create NAME --git URL',
    columns: {
      PROJECT: ({ name }) => name,
      STATE: ({ state }, paint) => paintState(state, paint),
      ADDRESS: ({ url }) => url ?? '',
      SOURCE: ({ source }) => sourceText(source),
    },
  })
})
