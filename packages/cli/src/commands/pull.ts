import { pullImages } from '@keelson/engine'
import { local } from '../command.ts'
import { onImages } from '../local/on-images.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    flags: {
      'ignore-buildable': { kind: 'switch', help: 'Leave out images that can be built' },
      'ignore-pull-failures': { kind: 'switch', help: 'Pull what can be pulled' },
      'include-deps': { kind: 'switch', help: 'What the services depend on too' },
      'no-parallel': {
        kind: 'switch',
        hidden: true,
        help: 'Accepted, as docker compose does; --parallel 1 is meant',
      },
      policy: { kind: 'text', value: 'POLICY', oneOf: ['missing', 'always'], help: 'missing or always' },
      quiet: { kind: 'switch', short: 'q', help: 'No output' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values } = call
    await onImages(
      call,
      { dependencies: values['include-deps'], nothing: 'every image is there or built here' },
      (docker, project, options) =>
        pullImages(docker, project, {
          ...options,
          policy: values.policy,
          ignoreBuildable: values['ignore-buildable'],
          ignoreFailures: values['ignore-pull-failures'],
        }),
    )
  },
)
