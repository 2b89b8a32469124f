import type { Project } from '@keelson/compose'
import { up, watch } from '@keelson/engine'
import { local } from '../command.ts'
import { exitCodes } from '../failure.ts'
import { DryRun, printPlanned, would } from '../local/dry-run.ts'
import { interrupts } from '../local/interrupt.ts'
import { openProject } from '../local/project.ts'
import { openDocker } from '../local/target.ts'
import { withProgress } from '../local/verb.ts'
import { tellWatching } from '../print/watching.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    about:
      'Starts the services, then does what develop.watch says when source files change (sync, rebuild, restart, sync+restart, sync+exec), until Ctrl-C.',
    flags: {
      prune: {
        kind: 'switch',
        default: true,
        hidden: true,
        help: 'Accepted: builds leave no dangling images worth the time',
      },
      'no-up': { kind: 'switch', help: 'Do not build and start them first' },
      quiet: { kind: 'switch', help: 'Build without showing output' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, terminal } = call
    const docker = await openDocker(call)
    const { project, contents, origin, disabled } = openProject(call, { services: words })
    const options = { contents, origin, known: disabled, services: words, quiet: values.quiet }
    if (values['dry-run']) {
      const dry = new DryRun()
      const wish = { ...options, dryRun: true, onEvent: dry.onEvent, providers: { environment: call.env } }
      if (!values['no-up']) await up(docker, project, wish)
      printPlanned(call, [...dry.planned, ...watching(project, words)])
      return exitCodes.worked
    }
    if (!values['no-up']) await withProgress(call, (basics) => up(docker, project, { ...options, ...basics }))
    const interrupt = interrupts()
    try {
      await watch(docker, project, {
        services: words,
        up: { contents, origin, known: disabled },
        signal: interrupt.once,
        onEvent: (event) => tellWatching(event, terminal, values.json),
      })
      return exitCodes.interrupted
    } finally {
      interrupt.stop()
    }
  },
)

const watching = ({ services }: Project, chosen: readonly string[]) =>
  Object.entries(services)
    .filter(([name]) => chosen.length === 0 || chosen.includes(name))
    .flatMap(([name, { develop }]) =>
      (develop?.watch ?? []).map(({ path, action }) =>
        would('watch', `watch ${path} for ${name}`, `changes there mean ${action}`),
      ),
    )
