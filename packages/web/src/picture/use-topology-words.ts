import type { Words } from '@keelson/topology'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'

/** The words of the picture in the reader's language. */
export function useTopologyWords(project: () => string) {
  const { t, n } = useI18n()
  return computed(
    (): Words => ({
      title: t('topology.pictureOf', { project: project() }),
      started: t('topology.condition.started'),
      healthy: t('topology.condition.healthy'),
      completed: t('topology.condition.completed'),
      optional: t('topology.optional'),
      shared: t('topology.shared'),
      internal: t('topology.internal'),
      external: t('topology.external'),
      host: t('topology.host'),
      anonymous: t('topology.anonymous'),
      secrets: (count) => t('topology.secretCount', { count }, count),
      configs: (count) => t('topology.configCount', { count }, count),
      more: (count) => t('topology.more', { count }),
      rate: (perSecond) => t('topology.rate', { rate: n(perSecond) }),
    }),
  )
}
