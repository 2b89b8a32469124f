import { type Docker, type Exit, type UpOptions, upAttached, watch } from '@keelson/engine'
import type { Values } from '../arguments/flags.ts'
import type { upFlags } from '../arguments/up-flags.ts'
import type { Surroundings } from '../command.ts'
import { tellWatching } from '../print/watching.ts'
import { withDependencies } from './dependencies.ts'
import { logPrinter, shortName } from './log-printer.ts'
import type { OpenedProject, ProjectFlags } from './project.ts'
import { withProgress } from './verb.ts'

type Call = Surroundings & {
  words: readonly string[]
  values: Values<typeof upFlags> &
    ProjectFlags & { progress: string | undefined; parallel: number | undefined; 'dry-run': boolean }
}

/**
 * `up` with the output of its containers, until all have exited, one ends it, or the user does.
 *
 * @returns the exit code.
 */
export async function attachedUp(
  call: Call,
  docker: Docker,
  { project }: OpenedProject,
  options: UpOptions,
): Promise<number> {
  const { values, words, terminal } = call
  const names = Object.entries(project.services).flatMap(([name, service]) =>
    Array.from({ length: options.scale?.[name] ?? service.scale ?? 1 }, (_, i) => `${name}-${i + 1}`),
  )
  const print = logPrinter(terminal, project.name, values, { names, apart: true })
  return withProgress(call, ({ onEvent, parallel, providers, memory, aside }, interrupt) => {
    interrupt.once.addEventListener('abort', () =>
      aside(() => terminal.tell('Gracefully stopping... (press Ctrl-C again to kill)')),
    )
    return upAttached(docker, project, {
      ...options,
      onEvent,
      parallel,
      providers,
      memory,
      onLine: (entry) => aside(() => print(entry)),
      onExit: (exit, ends) => {
        // That what was to stop has stopped is told by the progress.
        if (!interrupt.happened) aside(() => tellExit(exit, ends))
      },
      attach: attached(call, project),
      noAttach: values['no-attach'],
      abortOn: values['abort-on-container-failure']
        ? 'failure'
        : values['abort-on-container-exit']
          ? 'exit'
          : undefined,
      exitCodeFrom: values['exit-code-from'],
      stopSignal: interrupt.once,
      killSignal: interrupt.twice,
      ...(values.watch && { stay: true, onStarted: () => void watching(interrupt.once) }),
    })
  })

  function tellExit(exit: Exit, ends: boolean): void {
    const name = shortName(exit.container, project.name)
    const again = exit.restarting ? ' (restarting)' : ''
    terminal.print(values.json ? JSON.stringify(exit) : `${name} exited with code ${exit.code}${again}`)
    if (ends) terminal.tell(`Stopping the others, since ${name} has exited.`)
  }

  async function watching(signal: AbortSignal): Promise<void> {
    const { contents, origin, known } = options
    try {
      await watch(docker, project, {
        services: words,
        up: { contents, origin, known },
        signal,
        onEvent: (event) => tellWatching(event, terminal, values.json),
      })
    } catch (error) {
      terminal.tell(`${terminal.err('red', 'watch:')} ${error instanceof Error ? error.message : error}`)
    }
  }

  /** `up web` shows web alone, not what it depends on, unless --attach-dependencies. */
  function attached({ values }: Call, project: OpenedProject['project']): readonly string[] | undefined {
    if (values.attach.length > 0) return values.attach
    if (words.length === 0) return undefined
    return values['attach-dependencies'] ? withDependencies(project, words) : words
  }
}
