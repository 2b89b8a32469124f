import { observeContainers } from '@keelson/engine'
import { indexFlag } from '../arguments/shared-flags.ts'
import { local } from '../command.ts'
import { Failure } from '../failure.ts'
import { containerOf, openTarget } from '../local/target.ts'

export default local(
  {
    usage: 'SERVICE PORT [OPTIONS]',
    examples: ['keelson port web 80'],
    flags: {
      ...indexFlag,
      protocol: {
        kind: 'text',
        value: 'PROTOCOL',
        default: 'tcp',
        oneOf: ['tcp', 'udp', 'sctp'],
        help: 'tcp or udp',
      },
    },
    words: [2, 2],
    completes: ['service'],
  },
  async (call) => {
    const [service = '', port = ''] = call.words
    const [, number, ending] = /^(\d+)(?:\/(tcp|udp|sctp))?$/.exec(port) ?? []
    if (number === undefined)
      throw new Failure(`"${port}" is no port.`, { hint: 'For example: keelson port web 80' })
    const wanted = Number(number)
    const protocol = ending ?? call.values.protocol
    const { docker, name } = await openTarget(call, [service])
    const container = containerOf(await observeContainers(docker, name), service, call.values.index)
    const published = container.ports.find(
      ({ PrivatePort, Type }) => PrivatePort === wanted && Type === protocol,
    )
    if (!published) {
      const others = container.ports.flatMap((other) =>
        other.PublicPort ? `${other.PrivatePort}/${other.Type}` : [],
      )
      throw new Failure(`${container.name} does not publish its port ${wanted}/${protocol}.`, {
        hint: others.length > 0 ? `It publishes ${[...new Set(others)].join(', ')}.` : 'It publishes none.',
      })
    }
    const host = published.IP?.includes(':') ? `[${published.IP}]` : (published.IP ?? '')
    if (call.values.json)
      call.terminal.print(JSON.stringify({ host: published.IP, port: published.PublicPort }))
    // One that is only exposed is told as docker compose does.
    else call.terminal.print(`${host}:${published.PublicPort ?? 0}`)
  },
)
