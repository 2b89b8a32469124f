import { pushImages } from '@keelson/engine'
import { local } from '../command.ts'
import { withDependencies } from '../local/dependencies.ts'
import { openProject } from '../local/project.ts'
import { openDocker } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    flags: {
      'ignore-push-failures': { kind: 'switch', help: 'Push what can be pushed' },
      'include-deps': { kind: 'switch', help: 'What the services depend on too' },
      quiet: { kind: 'switch', short: 'q', help: 'No output' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, words } = call
    const { project } = openProject(call, { services: words })
    const services =
      words.length === 0 ? undefined : values['include-deps'] ? withDependencies(project, words) : words
    await withProgress(
      call,
      ({ signal, onEvent }) =>
        pushImages(openDocker(call.env), project, {
          services,
          signal,
          ignoreFailures: values['ignore-push-failures'],
          onEvent: (event) => onEvent({ kind: 'image', event }),
        }),
      { quiet: values.quiet },
    )
  },
)
