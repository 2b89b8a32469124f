import {
  Box,
  FileCode2,
  FileKey2,
  History,
  KeyRound,
  LayoutGrid,
  ListChecks,
  Moon,
  Plus,
  ScrollText,
  Settings,
  SlidersHorizontal,
  Sun,
  Waypoints,
} from '@lucide/vue'
import { type Component, computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { usePreferences } from '../../stores/preferences.ts'
import { useProjects } from '../../stores/projects.ts'

export type Command = {
  id: string
  group: string
  label: string
  note?: string
  icon: Component
  run: () => unknown
}

/** Everything that the palette can do, filtered by what is typed: every word must occur. */
export function useCommands(query: () => string) {
  const { t } = useI18n()
  const router = useRouter()
  const projects = useProjects()
  const preferences = usePreferences()
  const go =
    (name: string, params = {}) =>
    () =>
      router.push({ name, params })

  const all = computed((): Command[] => [
    ...(projects.list ?? []).flatMap((project): Command[] => {
      const params = { project: project.name }
      const group = t('palette.projects')
      return [
        {
          id: `p-${project.name}`,
          group,
          label: project.name,
          note: t(`state.${project.state}`),
          icon: Box,
          run: go('project', params),
        },
        {
          id: `d-${project.name}`,
          group,
          label: t('palette.of', { thing: t('title.deploys'), project: project.name }),
          icon: History,
          run: go('deploys', params),
        },
        {
          id: `v-${project.name}`,
          group,
          label: t('palette.of', { thing: t('title.variables'), project: project.name }),
          icon: FileKey2,
          run: go('variables', params),
        },
        {
          id: `s-${project.name}`,
          group,
          label: t('palette.of', { thing: t('title.projectSettings'), project: project.name }),
          icon: SlidersHorizontal,
          run: go('project-settings', params),
        },
      ]
    }),
    {
      id: 'new',
      group: t('palette.actions'),
      label: t('title.newProject'),
      icon: Plus,
      run: go('new-project'),
    },
    {
      id: 'new-compose',
      group: t('palette.actions'),
      label: t('title.newCompose'),
      icon: FileCode2,
      run: go('new-compose'),
    },
    {
      id: 'dark',
      group: t('palette.actions'),
      label: t('shell.darkTheme'),
      icon: Moon,
      run: () => {
        preferences.theme = 'dark'
      },
    },
    {
      id: 'light',
      group: t('palette.actions'),
      label: t('shell.lightTheme'),
      icon: Sun,
      run: () => {
        preferences.theme = 'light'
      },
    },
    { id: 'projects', group: t('palette.pages'), label: t('title.projects'), icon: Box, run: go('projects') },
    {
      id: 'catalog',
      group: t('palette.pages'),
      label: t('title.catalog'),
      icon: LayoutGrid,
      run: go('catalog'),
    },
    {
      id: 'jobs',
      group: t('palette.pages'),
      label: t('title.jobs'),
      icon: ListChecks,
      run: go('jobs'),
    },
    {
      id: 'activity',
      group: t('palette.pages'),
      label: t('title.activity'),
      icon: ScrollText,
      run: go('activity'),
    },
    {
      id: 'balancer',
      group: t('palette.pages'),
      label: t('title.balancer'),
      icon: Waypoints,
      run: go('balancer'),
    },
    {
      id: 'settings',
      group: t('palette.pages'),
      label: t('title.settings'),
      icon: Settings,
      run: go('settings'),
    },
    {
      id: 'tokens',
      group: t('palette.pages'),
      label: t('settings.tokens.title'),
      icon: KeyRound,
      run: () => router.push({ name: 'settings', hash: '#tokens' }),
    },
  ])
  return computed(() => {
    const words = query().toLowerCase().split(/\s+/).filter(Boolean)
    const found = all.value.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
    // Without a query only the projects themselves, not each of their pages.
    const shown = words.length > 0 ? found : found.filter(({ id }) => !/^[dvs]-/.test(id))
    return shown.slice(0, 40)
  })
}
