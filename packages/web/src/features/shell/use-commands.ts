import {
  Bell,
  Box,
  Compass,
  FileCode2,
  FileKey2,
  GitCompare,
  Globe,
  HardDrive,
  History,
  Keyboard,
  KeyRound,
  LayoutGrid,
  ListChecks,
  Lock,
  LogOut,
  Moon,
  Plus,
  ScrollText,
  Settings,
  SlidersHorizontal,
  Sun,
  Users,
  Waypoints,
} from '@lucide/vue'
import { type Component, computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { type RouteLocationRaw, useRouter } from 'vue-router'
import { usePreferences } from '../../stores/preferences.ts'
import { useProjects } from '../../stores/projects.ts'
import { useSession } from '../../stores/session.ts'
import { useProjectCommands } from './use-project-commands.ts'

export type Command = {
  id: string
  group: string
  label: string
  note?: string
  icon: Component
  /** Shown only when something is typed that it fits. */
  deep?: boolean
  run: () => unknown
}

const pages: { name: string; icon: Component; hash?: string; title: string; admin?: boolean }[] = [
  { name: 'projects', icon: Box, title: 'title.projects' },
  { name: 'catalog', icon: LayoutGrid, title: 'title.catalog' },
  { name: 'balancer', icon: Waypoints, title: 'title.balancer' },
  { name: 'jobs', icon: ListChecks, title: 'title.jobs' },
  { name: 'activity', icon: ScrollText, title: 'title.activity' },
  { name: 'settings', icon: Settings, title: 'title.settings' },
  { name: 'cleanup', icon: HardDrive, title: 'title.cleanup', admin: true },
  { name: 'settings', hash: '#members', icon: Users, title: 'settings.members.title', admin: true },
  { name: 'settings', hash: '#tokens', icon: KeyRound, title: 'settings.tokens.title' },
  { name: 'settings', hash: '#registries', icon: Box, title: 'registries.title', admin: true },
  { name: 'settings', hash: '#certificates', icon: Lock, title: 'certificates.title' },
  { name: 'settings', hash: '#keys', icon: FileKey2, title: 'keys.title' },
  { name: 'settings', hash: '#notices', icon: Bell, title: 'notices.title' },
]
const projectPages: { name: string; icon: Component; title: string }[] = [
  { name: 'topology', icon: Compass, title: 'title.topology' },
  { name: 'deploys', icon: History, title: 'title.deploys' },
  { name: 'variables', icon: FileKey2, title: 'title.variables' },
  { name: 'domains', icon: Globe, title: 'title.domains' },
  { name: 'access', icon: Lock, title: 'title.access' },
  { name: 'compare', icon: GitCompare, title: 'title.compare' },
  { name: 'project-settings', icon: SlidersHorizontal, title: 'title.projectSettings' },
]
const mostShown = 40

/** Everything that the palette can do, filtered by what is typed: every word must occur. */
export function useCommands(query: () => string, showShortcuts: () => void) {
  const { t } = useI18n()
  const router = useRouter()
  const projects = useProjects()
  const preferences = usePreferences()
  const session = useSession()
  const ofProject = useProjectCommands()
  const go = (to: RouteLocationRaw) => () => router.push(to)

  const all = computed((): Command[] => [
    ...ofProject.value,
    ...(projects.list ?? []).flatMap((project): Command[] => {
      const params = { project: project.name }
      const group = t('palette.projects')
      return [
        {
          id: `project-${project.name}`,
          group,
          label: project.name,
          note: t(`state.${project.state}`),
          icon: Box,
          run: go({ name: 'project', params }),
        },
        ...projectPages.map(({ name, icon, title }) => ({
          id: `${name}-${project.name}`,
          group,
          label: t('palette.of', { thing: t(title), project: project.name }),
          icon,
          deep: true,
          run: go({ name, params }),
        })),
      ]
    }),
    ...actions(),
    ...pages
      .filter(({ admin }) => !admin || session.may('admin'))
      .map(({ name, icon, hash = '', title }) => ({
        id: name + hash.replace('#', '-'),
        group: t('palette.pages'),
        label: t(title),
        icon,
        run: go({ name, hash }),
      })),
  ])

  function actions(): Command[] {
    const group = t('palette.actions')
    const theme = (name: 'dark' | 'light') => () => {
      preferences.theme = name
    }
    const list: Omit<Command, 'group'>[] = [
      { id: 'new', label: t('title.newProject'), icon: Plus, run: go({ name: 'new-project' }) },
      { id: 'new-compose', label: t('title.newCompose'), icon: FileCode2, run: go({ name: 'new-compose' }) },
      { id: 'dark', label: t('shell.darkTheme'), icon: Moon, run: theme('dark') },
      { id: 'light', label: t('shell.lightTheme'), icon: Sun, run: theme('light') },
      { id: 'shortcuts', label: t('shortcuts.title'), icon: Keyboard, run: showShortcuts },
      { id: 'sign-out', label: t('access.signOut'), icon: LogOut, run: session.signOut },
    ]
    return list.map((one) => ({ ...one, group }))
  }

  return computed(() => {
    const words = query().toLowerCase().split(/\s+/).filter(Boolean)
    const found = all.value.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
    return (words.length > 0 ? found : found.filter(({ deep }) => !deep)).slice(0, mostShown)
  })
}
