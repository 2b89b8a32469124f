import { commitContainer, observeContainers } from '@keelson/engine'
import { indexFlag } from '../arguments/shared-flags.ts'
import { local } from '../command.ts'
import { printPlanned, would } from '../local/dry-run.ts'
import { containerOf, openTarget } from '../local/target.ts'

export default local(
  {
    usage: '[OPTIONS] SERVICE [IMAGE[:TAG]]',
    about: 'Makes an image of what a service’s container holds now, without its volumes, and prints its id.',
    flags: {
      ...indexFlag,
      author: { kind: 'text', short: 'a', value: 'AUTHOR', help: 'Whose image it is' },
      change: { kind: 'list', short: 'c', value: 'INSTRUCTION', help: 'Dockerfile instruction: CMD ["app"]' },
      message: { kind: 'text', short: 'm', value: 'TEXT', help: 'What it is' },
      pause: { kind: 'switch', short: 'p', default: true, help: 'Freeze the container meanwhile' },
    },
    words: [1, 2],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, terminal } = call
    const [service = '', image = ''] = words
    const { docker, name } = await openTarget(call, [service])
    const container = containerOf(await observeContainers(docker, name), service, values.index)
    if (values['dry-run']) {
      const named = image === '' ? '' : ` called ${image}`
      printPlanned(call, [would('commit', `make an image${named} of what ${container.name} holds`)])
      return
    }
    const [, repo, tag] = /^(.+?)(?::([^:/]+))?$/.exec(image) ?? []
    const id = await commitContainer(docker, container.id, {
      repo,
      tag,
      author: values.author,
      comment: values.message,
      changes: values.change,
      pause: values.pause,
    })
    terminal.print(id)
  },
)
