import assert from 'node:assert/strict'
import type { Flow } from './flows.ts'

const web = '/projects/shop/environments/production/services/web'

/** What people do on the page of one service. */
export const serviceFlows: Flow[] = [
  {
    name: 'a service is opened from its environment; the logs of one replica, and of all again',
    path: '/projects/shop/environments/production',
    act: async (page) => {
      await page.getByRole('link', { name: 'web', exact: true }).click()
      await page.getByRole('heading', { name: 'Logs of web' }).waitFor()
      await page.getByRole('button', { name: 'Actions for web-2' }).press('Enter')
      await page.getByRole('menuitem', { name: 'Logs' }).press('Enter')
      await page.getByRole('heading', { name: 'Logs of web-2' }).waitFor()
      await page.locator('.log-row').first().waitFor()
      // Lines of a single source do not name it.
      assert.equal(await page.locator('.log-row .source').count(), 0)
      await page.getByRole('button', { name: 'Show all replicas' }).click()
      await page.locator('.log-row .source', { hasText: 'web-1' }).first().waitFor()
      await page.getByLabel('Where you are').getByRole('link', { name: 'production' }).click()
      await page.getByRole('heading', { name: 'Logs of all services' }).waitFor()
    },
  },
  {
    name: 'a replica is stopped after a question that says who goes on, and started again',
    path: web,
    act: async (page) => {
      await page.getByRole('button', { name: 'Actions for web-1' }).press('Enter')
      await page.getByRole('menuitem', { name: 'Stop' }).press('Enter')
      const dialog = page.getByRole('dialog', { name: 'Stop web-1?' })
      await dialog.getByText('2 other replicas go on serving').waitFor()
      await dialog.getByText('It can be started again').waitFor()
      await dialog.getByRole('button', { name: 'Stop' }).click()
      await page.getByText('web-1 was stopped.').waitFor()
      await page.getByText('exited (143)').waitFor()
      await page.getByText('2 of 3').waitFor()
      await page.getByRole('button', { name: 'Start', exact: true }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
      await page.getByText('3 of 3').waitFor()
      await page.getByRole('button', { name: 'Stop', exact: true }).click()
      await page.getByRole('dialog').getByText('Nothing serves until it is started again.').waitFor()
    },
  },
  {
    name: 'a replica is inspected: readable, raw, and its environment only on request',
    path: `${web}?view=inspect&replica=web-3`,
    act: async (page) => {
      await page.getByText('268.4 MB').waitFor()
      await page.getByText('linux/amd64').first().waitFor()
      await page.getByText('172.19.0.4').waitFor()
      assert.equal(await page.getByText('pk_live').count(), 0)
      await page.getByText('As the engine says it').first().click()
      await page.getByText('"PAYMENT_KEY=•••"').waitFor()
      await page.getByRole('button', { name: 'Show values' }).click()
      await page.getByText('pk_live_4f1c9e2b7d8a').waitFor()
    },
  },
  {
    name: 'what a replica uses is drawn: processor, memory, network, disk',
    path: web,
    act: async (page) => {
      await page.getByRole('button', { name: 'Actions for web-2' }).press('Enter')
      await page.getByRole('menuitem', { name: 'Usage' }).press('Enter')
      await page.getByRole('heading', { name: 'web-2' }).waitFor()
      for (const name of ['Processor, of one core', 'Memory', 'Network', 'Disk'])
        await page.getByRole('img', { name }).locator('canvas').waitFor()
    },
  },
  {
    name: 'who may only read is offered neither power nor secrets; what is not there is said',
    path: `${web}?view=inspect&scene=reader`,
    act: async (page) => {
      await page.getByText('268.4 MB').waitFor()
      for (const name of ['Restart', 'Stop', 'Show values'])
        assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name)
      await page.goto(new URL('/projects/shop/environments/production/services/nothing', page.url()).href)
      await page.getByRole('heading', { name: 'There is no service nothing' }).waitFor()
      await page.getByRole('link', { name: 'All services' }).waitFor()
    },
  },
]
