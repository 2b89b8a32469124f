import { scale } from '@keelson/engine'
import { noWaitFlags } from '../arguments/wait-flags.ts'
import { local } from '../command.ts'
import { openProject } from '../local/project.ts'
import { readScale } from '../local/scale.ts'
import { openDocker } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'
import { remoteFlags, remoteInstead } from '../remote/instead.ts'
import { remoteScale } from '../remote/scale.ts'

export default local(
  {
    usage: 'SERVICE=NUMBER... [OPTIONS]  |  PROJECT SERVICE=NUMBER... [OPTIONS]',
    about:
      'Sets how many replicas services have. In a folder with a Compose project: of this project. With --project, --remote or --env, or where there is no Compose project: of a project of the server, where the number is kept across deploys and SERVICE=file goes back to that of the Compose file.',
    examples: [
      'keelson scale web=3 worker=2',
      'keelson scale --project shop web=4',
      'keelson scale -r shop web=file',
    ],
    flags: {
      ...remoteFlags,
      ...noWaitFlags,
      'no-deps': { kind: 'switch', help: 'Leave out what the services depend on' },
    },
    words: [1],
    completes: ['service'],
  },
  async (call) => {
    const { values, terminal } = call
    const remote = remoteInstead(call)
    if (remote) {
      const wait = values.wait && !values['no-wait']
      await remoteScale(remote, { env: values.env, wait, json: values.json, terminal })
      return
    }
    const numbers = readScale(call.words, 'The word')
    const docker = await openDocker(call)
    const { project, contents, origin, disabled } = openProject(call, { services: Object.keys(numbers) })
    const options = { contents, origin, known: disabled, noDeps: values['no-deps'] }
    await withProgress(call, (basics) => scale(docker, project, numbers, { ...options, ...basics }))
  },
)
