import type { CleanupItem, CleanupReason } from '@keelson/protocol'
import { useI18n } from 'vue-i18n'

/** What a thing is called, and why it goes or stays. */
export function useItemWords() {
  const { t } = useI18n()
  const words = {
    title({ kind, name }: Pick<CleanupItem, 'kind' | 'name'>): string {
      if (kind === 'logs' || kind === 'build-cache') return t(`cleanup.named.${kind}.${name}`)
      const [project = '', version = ''] = name.split('/')
      return kind === 'version' ? t('cleanup.named.version', { project, version }) : name
    },
    /** With what it is, where the name alone does not say it. */
    full(item: Pick<CleanupItem, 'kind' | 'name'>): string {
      const isWords = ['version', 'logs', 'build-cache'].includes(item.kind)
      return isWords ? words.title(item) : `${words.kind(item)} ${words.title(item)}`
    },
    kind: ({ kind }: Pick<CleanupItem, 'kind'>) => t(`cleanup.kind.${kind}`),
    because: (reason: CleanupReason) => t(`cleanup.because.${reason.code}`, { ...reason }),
  }
  return words
}
