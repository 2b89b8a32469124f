import { remote } from '../command.ts'
import { Failure } from '../failure.ts'
import { askSecret, readStdin } from '../print/stdin.ts'
import { connect } from '../remote/connect.ts'
import { environmentName, projectName } from '../remote/names.ts'

export default remote(
  {
    usage: 'PROJECT NAME [OPTIONS]',
    about:
      'Sets a variable, for all environments or one. The value comes from standard input, so that it is in no history and no process list. It is a secret unless --plain is given: stored encrypted, never shown again. Running versions keep what they were given.',
    examples: [
      'keelson variables set shop DB_PASSWORD < password.txt',
      'echo -n blue | keelson variables set shop COLOUR --plain',
    ],
    flags: {
      env: { kind: 'text', value: 'ENVIRONMENT', help: 'Only for this environment (all of them)' },
      plain: { kind: 'switch', help: 'No secret: its value may be shown' },
    },
    words: [2, 2],
    completes: ['project'],
  },
  async ({ values, words, env, terminal }) => {
    const project = projectName(words[0])
    const name = words[1] ?? ''
    if (name.includes('=')) {
      throw new Failure('The value comes from standard input, not from the command line.', {
        hint: `For example: keelson variables set ${project} ${name.split('=')[0]} < file`,
      })
    }
    const client = connect(env, values.url)
    const value = terminal.stdin.isTTY ? await askSecret(terminal, `${name}: `) : await readStdin(terminal)
    const variable = await client.call('setVariable', {
      params: { project, name },
      body: {
        value,
        secret: !values.plain,
        environment: values.env === undefined ? null : environmentName(values.env),
      },
    })
    if (values.json) terminal.print(JSON.stringify(variable))
    else terminal.print(`Set ${name} for ${variable.environment ?? 'all environments'} of ${project}.`)
  },
)
