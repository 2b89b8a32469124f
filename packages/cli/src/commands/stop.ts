import { stop } from '@keelson/engine'
import { timeoutFlag } from '../arguments/shared-flags.ts'
import { local } from '../command.ts'
import { openTarget } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'

export default local(
  { usage: '[OPTIONS] [SERVICE...]', flags: timeoutFlag, words: [0], completes: ['service'] },
  async (call) => {
    const { docker, target } = await openTarget(call, call.words)
    const options = { services: call.words, stopTimeout: call.values.timeout }
    await withProgress(call, (basics) => stop(docker, target, { ...options, ...basics }))
  },
)
