import { observeContainers, topContainer } from '@keelson/engine'
import { local } from '../command.ts'
import { openTarget } from '../local/target.ts'
import { table } from '../print/table.ts'

export default local(
  { usage: '[SERVICE...]', flags: {}, words: [0], completes: ['service'] },
  async (call) => {
    const { values, words, terminal } = call
    const { docker, name } = await openTarget(call, words)
    const running = (await observeContainers(docker, name))
      .filter(({ state }) => state === 'running' || state === 'paused')
      .filter(({ service }) => words.length === 0 || words.includes(service))
    const tops = await Promise.all(
      running.map(async (container) => ({ container, top: await topContainer(docker, container.id) })),
    )
    if (values.json) {
      const list = tops.map(({ container, top }) => ({
        container: container.name,
        service: container.service,
        processes: top.Processes.map((row) =>
          Object.fromEntries(top.Titles.map((title, i) => [title, row[i] ?? ''])),
        ),
      }))
      terminal.print(JSON.stringify(list))
      return
    }
    const titles = [...new Set(tops.flatMap(({ top }) => top.Titles))]
    const rows = tops.flatMap(({ container, top }) =>
      top.Processes.map((process) => [
        container.service,
        String(container.number),
        ...titles.map((title) => process[top.Titles.indexOf(title)] ?? '-'),
      ]),
    )
    if (rows.length > 0)
      for (const line of table([['SERVICE', '#', ...titles], ...rows])) terminal.print(line)
  },
)
