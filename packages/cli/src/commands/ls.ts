import { LABEL, listContainers } from '@keelson/engine'
import { command } from '../command.ts'
import { Failure } from '../failure.ts'
import { openDocker } from '../local/target.ts'
import { printRows } from '../print/rows.ts'

export default command(
  {
    usage: '[OPTIONS]',
    flags: {
      all: { kind: 'switch', short: 'a', help: 'Stopped projects too' },
      filter: { kind: 'text', value: 'name=TEXT', help: 'Only projects whose name contains this' },
      format: {
        kind: 'text',
        value: 'FORMAT',
        default: 'table',
        oneOf: ['table', 'json'],
        help: 'table or json',
      },
      json: { kind: 'switch', help: 'The same as --format json' },
      quiet: { kind: 'switch', short: 'q', help: 'Print names alone' },
    },
    words: [0, 0],
  },
  async ({ values, env, terminal }) => {
    const text = values.filter === undefined ? '' : /^name=(.*)$/.exec(values.filter)?.[1]
    if (text === undefined) throw new Failure(`--filter is "${values.filter}"; it can be name=TEXT.`)
    const containers = await listContainers(await openDocker({ env, terminal }), {
      all: values.all,
      filters: { label: [LABEL.project, LABEL.hash] },
    })
    const projects = new Map<string, { states: string[]; files: Set<string> }>()
    for (const { Labels, State } of containers) {
      const name = Labels[LABEL.project] ?? ''
      const project = projects.get(name) ?? { states: [], files: new Set() }
      projects.set(name, project)
      project.states.push(State)
      const files = Labels[LABEL.configFiles]
      if (files) project.files.add(files)
    }
    const rows = [...projects]
      .filter(([name]) => name.includes(text))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { states, files }]) => ({
        Name: name,
        Status: counted(states),
        ConfigFiles: [...files].join(','),
      }))
    if (values.quiet) for (const { Name } of rows) terminal.print(Name)
    else
      printRows(terminal, rows, {
        format: values.json ? 'json' : values.format,
        columns,
        json: 'one-list',
        least: 20,
      })
  },
)

const columns = { NAME: 'Name', STATUS: 'Status', 'CONFIG FILES': 'ConfigFiles' } as const

/** `exited(1), running(2)`. */
function counted(states: readonly string[]): string {
  return [...new Set(states)]
    .sort()
    .map((state) => `${state}(${states.filter((other) => other === state).length})`)
    .join(', ')
}
