import { randomUUID } from 'node:crypto'
import {
  createExec,
  type Docker,
  inspectContainer,
  inspectExec,
  listContainers,
  startExec,
} from '@keelson/engine'
import { endProcess, firstLine, ifThere, marker } from './shell.ts'

/** How the shells of one server are told from those of an earlier one. */
export type Marks = { next(): string; isLeft(mark: string): boolean }

/** Every server marks its shells with its installation and an id of its own that no other one has. */
export function marksOf(installation: string): Marks {
  const all = `${installation}/`
  const mine = `${all}${randomUUID()}/`
  return {
    next: () => mine + randomUUID(),
    isLeft: (mark) => mark.startsWith(all) && !mark.startsWith(mine),
  }
}

/** Ends the shells in containers of this installation that a server left there when it was killed. */
export async function endLeftShells(docker: Docker, installation: string, marks: Marks): Promise<void> {
  const filters = { label: [`io.keelson.installation=${installation}`], status: ['running'] }
  const containers = await listContainers(docker, { filters })
  await Promise.all(containers.map(({ Id }) => endLeftIn(docker, Id, marks)))
}

async function endLeftIn(docker: Docker, container: string, marks: Marks): Promise<void> {
  const found = await inspectContainer(docker, container).catch(ifThere)
  for (const exec of found?.ExecIDs ?? []) {
    const run = await inspectExec(docker, exec).catch(ifThere)
    const mark = run?.ProcessConfig.arguments?.at(-1) ?? ''
    if (!run?.Running || !marks.isLeft(mark)) continue
    const pid = await findShell(docker, container, mark)
    if (pid !== undefined) await endProcess(docker, container, exec, pid)
  }
}

/**
 * Says the process id of the shell with the mark. Whatever it started has the same mark in its environment with a
 * process id that is not its own. `read` leaves the zeros between variables out.
 */
const sayProcess = `for at in /proc/[0-9]*; do
  while IFS= read -r line || [ "$line" ]; do
    case $line in *"${marker}=$1/\${at#/proc/};"*) echo "\${at#/proc/}"; exit ;; esac
  done <"$at/environ"
done 2>/dev/null`

/** Undefined where it has ended by now, or has become another program without its environment. */
async function findShell(docker: Docker, container: string, mark: string): Promise<number | undefined> {
  const request = { Cmd: ['sh', '-c', sayProcess, 'sh', mark], AttachStdout: true, Tty: true }
  const exec = await createExec(docker, container, request).catch(ifThere)
  if (exec === undefined) return undefined
  const stream = await startExec(docker, exec, { tty: true })
  stream.on('error', () => {})
  const pid = await firstLine(stream)
  stream.destroy()
  return pid
}
