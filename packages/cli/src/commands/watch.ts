import { up, type WatchEvent, watch } from '@keelson/engine'
import { local } from '../command.ts'
import { interrupts } from '../local/interrupt.ts'
import { openProject } from '../local/project.ts'
import { openDocker } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'
import type { Terminal } from '../print/terminal.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    about:
      'Starts the services, then does what develop.watch says when source files change (sync, rebuild, restart, sync+restart, sync+exec), until Ctrl-C.',
    flags: {
      'no-up': { kind: 'switch', help: 'Do not build and start them first' },
      quiet: { kind: 'switch', help: 'Build without showing output' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, terminal } = call
    const { project, contents, origin, disabled } = openProject(call, { services: words })
    const docker = openDocker(call.env)
    const options = { contents, origin, known: disabled, services: words, quiet: values.quiet }
    if (!values['no-up']) await withProgress(call, (basics) => up(docker, project, { ...options, ...basics }))
    const interrupt = interrupts()
    try {
      await watch(docker, project, {
        services: words,
        up: { contents, origin, known: disabled },
        signal: interrupt.once,
        onEvent: (event) => tellEvent(event, terminal, values.json),
      })
    } finally {
      interrupt.stop()
    }
  },
)

function tellEvent(event: WatchEvent, { tell, print, err }: Terminal, json: boolean): void {
  if (json) print(JSON.stringify(event))
  else if (event.kind === 'watching') tell(`${event.service}: watching ${event.path} (${event.action})`)
  else if (event.kind === 'synced') tell(`${event.service}: ${event.copied} copied, ${event.removed} removed`)
  else if (event.kind === 'failed') tell(`${event.service}: ${err('red', 'failed')}: ${event.message}`)
  else tell(`${event.service}: ${event.kind} (${event.because})`)
}
