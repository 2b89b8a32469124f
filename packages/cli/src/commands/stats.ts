import { setTimeout as pause } from 'node:timers/promises'
import { containerStats, type Docker, observeContainers } from '@keelson/engine'
import { formatFlag } from '../arguments/shared-flags.ts'
import { local } from '../command.ts'
import { exitCodes } from '../failure.ts'
import { interrupts } from '../local/interrupt.ts'
import { openTarget } from '../local/target.ts'
import { rowLines } from '../print/rows.ts'
import { statsRow } from '../print/stats.ts'

const betweenMs = 500
const clearScreen = '\u001b[H\u001b[2J'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    flags: {
      ...formatFlag,
      all: { kind: 'switch', short: 'a', help: 'Stopped containers too' },
      'no-stream': { kind: 'switch', help: 'Measure once' },
      'no-trunc': { kind: 'switch', help: 'Whole ids' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, terminal } = call
    const { docker, name } = await openTarget(call, words)
    const format = values.json ? 'json' : values.format
    const interrupt = interrupts()
    const again = terminal.outIsTerminal && format === 'table'
    try {
      do {
        const rows = await measure(docker, name, { services: words, all: values.all, signal: interrupt.once })
        const shown = values['no-trunc'] ? rows.map((row) => ({ ...row, ID: row.Container })) : rows
        const lines = rowLines(shown, { format, columns, json: 'line-each' })
        terminal.stdout.write(
          `${again && !values['no-stream'] ? clearScreen : ''}${lines.map((l) => `${l}\n`).join('')}`,
        )
        if (!values['no-stream']) await pause(betweenMs, undefined, { signal: interrupt.once })
      } while (!values['no-stream'])
      return exitCodes.worked
    } catch (error) {
      if (!interrupt.happened) throw error
      return exitCodes.interrupted
    } finally {
      interrupt.stop()
    }
  },
)

const columns = {
  'CONTAINER ID': 'ID',
  NAME: 'Name',
  'CPU %': 'CPUPerc',
  'MEM USAGE / LIMIT': 'MemUsage',
  'MEM %': 'MemPerc',
  'NET I/O': 'NetIO',
  'BLOCK I/O': 'BlockIO',
  PIDS: 'PIDs',
} as const

type Wish = { services: readonly string[]; all: boolean; signal: AbortSignal }

async function measure(docker: Docker, project: string, { services, all, signal }: Wish) {
  const containers = (await observeContainers(docker, project, { signal }))
    .filter(({ service }) => services.length === 0 || services.includes(service))
    .filter(({ state }) => all || state === 'running' || state === 'paused')
  return Promise.all(
    containers.map(async ({ id, name }) => statsRow(name, id, await containerStats(docker, id, { signal }))),
  )
}
