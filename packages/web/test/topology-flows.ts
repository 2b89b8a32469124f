import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import type { Flow } from './flows.ts'

/** What people do with pictures, comparisons and plans. */
export const topologyFlows: Flow[] = [
  {
    name: 'the picture of what runs: state, addresses, a panel with the way to the service, by keyboard alone',
    path: '/projects/shop/topology',
    act: async (page) => {
      const web = page.getByRole('button', { name: /^web Running, 3 of 3, shop\.localhost:8000/ })
      await web.waitFor()
      await page.getByText('admin--shop.localhost:8000', { exact: true }).waitFor()
      assert.equal(await page.locator('.region').count(), 2)
      await web.focus()
      await page.keyboard.press('Enter')
      const panel = page.getByRole('complementary', { name: 'web' })
      await panel.getByText('web-3').waitFor()
      await panel.getByText('starts once it has ended well').waitFor()
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'web')
      await page.keyboard.press('Escape')
      await panel.waitFor({ state: 'detached' })
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-service')), 'web')
      await page.keyboard.press('Enter')
      await panel.getByRole('link', { name: 'Logs, usage and insides' }).click()
      await page.getByRole('heading', { name: 'Logs of web' }).waitFor()
      assert.match(page.url(), /\/environments\/production\/services\/web$/)
    },
  },
  {
    name: 'a service that goes is seen to go, without a reload',
    path: '/projects/shop?scene=fast',
    act: async (page) => {
      await page.getByRole('link', { name: 'Topology' }).click()
      await page.getByRole('button', { name: /^web Running/ }).waitFor()
      await page.getByRole('link', { name: 'Overview' }).click()
      await page.getByRole('button', { name: 'Turn off' }).first().click()
      await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click()
      await page.getByText('Succeeded').first().waitFor()
      await page.getByRole('link', { name: 'shop', exact: true }).click()
      await page.getByRole('link', { name: 'Topology' }).click()
      await page.getByLabel('What the picture shows').waitFor()
      assert.equal(await page.getByLabel('What the picture shows').inputValue(), 'environment=v5')
    },
  },
  {
    name: 'the picture can be read as a list, chosen by version, and saved as SVG and PNG',
    path: '/projects/shop/topology',
    act: async (page) => {
      await page.getByRole('button', { name: 'List' }).click()
      await page
        .getByText('redis (starts once it is healthy), migrate (starts once it has ended well)')
        .waitFor()
      await page.getByLabel('What the picture shows').selectOption('version=4')
      await page.getByText('As it was built').waitFor()
      await page.getByRole('button', { name: /^web 3 replicas, :8080 → 80/ }).waitFor()
      const svg = (await saved(page, 'As SVG')).toString()
      assert.match(svg, /^<svg .*>back<.*<\/svg>\n$/s)
      const png = await saved(page, 'As PNG')
      assert.equal(png.subarray(1, 4).toString(), 'PNG')
      assert.ok(png.readUInt32BE(16) > 1_500, 'it is as wide as two pictures of the screen')
      assert.ok(png.length > 40_000, 'there is something on it')
    },
  },
  {
    name: '60 services are drawn, and a focused one is brought into view',
    path: '/projects/shop/topology?scene=many',
    act: async (page) => {
      await page.getByRole('button', { name: /^service-60 / }).waitFor()
      assert.equal(await page.locator('[data-service]').count(), 60)
      for (let step = 0; step < 6; step += 1) await page.getByRole('button', { name: 'Zoom in' }).click()
      const last = page.getByRole('button', { name: /^service-60 / })
      await last.focus()
      await page.waitForFunction(() => {
        const frame = document.querySelector('.frame')?.getBoundingClientRect()
        const card = document.activeElement?.getBoundingClientRect()
        return (
          frame && card && card.top >= frame.top && card.bottom <= frame.bottom && card.left >= frame.left
        )
      })
    },
  },
  {
    name: 'a project without a version, and a version that is gone, are told instead of drawn',
    path: '/projects/playground/topology',
    act: async (page) => {
      await page.getByText('Nothing to draw yet').waitFor()
      await page.goto(new URL('/projects/shop/topology?version=77', page.url()).href)
      await page.getByRole('link', { name: 'Show what runs now' }).click()
      await page.getByRole('button', { name: /^web Running/ }).waitFor()
    },
  },
  {
    name: 'two versions are compared from the list: services, images, settings, variables by name',
    path: '/projects/shop',
    act: async (page) => {
      await page.getByRole('button', { name: 'Actions for v5' }).click()
      await page.getByRole('menuitem', { name: 'Compare with v6' }).click()
      await page.getByRole('heading', { name: 'Compare versions' }).waitFor()
      await page.getByText('8080 → 80, 8443 → 443').waitFor()
      await page.getByText('command, healthcheck').waitFor()
      await page.getByText('Unchanged: db, redis, worker.').waitFor()
      const changed = page.locator('.names li', { hasText: 'PAYMENT_KEY' }).first()
      assert.equal(await changed.textContent(), '~PAYMENT_KEYChanged')
      await page.getByLabel('Later version').selectOption('6')
      await page.getByText('This is one and the same version').waitFor()
      await page.goto(new URL('/projects/playground/compare', page.url()).href)
      await page.getByText('There are no two versions to compare').waitFor()
    },
  },
  {
    name: 'before a version is made live its plan can be read, each step with its reason',
    path: '/projects/shop',
    act: async (page) => {
      await page.getByRole('button', { name: 'Actions for v5' }).click()
      await page.getByRole('menuitem', { name: 'Make live' }).click()
      const dialog = page.getByRole('dialog', { name: 'Make v5 live?' })
      await dialog.getByText('The plan: 6 steps, each with its reason').click()
      await dialog.getByText('create container shop-production-web-1').waitFor()
      await dialog.getByText('image changed').first().waitFor()
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('button', { name: 'Turn off' }).first().click()
      const off = page.getByRole('dialog', { name: 'Turn off v6?' })
      await off.getByText('are removed').waitFor()
      assert.equal(await off.getByText('The plan').count(), 0)
    },
  },
]

/** What the browser was given when a kind of file was asked for. */
async function saved(page: Page, kind: string): Promise<Buffer> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('menuitem', { name: kind }).click()
  return readFile(await (await download).path())
}
