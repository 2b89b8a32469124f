import { createExec, type Docker, demultiplex, inspectExec, startExec } from '@keelson/engine'

/** What a command in a container writes, as it comes. Gives its exit code at the end; what it complains about is dropped. */
export async function* run(
  docker: Docker,
  container: string,
  command: string[],
  signal: AbortSignal,
): AsyncGenerator<Buffer, number> {
  const exec = await createExec(
    docker,
    container,
    { Cmd: command, AttachStdout: true, AttachStderr: true },
    { signal },
  )
  const stream = await startExec(docker, exec, { signal })
  try {
    for await (const { stream: from, data } of demultiplex(stream)) if (from === 'stdout') yield data
  } finally {
    stream.destroy()
  }
  signal.throwIfAborted()
  return (await inspectExec(docker, exec, { signal })).ExitCode ?? 0
}

/** Texts that end with NUL each, however the pieces are cut; a last one without is dropped. Returns what `pieces` does. */
export async function* records<R>(pieces: AsyncGenerator<Buffer, R>): AsyncGenerator<Buffer, R> {
  let rest: Buffer = Buffer.alloc(0)
  while (true) {
    const { done, value } = await pieces.next()
    if (done) return value
    let bytes = rest.length === 0 ? value : Buffer.concat([rest, value])
    for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0)) {
      yield bytes.subarray(0, end)
      bytes = bytes.subarray(end + 1)
    }
    rest = bytes
  }
}
