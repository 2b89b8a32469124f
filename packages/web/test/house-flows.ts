import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { Flow } from './flows.ts'

/** What people do to keep an installation in order, and to take back what they did. */
export const houseFlows: Flow[] = []
const it = (name: string, path: string, act: (page: Page) => Promise<void>) =>
  void houseFlows.push({ name, path, act })

it(
  'a cleanup says what goes and why, wants the name of a volume, and is watched to its end',
  '/settings/cleanup',
  async (page) => {
    await page.getByText('Off, and not one of the 5 newest.').first().waitFor()
    await page.getByLabel('Images of shop v2').uncheck()
    await page.getByLabel('shop-v3_a-volume').check()
    await page.getByRole('button', { name: /Clean up 6 things/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Free at least 2 GB?' })
    await dialog.getByText('One volume goes with its data. This cannot be undone.').waitFor()
    const act = dialog.getByRole('button', { name: 'Clean up' })
    assert.equal(await act.isDisabled(), true)
    await dialog.getByLabel(/Type shop-v3/).fill('shop-v3_a-volume-whose-name-is-rather-long')
    await act.click()
    await page.getByRole('heading', { name: 'Cleaning up' }).waitFor()
    await page.getByRole('heading', { name: 'Earlier cleanups' }).waitFor()
    await page
      .getByRole('list', { name: 'May go' })
      .getByText('Images of shop v1')
      .waitFor({ state: 'detached' })
    await page.getByLabel('Images of shop v2').waitFor()
    await page.getByRole('link', { name: 'Jobs' }).click()
    const job = page.getByRole('listitem').filter({ hasText: 'Cleanup of 6 things' })
    await job.getByText('6 of 6 done').waitFor()
    await job.getByText('Done', { exact: true }).waitFor()
  },
)

it('what is kept is changed, and when it looks next is said', '/settings/cleanup', async (page) => {
  await page.getByText('Looks next').waitFor()
  await page.getByLabel('Clean up by itself').uncheck()
  await page.getByLabel('Versions of each project').fill('12')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Nothing goes by itself.', { exact: true }).waitFor()
  assert.equal(await page.getByLabel('Versions of each project').inputValue(), '12')
})

it('a registry is added, checked by asking it, and removed', '/settings', async (page) => {
  await page.getByRole('button', { name: 'Add a registry' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Registry', { exact: true }).fill('https://registry.example.net/')
  await dialog.getByText('This is how image names begin').waitFor()
  await dialog.getByLabel('Registry', { exact: true }).fill('registry.example.net')
  await dialog.getByLabel('User name').fill('me')
  await dialog.getByLabel('Password or token').fill('secret')
  await dialog.getByRole('button', { name: 'Save and check' }).click()
  await page.getByText('The registry accepts them').waitFor()
  await page.getByRole('button', { name: /^Check harbour/ }).click()
  await page.getByText('The registry refuses them').waitFor()
  await page.getByText('authentication required').waitFor()
  await page.getByRole('button', { name: 'Remove registry.example.net' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('registry.example.net', { exact: true }).waitFor({ state: 'detached' })
})

it('a deploy key is changed: both are shown until the new one is known', '/settings', async (page) => {
  await page.getByRole('button', { name: 'Change the key of shop' }).click()
  await page.getByText('Until you finish, the old one works too.').waitFor()
  await page.getByRole('button', { name: 'Check and finish' }).click()
  await page.getByText('shop uses the new key').waitFor()
})

it('a token is made for some days', '/settings', async (page) => {
  await page.getByText('expired yesterday').waitFor()
  await page.getByRole('button', { name: 'Create a token' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('ci')
  await page.getByLabel('Good for').selectOption('30')
  await page.getByRole('dialog').getByRole('button', { name: 'Create a token' }).click()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('listitem').filter({ hasText: 'ci' }).getByText('expires').first().waitFor()
})

it('what was removed comes back by Undo, and by Ctrl-Z', '/projects/shop/variables', async (page) => {
  for (const undo of [
    () => page.getByRole('button', { name: 'Undo' }).click(),
    async () => {
      await page.getByRole('heading', { name: 'Variables' }).click()
      await page.keyboard.press('Control+z')
    },
  ]) {
    await page.getByRole('button', { name: 'Remove LOG_LEVEL' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('LOG_LEVEL was removed.').waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await undo()
    await page.getByRole('button', { name: 'Remove LOG_LEVEL' }).waitFor()
  }
})

it('a version that was turned off is on again by Undo', '/projects/shop?scene=fast', async (page) => {
  await page.getByRole('button', { name: 'Turn off' }).nth(1).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click()
  await page.getByText('v5 of shop is being turned off.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('heading', { name: 'Turn on v5 in v5' }).waitFor()
})

it('the shortcuts are listed, and the palette acts on the open project', '/projects/shop', async (page) => {
  await page.getByRole('heading', { name: 'Environments' }).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Go to the jobs').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('turn off v5')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Turn off v5?' }).waitFor()
  assert.equal(new URL(page.url()).search, '')
})

it('a link holds what a list is filtered by', '/activity?project=shop', async (page) => {
  await page.getByText('Turned on v12 of shop').waitFor()
  assert.equal(await page.getByLabel('Only of the project').inputValue(), 'shop')
  await page.getByLabel('Only of the project').fill('')
  await page.getByText('Forgot the host key of git.example.org').waitFor()
  assert.equal(new URL(page.url()).search, '')
})

it(
  'a finished operation is told to whoever looks elsewhere, once that was asked for',
  '/settings?scene=fast',
  async (page) => {
    const told = await page.evaluateHandle(() => {
      const list: { title: string; click: () => void }[] = []
      class Recorded {
        static permission: NotificationPermission = 'granted'
        static requestPermission = async () => 'granted'
        onclick: (() => void) | null = null
        onclose: (() => void) | null = null
        constructor(title: string) {
          list.push({ title, click: () => this.onclick?.() })
        }
        close() {}
      }
      Object.assign(window, { Notification: Recorded })
      return list
    })
    await page.getByRole('button', { name: 'Turn on', exact: true }).click()
    await page.getByText('On in this browser.').waitFor()
    await page.getByRole('link', { name: 'Projects' }).first().click()
    await page.getByRole('link', { name: 'shop' }).first().click()
    await page.getByRole('button', { name: 'Deploy', exact: true }).click()
    await page.evaluate(() => Object.defineProperty(document, 'visibilityState', { value: 'hidden' }))
    await page.getByRole('dialog').getByRole('button', { name: 'Deploy' }).click()
    await page.waitForFunction(() => document.title.startsWith('●'))
    assert.equal(await page.locator('link[rel=icon]').getAttribute('href'), '/favicon-busy.svg')
    await page.waitForFunction((list) => list.length === 1, told)
    assert.equal(await told.evaluate((list) => list[0]?.title), 'shop: succeeded')
    await page.waitForFunction(() => !document.title.startsWith('●'))
    await page.getByRole('link', { name: 'Catalog' }).click()
    await told.evaluate((list) => list[0]?.click())
    await page.getByRole('heading', { name: 'Deploy main to production' }).waitFor()
  },
)
