import type { DeployEvent } from '@keelson/protocol'
import { remote } from '../command.ts'
import { exitCodes, Failure } from '../failure.ts'
import { deployLines, deployTitle } from '../print/deploy.ts'
import { ago } from '../print/units.ts'
import { connect } from '../remote/connect.ts'
import { deployEvents } from '../remote/deploy-events.ts'
import { projectName, versionNumber } from '../remote/names.ts'

export default remote(
  {
    usage: 'PROJECT vN [OPTIONS]',
    about:
      'Shows the stages and the whole log of the latest operation on a version. With --json: the operation and, as `events`, everything it said.',
    flags: { follow: { kind: 'switch', short: 'f', help: 'Go on until a running operation has ended' } },
    words: [2, 2],
    completes: ['project', 'version'],
  },
  async ({ values, words, env, terminal }) => {
    const client = connect(env, values.url)
    const project = projectName(words[0])
    const version = versionNumber(words[1])
    const [deploy] = await client.call('deploys', { params: { project }, query: { version } })
    if (!deploy) {
      throw new Failure(`${project} v${version} has no operation to show.`, { exitCode: exitCodes.notFound })
    }
    const lines = deployLines(terminal.out)
    if (!values.json)
      terminal.print(`${deployTitle(deploy)}, ${deploy.requestedBy}, ${ago(deploy.createdAt)}`)
    const all: DeployEvent[] = []
    for await (const event of values.follow ? deployEvents(client, deploy.id) : soFar()) {
      if (values.json) all.push(event)
      else for (const line of lines(event)) terminal.print(line)
    }
    if (values.json) terminal.print(JSON.stringify({ ...deploy, events: all }))

    async function* soFar() {
      let after = 0
      for (;;) {
        const events = await client.call('deployEvents', {
          params: { deploy: deploy?.id ?? '' },
          query: { after },
        })
        yield* events
        const last = events.at(-1)
        if (!last) return
        after = last.seq
      }
    }
  },
)
