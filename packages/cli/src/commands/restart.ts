import { restart } from '@keelson/engine'
import { timeoutFlag } from '../arguments/shared-flags.ts'
import { local } from '../command.ts'
import { openTarget } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    flags: {
      ...timeoutFlag,
      'no-deps': { kind: 'switch', help: 'Leave alone what depends on them with `restart: true`' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { docker, target } = await openTarget(call, call.words)
    const options = { services: call.words, stopTimeout: call.values.timeout, noDeps: call.values['no-deps'] }
    await withProgress(call, (basics) => restart(docker, target, { ...options, ...basics }))
  },
)
