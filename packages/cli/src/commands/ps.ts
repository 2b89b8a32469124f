import { formatFlag } from '../arguments/shared-flags.ts'
import { type Call, local } from '../command.ts'
import { Failure } from '../failure.ts'
import { openTarget } from '../local/target.ts'
import { containerRow } from '../print/containers.ts'
import { printRows } from '../print/rows.ts'
import { remoteFlags, remoteInstead } from '../remote/instead.ts'
import { printServices } from '../remote/services.ts'

const flags = {
  ...formatFlag,
  ...remoteFlags,
  all: { kind: 'switch', short: 'a', help: 'Stopped containers and those of `run` too' },
  quiet: { kind: 'switch', short: 'q', help: 'Print ids alone' },
  services: { kind: 'switch', help: 'Print services alone' },
  status: { kind: 'list', value: 'STATE', help: 'Only containers in this state: running, exited, paused, …' },
  filter: { kind: 'text', value: 'status=STATE', help: 'The same as --status' },
  orphans: {
    kind: 'switch',
    default: true,
    help: 'Containers of services that the files no longer have too',
  },
  'no-trunc': { kind: 'switch', help: 'Whole ids and commands' },
} as const

export default local(
  { usage: '[OPTIONS] [SERVICE...]', flags, words: [0], completes: ['service'] },
  async (call) => {
    const { values, terminal, words } = call
    const remote = remoteInstead(call)
    if (remote) {
      const json = values.json || values.format === 'json'
      return printServices(remote.client, remote.project, { env: values.env, json, terminal })
    }
    const { docker, name, project } = await openTarget(call, words)
    const { observeContainers } = await import('@keelson/engine')
    const states = wantedStates(values)
    const everything = values.all || states.length > 0
    const containers = (await observeContainers(docker, name))
      .filter(({ service }) => words.length === 0 || words.includes(service))
      .filter(({ oneOff }) => everything || !oneOff)
      .filter(({ service }) => values.orphans || !project || Object.hasOwn(project.services, service))
      .filter(
        ({ state }) => everything || state === 'running' || state === 'paused' || state === 'restarting',
      )
      .filter(({ state }) => states.length === 0 || states.includes(state))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    if (values.quiet) for (const { id } of containers) terminal.print(id)
    else if (values.services)
      for (const service of new Set(containers.map(({ service }) => service))) terminal.print(service)
    else {
      const rows = containers.map((container) => containerRow(container, name, values['no-trunc']))
      printRows(terminal, rows, { format: values.json ? 'json' : values.format, columns, json: 'line-each' })
    }
  },
)

const columns = {
  NAME: 'Name',
  IMAGE: 'Image',
  COMMAND: 'Command',
  SERVICE: 'Service',
  CREATED: 'RunningFor',
  STATUS: 'Status',
  PORTS: 'Ports',
} as const

function wantedStates(values: Call<typeof flags>['values']): string[] {
  if (values.filter === undefined) return [...values.status]
  const state = /^status=(.+)$/.exec(values.filter)?.[1]
  if (!state) throw new Failure(`--filter is "${values.filter}"; it can be status=STATE.`)
  return [...values.status, state]
}
