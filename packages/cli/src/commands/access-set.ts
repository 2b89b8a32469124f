import { remote } from '../command.ts'
import { Failure } from '../failure.ts'
import { askSecret, readStdin } from '../print/stdin.ts'
import { connect } from '../remote/connect.ts'
import { environmentName, projectName } from '../remote/names.ts'

export default remote(
  {
    usage: 'PROJECT SERVICE [OPTIONS]',
    about:
      'Says who may visit a service and how often. What is not named stays as it is. The password of --user comes from standard input, so that it is in no history and no process list. To take a rule away: keelson access remove.',
    examples: [
      'keelson access set shop web --user ada < password.txt',
      'keelson access set shop web --allow 203.0.113.0/24 --limit 100/10',
    ],
    flags: {
      env: { kind: 'text', value: 'ENVIRONMENT', default: 'production', help: 'The environment' },
      user: { kind: 'text', value: 'NAME', help: 'Ask for name and password; adds this one' },
      allow: { kind: 'list', value: 'NETWORK', help: 'Only from these, such as 203.0.113.0/24' },
      limit: {
        kind: 'text',
        value: 'REQUESTS/SECONDS',
        help: 'So many requests in so many seconds from one address',
      },
    },
    words: [2, 2],
    completes: ['project'],
  },
  async ({ values, words, env, terminal }) => {
    const service = words[1] ?? ''
    const params = { project: projectName(words[0]), environment: environmentName(values.env) }
    const client = connect(env, values.url)
    const { rules } = await client.call('accessRules', { params })
    const now = rules.find((rule) => rule.service === service && !rule.inherited)
    const users: { name: string; password?: string }[] = (now?.users ?? [])
      .filter((name) => name !== values.user)
      .map((name) => ({ name }))
    if (values.user !== undefined) {
      const ask = terminal.stdin.isTTY
        ? askSecret(terminal, `Password of ${values.user}: `)
        : readStdin(terminal)
      users.push({ name: values.user, password: (await ask).replace(/\r?\n$/, '') })
    }
    const body = {
      users,
      networks: values.allow ?? now?.networks ?? [],
      limit: values.limit === undefined ? (now?.limit ?? null) : readLimit(values.limit),
    }
    const access = await client.call('setAccessRule', { params: { ...params, service }, body })
    if (values.json) terminal.print(JSON.stringify(access))
    else terminal.print(`Set the access rule of ${service} in ${params.environment} of ${params.project}.`)
  },
)

function readLimit(text: string) {
  const [, requests, seconds] = /^(\d+)\/(\d+)$/.exec(text) ?? []
  if (!requests || !seconds) {
    throw new Failure(`"${text}" is not a limit.`, {
      hint: 'Write 100/10 for a hundred requests in ten seconds.',
    })
  }
  return { requests: Number(requests), seconds: Number(seconds) }
}
