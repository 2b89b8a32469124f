import type { Deploy, Project } from '@keelson/protocol'
import { onScopeDispose, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { isFinished, useDeployTitle } from '../../nouns/deploy-words.ts'
import { useNotices } from '../../stores/notices.ts'
import { useProjects } from '../../stores/projects.ts'

const icon = '/favicon.svg'
const busyIcon = '/favicon-busy.svg'
const told: Deploy['state'][] = ['succeeded', 'failed']

/** Those whose newest operation ended since: it ran before and is over now. Pure. */
export function endedSince(before: readonly Project[], now: readonly Project[]): Deploy[] {
  const running = new Set(
    before.flatMap(({ lastDeploy }) => (lastDeploy && !isFinished(lastDeploy) ? [lastDeploy.id] : [])),
  )
  return now.flatMap(({ lastDeploy }) =>
    lastDeploy && running.has(lastDeploy.id) && told.includes(lastDeploy.state) ? [lastDeploy] : [],
  )
}

/**
 * While an operation runs, title and icon of the tab say so. When one ends and nobody looks at the tab, the browser
 * tells it, where that was asked for; a click leads to it.
 */
export function useDeployNotices(): void {
  const { t } = useI18n()
  const router = useRouter()
  const projects = useProjects()
  const notices = useNotices()
  const title = useDeployTitle()
  const open = new Set<Notification>()

  function tell(deploy: Deploy): void {
    const notice = new Notification(t(`notices.${deploy.state}`, { project: deploy.project }), {
      body: title(deploy),
      tag: deploy.id,
      icon,
    })
    open.add(notice)
    notice.onclose = () => open.delete(notice)
    notice.onclick = () => {
      focus()
      notice.close()
      void router.push({ name: 'deploy', params: { deploy: deploy.id } })
    }
  }
  watch(
    () => projects.list,
    (now, before) => {
      if (!notices.on || document.visibilityState === 'visible') return
      for (const deploy of endedSince(before ?? [], now ?? [])) tell(deploy)
    },
  )
  watch(
    () => projects.running.length,
    (count) => {
      document.querySelector('link[rel="icon"]')?.setAttribute('href', count > 0 ? busyIcon : icon)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    for (const notice of open) notice.close()
  })
}
