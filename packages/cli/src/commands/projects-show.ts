import { remote } from '../command.ts'
import { paintState } from '../print/list.ts'
import { sourceText } from '../print/source.ts'
import { table } from '../print/table.ts'
import { ago } from '../print/units.ts'
import { connect } from '../remote/connect.ts'
import { projectName } from '../remote/names.ts'

export default remote(
  { usage: 'PROJECT [OPTIONS]', flags: {}, words: [1, 1], completes: ['project'] },
  async ({ values, words, env, terminal }) => {
    const project = await connect(env, values.url).call('project', {
      params: { project: projectName(words[0]) },
    })
    if (values.json) return terminal.print(JSON.stringify(project))
    const { source, lastDeploy } = project
    const rows = [
      ['project', project.name],
      ['state', paintState(project.state, terminal.out)],
      ['address', project.url ?? 'none'],
      ['source', sourceText(source)],
      ['folder', project.path || '(root of the repository)'],
      ['files', project.files.join(', ') || '(found as docker compose finds them)'],
      ['profiles', project.profiles.join(', ') || 'none'],
      ['default ref', project.defaultRef ?? '(the remote’s default branch)'],
      ['key', project.publicKey],
      [
        'last operation',
        lastDeploy ? `${lastDeploy.kind}, ${lastDeploy.state}, ${ago(lastDeploy.createdAt)}` : 'none',
      ],
    ]
    for (const line of table(rows)) terminal.print(line)
  },
)
