import { remote } from '../command.ts'
import { printList } from '../print/list.ts'
import { connect } from '../remote/connect.ts'

export default remote({ usage: '[OPTIONS]', flags: {}, words: [0, 0] }, async ({ values, env, terminal }) => {
  const certificates = await connect(env, values.url).call('certificates')
  printList(terminal, certificates, {
    json: values.json,
    empty: 'No certificates.',
    columns: {
      NAMES: ({ names }) => names.join(', '),
      KIND: ({ kind }) => kind,
      ISSUER: ({ issuer }) => issuer,
      STATE: ({ state }) => state,
      EXPIRES: ({ expiresAt }) => expiresAt.slice(0, 10),
      ID: ({ id }) => id,
    },
  })
})
