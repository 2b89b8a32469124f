import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openSite } from '../test/site.ts'

/** Every view on recorded data: `node packages/web/scripts/screenshots.ts FOLDER [NAME-PART]`. */
const [folder = 'screenshots', only = ''] = process.argv.slice(2)

const deploy = (n: number) => `/deploys/00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const views: Record<string, string> = {
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
  'new-compose-good': '/new/compose',
  'new-compose-bad': '/new/compose',
  catalog: '/catalog',
  project: '/projects/shop',
  'project-new': '/projects/playground',
  'project-long': '/projects/an-extraordinarily-long-name-x?scene=long',
  'project-none': '/projects/nothing',
  'project-failing': '/projects/shop?scene=unreachable',
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
  'dialog-access': '/projects/shop/access',
  'project-settings': '/projects/shop/settings',
  services: '/projects/shop/environments/production',
  service: '/projects/shop/environments/production/services/web',
  'service-inspect': '/projects/shop/environments/production/services/web?view=inspect',
  'service-usage': '/projects/shop/environments/production/services/web?view=usage',
  'service-none': '/projects/shop/environments/production/services/nothing',
  'service-stop': '/projects/shop/environments/production/services/web',
  'dialog-scale': '/projects/shop/environments/production',
  deploy: deploy(6),
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
  running: '/projects/shop',
}
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
/** What a press opens over a view. */
const opened: Record<string, (page: Page) => Promise<void>> = {
  'dialog-live': async (page) => {
    await page.getByRole('button', { name: /v5/ }).last().click()
    await page.getByRole('menuitem').nth(4).click()
    await page.locator('.dialog summary').click()
  },
  'dialog-deploy': async (page) => {
    await page.locator('.page-head .primary').first().click()
    await page.getByRole('combobox').first().click()
  },
  'new-compose-good': async (page) => {
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'compose.yaml', mimeType: 'text/yaml', buffer: Buffer.from(goodFile) })
    await page.locator('.report img').waitFor()
  },
  'new-compose-bad': (page) =>
    page
      .locator('input[type=file]')
      .setInputFiles({ name: 'compose.yaml', mimeType: 'text/yaml', buffer: Buffer.from(badFile) }),
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
  'dialog-variable': (page) => page.locator('.page-head .primary').first().click(),
  'dialog-delete': (page) => page.locator('.danger .button').first().click(),
  running: async (page) => {
    await page.locator('.page-head .primary').first().click()
    await page.locator('.dialog footer .primary').click()
    await page.waitForTimeout(4_500)
  },
}
const looks = [
  { name: 'light', colorScheme: 'light' as const },
  { name: 'dark', colorScheme: 'dark' as const },
  {
    name: 'narrow',
    colorScheme: 'light' as const,
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  },
  { name: 'es', colorScheme: 'light' as const, locale: 'es-ES' },
]

async function shoot(look: (typeof looks)[number], name: string, path: string): Promise<void> {
  const { name: _, ...options } = look
  const { page, complaints } = await site.page(path, options)
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => document.fonts.ready)
  await opened[name]?.(page)
  await page.waitForTimeout(400)
  await page.screenshot({ path: join(folder, look.name, `${name}.png`), fullPage: !opened[name] })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1)
  if (wide) console.warn(`${look.name}/${name}: wider than the screen`)
  for (const complaint of complaints) console.warn(`${look.name}/${name}: ${complaint}`)
  await page.context().close()
}

const site = await openSite()
try {
  for (const look of looks) {
    await mkdir(join(folder, look.name), { recursive: true })
    const waiting = Object.entries(views).filter(([name]) => `${name}-${look.name}`.match(only))
    const photograph = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await shoot(look, ...next)
    }
    await Promise.all([photograph(), photograph(), photograph()])
  }
} finally {
  await site.close()
}
