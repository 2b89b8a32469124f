import { down, waitForExit } from '@keelson/engine'
import { local } from '../command.ts'
import { interrupts } from '../local/interrupt.ts'
import { openTarget } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'

export default local(
  {
    usage: 'SERVICE... [OPTIONS]',
    about: 'Waits until the first container of the services stops; its exit code is the command’s.',
    flags: { 'down-project': { kind: 'switch', help: 'Take the project down then' } },
    words: [1],
    completes: ['service'],
  },
  async (call) => {
    const { docker, target } = openTarget(call, call.words)
    const interrupt = interrupts()
    const exit = await waitForExit(docker, target, call.words, { signal: interrupt.once }).finally(
      interrupt.stop,
    )
    if (call.values.json) call.terminal.print(JSON.stringify(exit))
    else call.terminal.print(`container "${exit.container}" exited with status code ${exit.code}`)
    if (call.values['down-project']) await withProgress(call, (basics) => down(docker, target, basics))
    return exit.code
  },
)
