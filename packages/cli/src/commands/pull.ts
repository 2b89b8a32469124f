import { pullImages } from '@keelson/engine'
import { local } from '../command.ts'
import { withDependencies } from '../local/dependencies.ts'
import { openProject } from '../local/project.ts'
import { openDocker } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    flags: {
      'ignore-buildable': { kind: 'switch', help: 'Leave out images that can be built' },
      'ignore-pull-failures': { kind: 'switch', help: 'Pull what can be pulled' },
      'include-deps': { kind: 'switch', help: 'What the services depend on too' },
      policy: { kind: 'text', value: 'POLICY', oneOf: ['missing', 'always'], help: 'missing or always' },
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
        pullImages(openDocker(call.env), project, {
          services,
          signal,
          policy: values.policy,
          ignoreBuildable: values['ignore-buildable'],
          ignoreFailures: values['ignore-pull-failures'],
          onEvent: (event) => onEvent({ kind: 'image', event }),
        }),
      { quiet: values.quiet },
    )
  },
)
