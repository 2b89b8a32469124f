import { attach, runningContainer } from '@keelson/engine'
import { indexFlag } from '../arguments/shared-flags.ts'
import { local } from '../command.ts'
import { printPlanned, would } from '../local/dry-run.ts'
import { converse, passSignals } from '../local/session.ts'
import { openTarget } from '../local/target.ts'

export default local(
  {
    usage: '[OPTIONS] SERVICE',
    about:
      'Joins the input and output of a running container; signals go to it. The exit code is the container’s. On a terminal, Ctrl-P Ctrl-Q leaves it running.',
    flags: {
      ...indexFlag,
      'detach-keys': { kind: 'text', value: 'KEYS', help: 'Leave with these keys instead: ctrl-p,ctrl-q' },
      'no-stdin': { kind: 'switch', help: 'Do not pass standard input on' },
      'sig-proxy': { kind: 'switch', default: true, help: 'Pass signals on (--sig-proxy=false: do not)' },
    },
    words: [1, 1],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, terminal } = call
    const [service = ''] = words
    const { docker, target } = await openTarget(call, [service])
    const interactive = !values['no-stdin']
    if (values['dry-run']) {
      const { name } = await runningContainer(docker, target, { service, index: values.index })
      printPlanned(call, [would('attach', `join the input and output of ${name}`)])
      return 0
    }
    const session = await attach(docker, target, {
      service,
      index: values.index,
      interactive,
      detachKeys: values['detach-keys'],
    })
    const stop = values['sig-proxy'] ? passSignals(docker, session.container.id) : () => {}
    const { tty, readsOnce } = session
    return converse(session, terminal, { tty, interactive, keepOpen: !readsOnce }).finally(stop)
  },
)
