import { findImage, observeContainers } from '@keelson/engine'
import { local } from '../command.ts'
import { openTarget } from '../local/target.ts'
import { printRows } from '../print/rows.ts'
import { ago, decimalSize } from '../print/units.ts'

export default local(
  {
    usage: '[OPTIONS] [SERVICE...]',
    flags: {
      format: {
        kind: 'text',
        value: 'FORMAT',
        default: 'table',
        oneOf: ['table', 'json'],
        help: 'table or json',
      },
      quiet: { kind: 'switch', short: 'q', help: 'Print ids alone' },
    },
    words: [0],
    completes: ['service'],
  },
  async (call) => {
    const { values, words, terminal } = call
    const { docker, name } = await openTarget(call, words)
    const containers = (await observeContainers(docker, name)).filter(
      ({ service }) => words.length === 0 || words.includes(service),
    )
    const ids = [...new Set(containers.map(({ imageId }) => imageId))]
    if (values.quiet) {
      for (const id of ids) terminal.print(id.replace('sha256:', ''))
      return
    }
    const images = new Map(
      await Promise.all(ids.map(async (id) => [id, await findImage(docker, id)] as const)),
    )
    const rows = containers.map((container) => {
      const image = images.get(container.imageId)
      const [repository, tag] = splitTag(container.image, image?.RepoTags?.[0])
      return {
        ID: container.imageId,
        ContainerName: container.name,
        Repository: repository,
        Tag: tag,
        Platform: image ? [image.Os, image.Architecture, image.Variant].filter(Boolean).join('/') : '',
        Size: image?.Size ?? 0,
        Created: image?.Created ?? '',
        LastTagTime: image?.Metadata?.LastTagTime ?? '',
      }
    })
    if (values.json || values.format === 'json') {
      terminal.print(JSON.stringify(rows))
      return
    }
    const shown = rows.map((row) => ({
      ...row,
      ID: row.ID.replace('sha256:', '').slice(0, 12),
      Size: decimalSize(row.Size),
      Created: row.Created ? ago(row.Created) : '',
    }))
    printRows(terminal, shown, { format: 'table', columns, json: 'one-list', least: 20 })
  },
)

const columns = {
  CONTAINER: 'ContainerName',
  REPOSITORY: 'Repository',
  TAG: 'Tag',
  PLATFORM: 'Platform',
  'IMAGE ID': 'ID',
  SIZE: 'Size',
  CREATED: 'Created',
} as const

/** Repository and tag of the name that the container was made with; an id has none, so the image's own serves. */
function splitTag(named: string, own: string | undefined): [string, string] {
  const name = /^(sha256:)?[0-9a-f]{12,}$/.test(named) ? (own ?? '') : named
  if (!name) return ['<none>', '<none>']
  const at = name.lastIndexOf(':')
  return at > name.lastIndexOf('/') ? [name.slice(0, at), name.slice(at + 1)] : [name, 'latest']
}
