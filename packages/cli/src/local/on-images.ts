import type { Project } from '@keelson/compose'
import type { Docker, ImagesOptions } from '@keelson/engine'
import type { Surroundings } from '../command.ts'
import { withDependencies } from './dependencies.ts'
import { openProject, type ProjectFlags } from './project.ts'
import { openDocker } from './target.ts'
import { withProgress } from './verb.ts'

type Call = Surroundings & {
  words: readonly string[]
  values: ProjectFlags & {
    progress: string | undefined
    parallel: number | undefined
    'dry-run': boolean
    quiet: boolean
  }
}

/**
 * What `pull`, `push` and `build` have in common: the services named (all when none), with what they depend on
 * where that is asked for, and progress of images. `nothing`: why there may be none to work on.
 *
 * @throws what the work throws, once its last line of progress is written.
 */
export async function onImages(
  call: Call,
  { dependencies, nothing }: { dependencies: boolean; nothing: string },
  work: (docker: Docker, project: Project, options: ImagesOptions) => Promise<unknown>,
): Promise<void> {
  const { words, values } = call
  const docker = await openDocker(call)
  const { project } = openProject(call, { services: words })
  const named = dependencies ? withDependencies(project, words) : words
  await withProgress(
    call,
    async ({ signal, onEvent, dryRun, memory }) => {
      let worked = false
      await work(docker, project, {
        services: words.length === 0 ? undefined : named,
        signal,
        dryRun,
        memory,
        onEvent: (event) => {
          worked ||= event.kind !== 'status' || event.state !== 'present'
          onEvent({ kind: 'image', event })
        },
      })
      if (!worked) onEvent({ kind: 'plan', steps: [], nothing: `Nothing to do: ${nothing}.` })
    },
    { quiet: values.quiet },
  )
}
