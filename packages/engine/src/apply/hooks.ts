import type { Hook } from '@keelson/compose'
import type { Docker } from '../docker/docker.ts'
import { createExec, inspectExec, startExec } from '../docker/exec.ts'
import { demultiplexLines } from '../docker/streams.ts'
import type { Progress } from './progress.ts'

/** Runs the hooks one after the other in the container. @throws when one cannot run or ends with another code than 0. */
export async function runHooks(
  docker: Docker,
  container: { id: string; name: string },
  hooks: readonly Hook[] | undefined,
  moment: 'post_start' | 'pre_stop',
  report: (progress: Progress) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const hook of hooks ?? []) {
    const exec = await createExec(
      docker,
      container.id,
      {
        Cmd: hook.command ?? [],
        AttachStdout: true,
        AttachStderr: true,
        Env: Object.entries(hook.environment ?? {}).map(([key, value]) =>
          value === null ? key : `${key}=${value}`,
        ),
        ...(hook.user ? { User: hook.user } : {}),
        ...(hook.privileged ? { Privileged: true } : {}),
        ...(hook.working_dir ? { WorkingDir: hook.working_dir } : {}),
      },
      { signal },
    )
    const output = await startExec(docker, exec, { signal })
    for await (const { stream, line } of demultiplexLines(output)) {
      report({ kind: 'output', container: container.name, stream, line })
    }
    const { ExitCode } = await inspectExec(docker, exec, { signal })
    if (ExitCode !== 0) {
      const command = (hook.command ?? []).join(' ')
      throw new Error(`The ${moment} hook "${command}" of ${container.name} ended with code ${ExitCode}.`)
    }
  }
}
