import type { Deploy } from '@keelson/protocol'
import { useI18n } from 'vue-i18n'
import type { Tone } from '../ui/tone.ts'
import { tones } from './tones.ts'

/** A running deploy is work going on, where a running container is all well. */
export function deployTone(state: Deploy['state']): Tone {
  return state === 'running' ? 'busy' : tones[state]
}

export function isFinished({ state }: Pick<Deploy, 'state'>): boolean {
  return state !== 'queued' && state !== 'running'
}

/** How long it took, or takes until now, in milliseconds; null before it began. */
export function deployTime(deploy: Pick<Deploy, 'startedAt' | 'finishedAt'>, now: number): number | null {
  if (!deploy.startedAt) return null
  return (deploy.finishedAt ? Date.parse(deploy.finishedAt) : now) - Date.parse(deploy.startedAt)
}

/** Says what a deploy does: “Deploy main to production”, “Turn v3 off”. */
export function useDeployTitle(): (deploy: Deploy) => string {
  const { t } = useI18n()
  return (deploy) => {
    const what = deploy.version === null ? (deploy.ref ?? t('words.defaultRef')) : `v${deploy.version}`
    const where = deploy.environment
    if (deploy.kind === 'delete' && deploy.version === null)
      return t('deployTitle.deleteProject', { project: deploy.project })
    if (deploy.scale && where) {
      const { service, replicas } = deploy.scale
      return replicas === null
        ? t('deployTitle.scaleBack', { service, where })
        : t('deployTitle.scaleTo', { service, replicas, where })
    }
    return where
      ? t(`deployTitle.${deploy.kind}In`, { what, where })
      : t(`deployTitle.${deploy.kind}`, { what })
  }
}
