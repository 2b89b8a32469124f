import { scale } from '@keelson/engine'
import { local } from '../command.ts'
import { openProject } from '../local/project.ts'
import { readScale } from '../local/scale.ts'
import { openDocker } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'

export default local(
  {
    usage: 'SERVICE=NUMBER... [OPTIONS]',
    examples: ['keelson scale web=3 worker=2'],
    flags: { 'no-deps': { kind: 'switch', help: 'Leave out what the services depend on' } },
    words: [1],
    completes: ['service'],
  },
  async (call) => {
    const numbers = readScale(call.words, 'The word')
    const { project, contents, origin, disabled } = openProject(call, { services: Object.keys(numbers) })
    const options = { contents, origin, known: disabled, noDeps: call.values['no-deps'] }
    await withProgress(call, (basics) =>
      scale(openDocker(call.env), project, numbers, { ...options, ...basics }),
    )
  },
)
