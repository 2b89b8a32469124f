import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import type { Site } from './site.ts'

const deploy = (n: number) => `/deploys/00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
/** One address of every page, and of what else it can look like. */
export const views = [
  '/',
  '/new',
  '/catalog',
  '/projects/shop',
  '/projects/shop/topology',
  '/projects/shop/compare?from=5&to=6',
  '/projects/shop/deploys',
  '/projects/shop/variables',
  '/projects/shop/domains',
  '/projects/shop/access',
  '/projects/shop/settings',
  '/projects/shop/environments/production',
  '/projects/shop/environments/production/services/web',
  '/projects/shop/environments/production/services/web?view=inspect',
  '/projects/shop/environments/production/services/web?view=usage',
  '/projects/shop/environments/production/services/web?view=terminal',
  '/projects/shop/environments/production/volumes',
  '/projects/shop/environments/production/volumes/shop-production_uploads',
  '/projects/shop/environments/production/volumes/shop-production_uploads?file=%2Fnotes.txt',
  deploy(6),
  deploy(21),
  '/new/compose',
  '/jobs',
  '/activity',
  '/balancer',
  '/settings',
  '/settings/cleanup',
  '/nowhere',
  '/?scene=empty',
  '/?scene=refuses',
  '/projects/an-extraordinarily-long-name-x?scene=long',
  '/setup?token=first-light&scene=setup',
  '/sign-in?scene=out',
  '/join?token=first-light&scene=out',
]
export const looks = [
  { name: 'light', colorScheme: 'light' as const },
  { name: 'dark, narrow', colorScheme: 'dark' as const, viewport: { width: 360, height: 740 } },
]

/** Within one world the page stays, and only its address changes: that is quicker than loading it again. */
export async function go(page: Page, site: Site, path: string): Promise<void> {
  if (path.includes('scene=') || page.url().includes('scene=')) return void (await page.goto(site.url + path))
  await page.evaluate((to) => {
    history.pushState({}, '', to)
    dispatchEvent(new PopStateEvent('popstate', { state: {} }))
  }, path)
  await page.waitForFunction(
    (to) => document.querySelector('h1, h2') && location.pathname + location.search === to,
    path,
  )
}

type Violation = { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }

async function serious(page: Page): Promise<Violation[]> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.vue-flow__node')].every(
      (node) => getComputedStyle(node).visibility === 'visible',
    ),
  )
  const violations = await page.evaluate<Violation[]>(
    "axe.run({ resultTypes: ['violations'] }).then((found) => found.violations)",
  )
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
}

/** Looks at every page with axe-core: nothing serious, and nothing wider than the screen. */
export async function inspect(site: Site, look: (typeof looks)[number]): Promise<void> {
  assert.deepEqual(await faultsOf(site, look), [])
}

/** What is serious, page by page, and which pages are wider than the screen. */
export async function faultsOf(site: Site, { name: _, ...look }: (typeof looks)[number]): Promise<string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  // The policy forbids foreign scripts; axe is one, and comes past it.
  const { page } = await site.page('/', { ...look, bypassCSP: true })
  const faults: string[] = []
  for (const path of views) {
    await go(page, site, path)
    await page.waitForFunction(() => document.querySelector('h1, h2') && !document.querySelector('.skeleton'))
    if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe)
    // What moves while it is looked at, such as a picture that is being measured, is looked at again.
    const violations = (await serious(page)).length > 0 ? await serious(page) : []
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`,
    )
    faults.push(...found.map((fault) => `${path} ${fault}`))
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (wide > 1) faults.push(`${path} is ${wide} pixels wider than the screen`)
  }
  await page.context().close()
  return faults
}
