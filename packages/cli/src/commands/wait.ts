import { down, type Exit, waitForExit } from '@keelson/engine'
import { local } from '../command.ts'
import { interrupts } from '../local/interrupt.ts'
import { openTarget } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'

export default local(
  {
    usage: 'SERVICE... [OPTIONS]',
    about:
      'Waits until the containers of the services have stopped; the last one’s exit code is the command’s.',
    flags: { 'down-project': { kind: 'switch', help: 'Take the project down then' } },
    words: [1],
    completes: ['service'],
  },
  async (call) => {
    const { docker, target } = await openTarget(call, call.words)
    const interrupt = interrupts()
    const tell = (exit: Exit) =>
      call.terminal.print(
        call.values.json
          ? JSON.stringify(exit)
          : `container "${exit.id}" exited with status code ${exit.code}`,
      )
    const options = { signal: interrupt.once, onExit: tell }
    const exit = await waitForExit(docker, target, call.words, options).finally(interrupt.stop)
    if (call.values['down-project']) await withProgress(call, (basics) => down(docker, target, basics))
    return exit.code
  },
)
