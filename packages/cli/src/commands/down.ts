import { type DownOptions, down } from '@keelson/engine'
import { orphansFlag, timeoutFlag } from '../arguments/shared-flags.ts'
import { local } from '../command.ts'
import { orphansWish } from '../local/orphans.ts'
import { openTarget } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    about:
      'Stops and removes containers and networks. Volumes stay unless -v is given. Services named: these only.',
    flags: {
      ...orphansFlag,
      ...timeoutFlag,
      rmi: {
        kind: 'text',
        value: 'WHICH',
        oneOf: ['local', 'all'],
        help: 'Remove images too: local (those without a name of their own) or all',
      },
      volumes: { kind: 'switch', short: 'v', help: 'Remove the project’s volumes and anonymous ones' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, env } = call
    const { docker, target, disabled } = await openTarget(call, words)
    const options: DownOptions = {
      services: words,
      volumes: values.volumes,
      removeOrphans: orphansWish(values, env).removeOrphans,
      images: values.rmi === 'all' || values.rmi === 'local' ? values.rmi : undefined,
      known: disabled,
      stopTimeout: values.timeout,
    }
    await withProgress(call, (basics) => down(docker, target, { ...options, ...basics }))
  },
)
