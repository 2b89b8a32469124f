import { remote } from '../command.ts'
import { printList } from '../print/list.ts'
import { connect } from '../remote/connect.ts'

export default remote({ usage: '[OPTIONS]', flags: {}, words: [0, 0] }, async ({ values, env, terminal }) => {
  const apps = await connect(env, values.url).call('catalog')
  const language = (env.LC_ALL || env.LC_MESSAGES || env.LANG || 'en').slice(0, 2)
  printList(terminal, apps, {
    json: values.json,
    empty: 'The catalog of this server is empty.',
    columns: {
      NAME: ({ name }) => name,
      'DEPLOYED AS': ({ projects }) => projects.join(', '),
      SUMMARY: ({ summary }) => summary[language] ?? summary.en ?? '',
    },
  })
})
