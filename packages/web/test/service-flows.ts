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
    name: 'a replica is stopped after a question that says who goes on, and put back, started again',
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
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('web-1 was started.').waitFor()
      await page.getByText('3 of 3').waitFor()
      await page.getByRole('button', { name: 'Actions for web-1' }).press('Enter')
      await page.getByRole('menuitem', { name: 'Stop' }).press('Enter')
      await dialog.getByRole('button', { name: 'Stop' }).click()
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
    name: 'what a replica uses is drawn, live and of a day; what all of them use, too',
    path: web,
    act: async (page) => {
      await page.getByRole('button', { name: 'Actions for web-2' }).press('Enter')
      await page.getByRole('menuitem', { name: 'Usage' }).press('Enter')
      await page.getByRole('heading', { name: 'Usage of web-2' }).waitFor()
      await page.getByText('Every two seconds while you look').waitFor()
      for (const name of ['Processor, of one core', 'Memory', 'Network', 'Disk', 'Restarts'])
        await page.getByRole('img', { name }).locator('canvas').waitFor()
      await page.getByText('Last day', { exact: true }).click()
      await page.getByText('By the minute, kept for a day.').waitFor()
      await page.getByRole('button', { name: 'Show all replicas' }).click()
      await page.getByRole('heading', { name: 'All replicas together' }).waitFor()
      await page.getByRole('img', { name: 'Restarts' }).locator('canvas').waitFor()
    },
  },
  {
    name: 'a terminal is opened, typed into, left by keyboard, ended and opened again',
    path: web,
    act: async (page) => {
      await page.getByRole('button', { name: 'Actions for web-2' }).press('Enter')
      await page.getByRole('menuitem', { name: 'Open a terminal' }).press('Enter')
      const input = page.getByRole('textbox', { name: 'Terminal of web-2' })
      const rows = page.locator('.xterm-rows')
      await page.getByText('Open in web-2').waitFor()
      await page.waitForFunction(() => document.activeElement?.classList.contains('xterm-helper-textarea'))
      await page.keyboard.type('colours')
      await page.keyboard.press('Enter')
      await rows.getByText('ñ 日本 🚀').waitFor()
      // Ctrl-K belongs to the shell here.
      await page.keyboard.press('Control+k')
      assert.equal(await page.getByRole('dialog').count(), 0)
      // Tab is the shell's, until Escape was pressed.
      await page.keyboard.press('Tab')
      assert.ok(await input.evaluate((element) => element === document.activeElement))
      await page.keyboard.press('Escape')
      await page.keyboard.press('Tab')
      assert.ok(await input.evaluate((element) => element !== document.activeElement))
      await input.focus()
      await page.keyboard.type('exit')
      await page.keyboard.press('Enter')
      await page.getByText('The shell ended.').waitFor()
      await page.getByRole('button', { name: 'Open again' }).click()
      await page.getByText('Open in web-2').waitFor()
      assert.equal(await rows.getByText('ñ 日本 🚀').count(), 0)
      await page
        .getByRole('region', { name: 'A terminal in web-2' })
        .getByRole('button', { name: 'Close' })
        .click()
      await page.getByRole('button', { name: 'Open a terminal' }).waitFor()
      // A link shows the way to a terminal, and opens none.
      await page.reload()
      await page.getByRole('button', { name: 'Open a terminal' }).waitFor()
    },
  },
  {
    name: 'the files of a volume: from the environment into a folder, page by page; a file is read',
    path: '/projects/shop/environments/production',
    act: async (page) => {
      await page.getByRole('link', { name: 'Volumes' }).click()
      await page.getByRole('link', { name: 'uploads', exact: true }).click()
      await page.getByText('two␊lines and ␛[31mcolour.txt').waitFor()
      await page.getByText('../../etc/passwd').waitFor()
      assert.equal(await page.getByRole('link', { name: /current/ }).count(), 0)
      const download = page.getByRole('link', { name: 'Download notes.txt' })
      assert.match((await download.getAttribute('href')) ?? '', /uploads\/download\?path=%2Fnotes\.txt$/)
      await page.getByRole('link', { name: 'import.log', exact: true }).click()
      await page.getByText('This is the beginning.').waitFor()
      await page.getByRole('link', { name: 'Close the file' }).click()
      await page.getByRole('link', { name: 'products', exact: true }).click()
      await page.getByText('200 of 1,234').waitFor()
      await page.getByRole('button', { name: 'Show more' }).click()
      await page.getByText('400 of 1,234').waitFor()
      await page.goBack()
      await page.getByRole('link', { name: 'thumbnails', exact: true }).click()
      await page.getByText('This folder is empty').waitFor()
      await page
        .getByLabel('Where in the volume')
        .getByRole('link', { name: 'shop-production_uploads' })
        .click()
      await page.getByText('9 of 9').waitFor()
    },
  },
  {
    name: 'who may only read is offered neither power nor secrets; what is not there is said',
    path: `${web}?view=inspect&scene=reader`,
    act: async (page) => {
      await page.getByText('268.4 MB').waitFor()
      for (const name of ['Restart', 'Stop', 'Show values'])
        assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name)
      assert.equal(await page.getByRole('link', { name: 'Terminal' }).count(), 0)
      await page.getByLabel('Where you are').getByRole('link', { name: 'production' }).click()
      await page.getByRole('link', { name: 'Volumes' }).click()
      await page.getByText('only administrators can open volumes').waitFor()
      assert.equal(await page.getByRole('link', { name: 'uploads', exact: true }).count(), 0)
      await page.goto(new URL('/projects/shop/environments/production/services/nothing', page.url()).href)
      await page.getByRole('heading', { name: 'There is no service nothing' }).waitFor()
      await page.getByRole('link', { name: 'All services' }).waitFor()
    },
  },
]
