import { start } from '@keelson/engine'
import { local } from '../command.ts'
import { openTarget } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'
import { limited } from '../local/wait-timeout.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    flags: {
      wait: { kind: 'switch', help: 'Return when everything runs or is healthy' },
      'wait-timeout': { kind: 'number', value: 'SECONDS', help: 'With --wait: no longer than this' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { docker, target } = await openTarget(call, call.words)
    const { wait, 'wait-timeout': seconds } = call.values
    await withProgress(call, (basics) =>
      start(docker, target, {
        ...basics,
        services: call.words,
        wait,
        signal: limited(basics.signal, wait ? seconds : undefined),
      }),
    )
  },
)
