import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import ProjectLayout from './features/project/ProjectLayout.vue'
import ProjectsPage from './features/projects/ProjectsPage.vue'
import { useSession } from './stores/session.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's title below `title.` in the translations. */
    title?: string
    /** Without header: for those who are not signed in. */
    bare?: boolean
  }
}

const routes: RouteRecordRaw[] = [
  {
    path: '/setup',
    name: 'setup',
    component: () => import('./features/access/SetupPage.vue'),
    meta: { bare: true, title: 'setup' },
  },
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./features/access/SignInPage.vue'),
    meta: { bare: true, title: 'signIn' },
  },
  {
    path: '/join',
    name: 'join',
    component: () => import('./features/access/JoinPage.vue'),
    meta: { bare: true, title: 'join' },
  },
  { path: '/', name: 'projects', component: ProjectsPage, meta: { title: 'projects' } },
  {
    path: '/new',
    name: 'new-project',
    component: () => import('./features/projects/NewProjectPage.vue'),
    meta: { title: 'newProject' },
  },
  {
    path: '/new/compose',
    name: 'new-compose',
    component: () => import('./features/projects/NewComposePage.vue'),
    meta: { title: 'newCompose' },
  },
  {
    path: '/catalog',
    name: 'catalog',
    component: () => import('./features/catalog/CatalogPage.vue'),
    meta: { title: 'catalog' },
  },
  {
    path: '/balancer',
    name: 'balancer',
    component: () => import('./features/balancer/BalancerPage.vue'),
    meta: { title: 'balancer' },
  },
  {
    path: '/projects/:project',
    component: ProjectLayout,
    children: [
      { path: '', name: 'project', component: () => import('./features/versions/OverviewPage.vue') },
      {
        path: 'deploys',
        name: 'deploys',
        component: () => import('./features/deploys/DeploysPage.vue'),
        meta: { title: 'deploys' },
      },
      {
        path: 'topology',
        name: 'topology',
        component: () => import('./features/topology/TopologyPage.vue'),
        meta: { title: 'topology' },
      },
      {
        path: 'compare',
        name: 'compare',
        component: () => import('./features/versions/ComparePage.vue'),
        meta: { title: 'compare' },
      },
      {
        path: 'variables',
        name: 'variables',
        component: () => import('./features/variables/VariablesPage.vue'),
        meta: { title: 'variables' },
      },
      {
        path: 'domains',
        name: 'domains',
        component: () => import('./features/domains/DomainsPage.vue'),
        meta: { title: 'domains' },
      },
      {
        path: 'access',
        name: 'access',
        component: () => import('./features/access-rules/AccessPage.vue'),
        meta: { title: 'access' },
      },
      {
        path: 'settings',
        name: 'project-settings',
        component: () => import('./features/project/ProjectSettingsPage.vue'),
        meta: { title: 'projectSettings' },
      },
      {
        path: 'environments/:environment',
        name: 'environment',
        component: () => import('./features/services/EnvironmentPage.vue'),
        meta: { title: 'environment' },
      },
      {
        path: 'environments/:environment/volumes',
        name: 'volumes',
        component: () => import('./features/volumes/VolumesPage.vue'),
        meta: { title: 'volumes' },
      },
      {
        path: 'environments/:environment/volumes/:volume',
        name: 'volume',
        component: () => import('./features/volumes/VolumePage.vue'),
        meta: { title: 'volume' },
      },
      {
        path: 'environments/:environment/services/:service',
        name: 'service',
        component: () => import('./features/services/ServicePage.vue'),
        meta: { title: 'service' },
      },
    ],
  },
  {
    path: '/deploys/:deploy',
    name: 'deploy',
    component: () => import('./features/deploys/DeployPage.vue'),
    meta: { title: 'deploy' },
  },
  {
    path: '/jobs',
    name: 'jobs',
    component: () => import('./features/jobs/JobsPage.vue'),
    meta: { title: 'jobs' },
  },
  {
    path: '/activity',
    name: 'activity',
    component: () => import('./features/activity/ActivityPage.vue'),
    meta: { title: 'activity' },
  },
  {
    path: '/settings',
    name: 'settings',
    component: () => import('./features/settings/SettingsPage.vue'),
    meta: { title: 'settings' },
  },
  {
    path: '/settings/cleanup',
    name: 'cleanup',
    component: () => import('./features/cleanup/CleanupPage.vue'),
    meta: { title: 'cleanup' },
  },
  {
    path: '/:rest(.*)*',
    name: 'not-found',
    component: () => import('./features/shell/NotFoundPage.vue'),
    meta: { title: 'notFound' },
  },
]

/** Every page has its address. Nobody sees one but the two bare ones before signing in. */
export function createKeelsonRouter() {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (to, from, saved) => (to.hash && to.path === from.path ? false : (saved ?? { top: 0 })),
  })
  router.beforeEach(async (to) => {
    const sessions = useSession()
    // The server may be away: the page then shows that itself.
    const session = await sessions.load().catch(() => null)
    if (!session) return true
    if (session.setupRequired && to.name !== 'setup') return { name: 'setup' }
    if (to.name === 'setup' && !session.setupRequired) return { name: session.user ? 'projects' : 'sign-in' }
    if (to.name === 'sign-in' && session.user) return { name: 'projects' }
    if (!session.user && to.meta.bare !== true)
      return { name: 'sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }
    return true
  })
  return router
}
