import { pushImages } from '@keelson/engine'
import { local } from '../command.ts'
import { onImages } from '../local/on-images.ts'

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
    const { values } = call
    await onImages(
      call,
      { dependencies: values['include-deps'], nothing: 'no service has both a build section and an image' },
      (docker, project, options) =>
        pushImages(docker, project, { ...options, ignoreFailures: values['ignore-push-failures'] }),
    )
  },
)
