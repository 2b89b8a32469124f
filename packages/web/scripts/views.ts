import type { Page } from 'playwright-core'

const deploy = (n: number) => `/deploys/00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const production = '/projects/shop/environments/production'

/** Every view on recorded data, by its address. The view of a route has the route's name. */
export const views: Record<string, string> = {
  setup: '/setup?token=first-light&scene=setup',
  'setup-no-token': '/setup?scene=setup',
  join: '/join?token=first-light&scene=out',
  'sign-in': '/sign-in?scene=out',
  projects: '/',
  'projects-empty': '/?scene=empty',
  'projects-loading': '/?scene=silent',
  'projects-failing': '/?scene=refuses',
  'projects-long': '/?scene=long',
  'new-project': '/new',
  'new-compose': '/new/compose',
  'new-compose-empty': '/new/compose',
  'new-compose-bad': '/new/compose',
  catalog: '/catalog',
  project: '/projects/shop',
  'project-new': '/projects/playground',
  'project-long': '/projects/an-extraordinarily-long-name-x?scene=long',
  'project-none': '/projects/nothing',
  'project-failing': '/projects/shop?scene=unreachable',
  canary: '/projects/shop?scene=canary',
  topology: '/projects/shop/topology',
  'topology-version': '/projects/shop/topology?version=4',
  'topology-many': '/projects/shop/topology?scene=many',
  'topology-long': '/projects/an-extraordinarily-long-name-x/topology?scene=long',
  'topology-empty': '/projects/playground/topology',
  'topology-panel': '/projects/shop/topology',
  'topology-list': '/projects/shop/topology',
  compare: '/projects/shop/compare?from=5&to=6',
  'compare-same': '/projects/shop/compare?from=6&to=6',
  'compare-none': '/projects/playground/compare',
  deploys: '/projects/shop/deploys',
  variables: '/projects/shop/variables',
  domains: '/projects/shop/domains',
  'domains-empty': '/projects/playground/domains',
  'domains-failing': '/projects/shop/domains?scene=unreachable',
  access: '/projects/shop/access',
  'dialog-domain': '/projects/shop/domains',
  'project-settings': '/projects/shop/settings',
  environment: production,
  volumes: `${production}/volumes`,
  volume: `${production}/volumes/shop-production_uploads`,
  'volume-file': `${production}/volumes/shop-production_uploads?file=%2Fnotes.txt`,
  service: `${production}/services/web`,
  'service-inspect': `${production}/services/web?view=inspect`,
  'service-usage': `${production}/services/web?view=usage`,
  'service-terminal': `${production}/services/web?view=terminal&replica=web-2`,
  'service-none': `${production}/services/nothing`,
  'service-stop': `${production}/services/web`,
  'dialog-scale': production,
  deploy: deploy(6),
  'deploy-running': `${deploy(7)}?scene=building`,
  'deploy-failed': deploy(21),
  'deploy-long': `${deploy(100)}?scene=many`,
  jobs: '/jobs',
  'jobs-empty': '/jobs?scene=empty',
  'jobs-long': '/jobs?scene=long',
  activity: '/activity',
  'activity-empty': '/activity?scene=empty',
  balancer: '/balancer',
  'balancer-empty': '/balancer?scene=empty',
  'balancer-away': '/balancer?scene=away',
  'balancer-failing': '/balancer?scene=refuses',
  'balancer-replica': '/balancer',
  'balancer-drain': '/balancer',
  'balancer-history': '/balancer',
  settings: '/settings',
  'settings-reader': '/settings?scene=reader',
  cleanup: '/settings/cleanup',
  'cleanup-loading': '/settings/cleanup?scene=silent',
  'cleanup-failing': '/settings/cleanup?scene=refuses',
  'dialog-cleanup': '/settings/cleanup',
  'dialog-registry': '/settings',
  shortcuts: '/',
  undo: '/projects/shop/variables',
  'not-found': '/nowhere',
  'dialog-live': '/projects/shop',
  'dialog-deploy': '/projects/shop',
  menu: '/projects/shop',
  palette: '/',
  'dialog-variable': '/projects/shop/variables',
  'dialog-delete': '/projects/shop/settings',
}

/** What the guides show, light and dark. */
export const inGuides = [
  ...['setup', 'sign-in', 'join', 'projects', 'projects-empty', 'projects-failing'],
  ...['new-project', 'new-compose', 'new-compose-bad', 'catalog'],
  ...['project', 'dialog-deploy', 'dialog-live', 'canary', 'compare'],
  ...['deploys', 'deploy', 'deploy-running', 'deploy-failed', 'topology', 'topology-panel'],
  ...['variables', 'undo', 'domains', 'dialog-domain', 'access', 'project-settings', 'dialog-delete'],
  ...['environment', 'dialog-scale', 'volumes', 'volume', 'volume-file'],
  ...['service', 'service-inspect', 'service-usage', 'service-terminal', 'service-stop'],
  ...['jobs', 'activity', 'balancer', 'balancer-replica', 'balancer-history'],
  ...['settings', 'dialog-registry', 'cleanup', 'palette', 'shortcuts', 'not-found'],
]

/** What they also show as it is on a telephone. */
export const onPhone = ['projects', 'project', 'deploy', 'topology', 'service', 'balancer']

const goodFile = `services:
  web:
    image: registry.example.org/shop/web:1.4
    ports: ["8080:80"]
    depends_on: {db: {condition: service_healthy}}
    deploy: {endpoint_mode: vip}
  db:
    image: postgres:16
    volumes: ["data:/var/lib/postgresql/data"]
volumes: {data: {}}
`
const badFile = goodFile.replace('ports:', 'prots:').replace('data: {}', 'dta: {}')
const upload = (page: Page, text: string) =>
  page
    .locator('input[type=file]')
    .setInputFiles({ name: 'compose.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) })

/** What a press opens over a view. */
export const opened: Record<string, (page: Page) => Promise<void>> = {
  'dialog-live': async (page) => {
    await page.getByRole('button', { name: /v5/ }).last().click()
    await page.getByRole('menuitem').nth(4).click()
    await page.locator('.dialog summary').click()
  },
  'dialog-deploy': async (page) => {
    await page.locator('.page-head .primary').first().click()
    await page.getByRole('combobox').first().click()
  },
  'new-compose': async (page) => {
    await upload(page, goodFile)
    await page.locator('.report img').waitFor()
  },
  'new-compose-bad': (page) => upload(page, badFile),
  menu: (page) => page.getByRole('button', { name: /v5/ }).last().click(),
  'topology-panel': (page) => page.locator('[data-service=web]').click(),
  'topology-list': (page) => page.locator('.tools [aria-pressed=false]').click(),
  palette: (page) => page.keyboard.press('Control+k'),
  shortcuts: (page) => page.keyboard.press('?'),
  'dialog-cleanup': async (page) => {
    await page.getByLabel(/a-volume-whose/).check()
    await page.locator('.line .primary').click()
  },
  'dialog-registry': (page) => page.locator('#registries header .button').click(),
  undo: async (page) => {
    await page.locator('.variable .acts button').last().click()
    await page.locator('.dialog footer .danger').click()
  },
  'service-stop': (page) => page.locator('.powers button').last().click(),
  'service-terminal': async (page) => {
    await page.getByRole('button', { name: /^Open a terminal|^Abrir un terminal/ }).click()
    await page.waitForFunction(() => document.activeElement?.classList.contains('xterm-helper-textarea'))
    for (const line of ['ls', 'colours', 'whoami']) {
      await page.keyboard.type(line)
      await page.keyboard.press('Enter')
    }
  },
  'dialog-scale': async (page) => {
    await page.getByRole('button', { name: /^Scale web|^Escalar web/ }).click()
    await page.getByRole('dialog').getByRole('list').last().waitFor()
  },
  'balancer-replica': (page) =>
    page
      .getByRole('button', { name: /web-1$/ })
      .first()
      .click(),
  'balancer-drain': async (page) => {
    await page
      .getByRole('button', { name: /^Actions for|^Acciones para/ })
      .first()
      .click()
    await page.getByRole('menuitem').nth(1).click()
  },
  'balancer-history': (page) =>
    page
      .getByRole('button', { name: /^Histor/ })
      .first()
      .click(),
  'dialog-domain': (page) =>
    page
      .getByRole('button', { name: /^Add domain|^Añadir dominio/ })
      .first()
      .click(),
  'dialog-variable': (page) => page.locator('.page-head .primary').first().click(),
  'dialog-delete': (page) => page.locator('.danger .button').first().click(),
}
