import { remote } from '../command.ts'
import { printList } from '../print/list.ts'
import { connect } from '../remote/connect.ts'
import { environmentName, projectName } from '../remote/names.ts'

export default remote(
  {
    usage: 'PROJECT [OPTIONS]',
    about: 'Shows who may come in and how often, service by service, and whether the environment is open.',
    flags: { env: { kind: 'text', value: 'ENVIRONMENT', default: 'production', help: 'The environment' } },
    words: [1, 1],
    completes: ['project'],
  },
  async ({ values, words, env, terminal }) => {
    const params = { project: projectName(words[0]), environment: environmentName(values.env) }
    const access = await connect(env, values.url).call('accessRules', { params })
    if (values.json) return terminal.print(JSON.stringify(access))
    if (access.maintenance.on) {
      const but = access.maintenance.networks.join(', ')
      terminal.print(`Closed for maintenance${but ? `, but for ${but}` : ''}.`)
    }
    printList(terminal, access.rules, {
      json: false,
      empty: `${params.environment} of ${params.project} has no access rules.`,
      columns: {
        SERVICE: ({ service, inherited }) => (inherited ? `${service} (as in production)` : service),
        USERS: ({ users }) => users.join(', ') || '(anybody)',
        NETWORKS: ({ networks }) => networks.join(', ') || '(anywhere)',
        LIMIT: ({ limit }) => (limit ? `${limit.requests} in ${limit.seconds} s` : '(none)'),
      },
    })
  },
)
