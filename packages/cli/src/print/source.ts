import type { Project } from '@keelson/protocol'

/** Where a project comes from, in a word or an address. */
export function sourceText(source: Project['source']): string {
  switch (source.kind) {
    case 'git':
      return source.url
    case 'catalog':
      return `catalog: ${source.app}`
    case 'compose':
      return 'a Compose file'
  }
}
