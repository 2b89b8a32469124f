import { logs } from '@keelson/engine'
import { indexFlag } from '../arguments/shared-flags.ts'
import { local } from '../command.ts'
import { exitCodes, Failure } from '../failure.ts'
import { interrupts } from '../local/interrupt.ts'
import { logPrinter, shortName } from '../local/log-printer.ts'
import { openTarget } from '../local/target.ts'
import { pointInTime } from '../local/times.ts'
import { remoteFlags, remoteInstead } from '../remote/instead.ts'
import { remoteLogs } from '../remote/logs.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]  |  PROJECT [OPTIONS]',
    about:
      'Shows what containers wrote. In a folder with a Compose project: this project’s. With --project, --remote or --env, or where there is no Compose project: a project’s of the server.',
    examples: ['keelson logs -f web', 'keelson logs --project shop --env staging -f', 'keelson logs -r shop'],
    flags: {
      ...indexFlag,
      ...remoteFlags,
      service: { kind: 'list', value: 'SERVICE', help: 'Only this service; the same as naming it' },
      follow: { kind: 'switch', short: 'f', help: 'Go on with what comes' },
      'no-color': { kind: 'switch', help: 'Container names without colours' },
      'no-log-prefix': { kind: 'switch', help: 'Lines without the name of their container' },
      since: {
        kind: 'text',
        value: 'TIME',
        help: 'From this time on: 2026-01-31T10:00:00Z, or how long ago: 42m',
      },
      tail: {
        kind: 'text',
        short: 'n',
        value: 'LINES',
        default: 'all',
        help: 'Only the last lines of each container',
      },
      timestamps: { kind: 'switch', short: 't', help: 'The time before each line' },
      until: { kind: 'text', value: 'TIME', help: 'Up to this time' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, terminal } = call
    const interrupt = interrupts()
    const signal = interrupt.once
    const tail = lines(values.tail)
    const remote = remoteInstead(call)
    try {
      if (remote) {
        const [service] = [...values.service, ...remote.services]
        const print = logPrinter(terminal, `${remote.project}-${values.env ?? 'production'}`, values)
        const wish = {
          env: values.env,
          service,
          tail: tail === 'all' ? undefined : tail,
          follow: values.follow,
          signal,
        }
        for await (const line of remoteLogs(remote.client, remote.project, wish)) {
          if (values.json) terminal.print(JSON.stringify(line))
          else print({ ...line, at: line.at ?? '', number: 0 })
        }
        return interrupt.happened ? exitCodes.interrupted : exitCodes.worked
      }
      const services = [...words, ...values.service]
      const { docker, name, target } = await openTarget(call, services)
      const print = logPrinter(terminal, name, values)
      const entries = logs(docker, target, {
        services,
        signal,
        tail,
        follow: values.follow,
        index: values.index,
        since: pointInTime('--since', values.since),
        until: pointInTime('--until', values.until),
        onUnreadable: once((container) =>
          terminal.tell(
            `${shortName(container, name)}: its logging driver keeps nothing that could be read.`,
          ),
        ),
      })
      for await (const entry of entries) print(entry)
      return interrupt.happened ? exitCodes.interrupted : exitCodes.worked
    } finally {
      interrupt.stop()
    }
  },
)

/** A container that starts again is told once. */
function once(tell: (container: string) => void): (container: string) => void {
  const told = new Set<string>()
  return (container) => {
    if (!told.has(container)) tell(container)
    told.add(container)
  }
}

function lines(tail: string): number | 'all' {
  if (tail === 'all' || tail === '-1' || tail === '') return 'all'
  if (!/^\d{1,9}$/.test(tail)) throw new Failure(`--tail is "${tail}"; it is a number of lines, or all.`)
  return Number(tail)
}
