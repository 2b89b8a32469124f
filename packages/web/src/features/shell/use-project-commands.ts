import { ArrowUpToLine, Boxes, ExternalLink, Power, Rocket } from '@lucide/vue'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { type LocationQueryRaw, useRoute, useRouter } from 'vue-router'
import { useProject } from '../../stores/project.ts'
import { useSession } from '../../stores/session.ts'
import type { Command } from './use-commands.ts'

/** What can be done with the project whose page is open; each leads to the dialog that says what will happen. */
export function useProjectCommands() {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()
  const store = useProject()
  const session = useSession()

  return computed((): Command[] => {
    const { detail } = store
    if (!detail || route.params.project !== detail.project.name) return []
    const params = { project: detail.project.name }
    const group = String(params.project)
    const may = session.may('deploy')
    const ask = (query: LocationQueryRaw) => () => router.push({ name: 'project', params, query })
    const acts: Omit<Command, 'group'>[] = []
    if (may)
      acts.push({ id: 'act-deploy', label: t('project.deploy'), icon: Rocket, run: ask({ ask: 'deploy' }) })
    const { url } = detail.project
    if (url)
      acts.push({
        id: 'act-open',
        label: t('project.act.open'),
        note: url.replace(/^https?:\/\//, ''),
        icon: ExternalLink,
        run: () => window.open(url, '_blank', 'noopener'),
      })
    for (const { name } of detail.environments)
      acts.push({
        id: `act-environment-${name}`,
        label: t('palette.of', { project: name, thing: t('project.services') }),
        icon: Boxes,
        run: () => router.push({ name: 'environment', params: { ...params, environment: name } }),
      })
    for (const { number, onIn, state, message } of may ? detail.versions : []) {
      const act = onIn.length > 0 ? 'off' : 'live'
      if (state === 'on' || state === 'off')
        acts.push({
          id: `act-${number}`,
          label: `${t(`project.act.${act}`)}: v${number} ${message}`,
          icon: act === 'off' ? Power : ArrowUpToLine,
          deep: true,
          run: ask({ ask: act, version: number }),
        })
    }
    return acts.map((one) => ({ ...one, group }))
  })
}
