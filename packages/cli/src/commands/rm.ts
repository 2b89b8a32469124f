import { rm, type Step } from '@keelson/engine'
import { local } from '../command.ts'
import { openTarget } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'
import { confirmPiped } from '../print/stdin.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    about: 'Removes stopped containers, after asking. What is not in a volume is lost.',
    flags: {
      force: { kind: 'switch', short: 'f', help: 'Do not ask' },
      all: { kind: 'switch', short: 'a', hidden: true, help: 'Accepted, as docker compose does' },
      stop: { kind: 'switch', short: 's', help: 'Stop running ones first' },
      volumes: { kind: 'switch', short: 'v', help: 'Their anonymous volumes too' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, terminal } = call
    const { docker, target } = await openTarget(call, words)
    let sure = true
    const ask = async (steps: Step[]) => {
      const names = steps.flatMap((step) => (step.kind === 'remove-container' ? [step.container.name] : []))
      if (!values.json) terminal.print(`Going to remove ${names.join(', ')}`)
      sure = values.force || (await confirmPiped(terminal, 'Are you sure?'))
      return sure
    }
    const removed = await withProgress(call, (basics) =>
      rm(docker, target, {
        services: words,
        stop: values.stop,
        volumes: values.volumes,
        confirm: ask,
        ...basics,
      }),
    )
    if (!sure) terminal.tell('Nothing is removed. With -f it is, without asking.')
    else if (removed.length === 0) terminal.tell('No stopped containers')
  },
)
