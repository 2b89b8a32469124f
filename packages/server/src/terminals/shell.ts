import type { Duplex } from 'node:stream'
import {
  createExec,
  type Docker,
  DockerError,
  inspectContainer,
  inspectExec,
  isNotFound,
  resizeExec,
  startExec,
  startExecDetached,
} from '@keelson/engine'
import type { TerminalEnd } from '@keelson/protocol'

export type Size = { columns: number; rows: number }
export type Ending = { reason: Extract<TerminalEnd, 'exited' | 'no-shell' | 'gone'>; exitCode: number | null }

/** A shell that runs in a container. What is read from `stream` is its screen, what is written to it is typed. */
export type Shell = {
  stream: Duplex
  resize(size: Size): Promise<void>
  /** How it ended; ask when the stream has. */
  ending(): Promise<Ending>
  /** Ends it, and what runs in its foreground. The engine leaves both alone when only the connection goes. */
  end(): Promise<void>
}

/** In a shell's environment: whose it is, and its own process id, which no program has that it starts. */
export const marker = 'KEELSON_TERMINAL'
/**
 * Tells its own process id in a first line, which nobody sees, then becomes the best shell that is there. Its mark is
 * its last argument.
 */
const becomeShell = `echo "$$"; export ${marker}="$1/$$;"; [ "$LANG" ] || export LANG=C.UTF-8; command -v bash >/dev/null 2>&1 && exec bash; exec sh`
const environment = ['TERM=xterm-256color', 'COLORTERM=truecolor']
const firstLineBytes = 100
/** How long a shell has to end after each signal. */
const patienceMs = 1_000
const lookMs = 50
/** Of a process that was killed. */
const killedCode = 137
const pause = () => new Promise((resolve) => setTimeout(resolve, lookMs))

/**
 * Starts a shell with a terminal in a running container. By its mark it is known again when this server was killed.
 * Gives how it failed where the image has none.
 */
export async function startShell(
  docker: Docker,
  container: string,
  { mark, ...size }: Size & { mark: string },
): Promise<Shell | Ending> {
  const exec = await createExec(docker, container, {
    Cmd: ['sh', '-c', becomeShell, 'sh', mark],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
    Env: environment,
  })
  const ending = () => endingOf(docker, container, exec)
  const stream = await startExec(docker, exec, { tty: true }).catch((error) => {
    if (error instanceof DockerError && /executable file not found|no such file/i.test(error.message))
      return undefined
    throw error
  })
  if (!stream) return { reason: 'no-shell', exitCode: null }
  // Broken connections end the stream, which says enough.
  stream.on('error', () => {})
  const pid = await firstLine(stream)
  if (pid === undefined) {
    stream.destroy()
    return ending()
  }
  const resize = ({ rows, columns }: Size) => resizeExec(docker, exec, rows, columns)
  await resize(size)
  return {
    stream,
    resize,
    ending,
    async end() {
      stream.destroy()
      await endProcess(docker, container, exec, pid)
    },
  }
}

/** Reads up to the first line's end and leaves what follows in the stream. Undefined where it is no number. */
export async function firstLine(stream: Duplex): Promise<number | undefined> {
  let read = Buffer.alloc(0)
  while (!read.includes('\n') && read.length < firstLineBytes) {
    const piece: Buffer | null = stream.read()
    if (piece) read = Buffer.concat([read, piece])
    else if (stream.readableEnded || stream.destroyed) return undefined
    else await readable(stream)
  }
  const end = read.indexOf('\n')
  const pid = Number(read.subarray(0, end).toString('latin1').trim())
  if (end < 0 || !Number.isInteger(pid) || pid < 1) return undefined
  if (end + 1 < read.length) stream.unshift(read.subarray(end + 1))
  return pid
}

const readable = (stream: Duplex) =>
  new Promise<void>((resolve) => {
    const events = ['readable', 'end', 'close'] as const
    const done = () => {
      for (const event of events) stream.off(event, done)
      resolve()
    }
    for (const event of events) stream.on(event, done)
  })

async function endingOf(docker: Docker, container: string, exec: string): Promise<Ending> {
  const run = await inspectExec(docker, exec).catch(ifThere)
  const exitCode = run?.ExitCode ?? null
  // What could not be started never had a process.
  if ((exitCode === 126 || exitCode === 127) && !run?.Pid) return { reason: 'no-shell', exitCode }
  // A container that stops kills what runs in it, and is called stopped a moment later.
  const killed = exitCode === null || exitCode === killedCode
  for (const deadline = Date.now() + (killed ? patienceMs : 0); ; await pause()) {
    const state = await inspectContainer(docker, container).then(({ State }) => State, ifThere)
    if (!state?.Running) return { reason: 'gone', exitCode }
    if (Date.now() >= deadline) return { reason: 'exited', exitCode }
  }
}

/** Hangs up on everything that was started from the shell, as a terminal does that is closed: what asked to outlive it may. */
const hangUp = `for at in /proc/[0-9]*/stat; do
  read -r line <"$at" || continue
  at=\${at#/proc/}
  set -- "$1" \${line##*) }
  [ "$5" = "$1" ] && kill -s HUP "\${at%/stat}"
done 2>/dev/null`
const kill = 'kill -s KILL "$1"'

/**
 * Ends the shell and what it started: kindly, then by force, then as root, should it have become another user's. Its
 * process id is its own for as long as the engine says that it runs.
 */
export async function endProcess(
  docker: Docker,
  container: string,
  exec: string,
  pid: number,
): Promise<void> {
  const runs = async () => (await inspectExec(docker, exec).catch(ifThere))?.Running === true
  for (const { script, ...as } of [{ script: hangUp }, { script: kill }, { script: kill, User: '0' }]) {
    if (!(await runs())) return
    const request = { Cmd: ['sh', '-c', script, 'sh', String(pid)], ...as }
    const ending = await createExec(docker, container, request).catch(ifThere)
    if (ending === undefined) return
    await startExecDetached(docker, ending).catch(ifThere)
    for (const deadline = Date.now() + patienceMs; Date.now() < deadline && (await runs()); ) await pause()
  }
}

/** The container is gone or stopped, and with it everything that ran there. */
export function ifThere(error: unknown): undefined {
  if (isNotFound(error) || (error instanceof DockerError && error.status === 409)) return undefined
  throw error
}
