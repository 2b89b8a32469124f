import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { exportContainer, observeContainers } from '@keelson/engine'
import { indexFlag } from '../arguments/shared-flags.ts'
import { local } from '../command.ts'
import { Failure } from '../failure.ts'
import { printPlanned, would } from '../local/dry-run.ts'
import { containerOf, openTarget } from '../local/target.ts'

export default local(
  {
    usage: '[OPTIONS] SERVICE',
    about: 'Writes the file system of a service’s container as a tar archive, without its volumes.',
    examples: ['keelson export web -o web.tar', 'keelson export web | tar t'],
    flags: {
      ...indexFlag,
      output: { kind: 'text', short: 'o', value: 'FILE', help: 'Write to this file' },
    },
    words: [1, 1],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, terminal, cwd } = call
    const [service = ''] = words
    if (values.output === undefined && terminal.outIsTerminal && !values['dry-run']) {
      throw new Failure('A tar archive is not for a terminal.', {
        hint: 'Name a file with -o, or use a pipe.',
      })
    }
    const { docker, name } = await openTarget(call, [service])
    const container = containerOf(await observeContainers(docker, name), service, values.index)
    if (values['dry-run']) {
      const file = values.output ?? 'standard output'
      printPlanned(call, [would('export', `write the files of ${container.name} to ${file}`)])
      return
    }
    const archive = await exportContainer(docker, container.id)
    if (values.output === undefined) await pipeline(archive, terminal.stdout, { end: false })
    else await pipeline(archive, createWriteStream(resolve(cwd, values.output)))
  },
)
