import { remote } from '../command.ts'
import { printList } from '../print/list.ts'
import { ago } from '../print/units.ts'
import { connect } from '../remote/connect.ts'
import { projectName } from '../remote/names.ts'

export default remote(
  { usage: 'PROJECT [OPTIONS]', flags: {}, words: [1, 1], completes: ['project'] },
  async ({ values, words, env, terminal }) => {
    const project = projectName(words[0])
    const variables = await connect(env, values.url).call('variables', { params: { project } })
    printList(terminal, variables, {
      json: values.json,
      empty: `${project} has no variables.`,
      columns: {
        NAME: ({ name }) => name,
        ENVIRONMENT: ({ environment }) => environment ?? '(all)',
        VALUE: ({ secret, value }, paint) => (secret ? paint('dim', '(secret)') : (value ?? '')),
        CHANGED: ({ updatedAt }) => ago(updatedAt),
      },
    })
  },
)
