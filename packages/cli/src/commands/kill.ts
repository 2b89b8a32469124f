import { kill } from '@keelson/engine'
import { orphansFlag } from '../arguments/shared-flags.ts'
import { local } from '../command.ts'
import { orphansWish } from '../local/orphans.ts'
import { openTarget } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    flags: {
      ...orphansFlag,
      signal: { kind: 'text', short: 's', value: 'SIGNAL', default: 'SIGKILL', help: 'Signal to send' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { docker, target } = await openTarget(call, call.words)
    const options = {
      services: call.words,
      killSignal: call.values.signal,
      removeOrphans: orphansWish(call.values, call.env).removeOrphans,
    }
    await withProgress(call, (basics) => kill(docker, target, { ...options, ...basics }))
  },
)
