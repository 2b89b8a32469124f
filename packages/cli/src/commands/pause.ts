import { pause } from '@keelson/engine'
import { local } from '../command.ts'
import { openTarget } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'

export default local(
  { usage: '[OPTIONS] [SERVICE...]', flags: {}, words: [0], completes: ['service'] },
  async (call) => {
    const { docker, target } = await openTarget(call, call.words)
    const options = { services: call.words }
    await withProgress(call, (basics) => pause(docker, target, { ...options, ...basics }))
  },
)
