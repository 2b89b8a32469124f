import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { Flow } from './flows.ts'

/** What people do about the installation itself: its queue, its members, who did what, a Compose file of their own. */
export const teamFlows: Flow[] = []
const it = (name: string, path: string, act: (page: Page) => Promise<void>) =>
  void teamFlows.push({ name, path, act })

it(
  'a Compose file is checked as it is typed, corrected where it is marked, and deployed',
  '/new/compose?scene=fast',
  async (page) => {
    const file = 'services:\n  web:\n    image: nginx\n    prots: ["80:80"]\n'
    const take = (text: string) =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name: 'compose.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) })
    const add = page.getByRole('button', { name: 'Add and deploy' })
    await page.getByLabel('Name').fill('pasted')
    await take(file)
    await page.getByRole('button', { name: 'Did you mean "ports"?' }).click()
    assert.equal(await add.isDisabled(), true)
    await page.keyboard.press('End')
    await page.keyboard.type(' # the cursor is where the problem is')
    await page.getByText('One problem keeps it from being deployed').waitFor()
    await take(file.replace('prots', 'ports'))
    await page.getByText('Nothing wrong: one service').waitFor()
    await page.getByRole('img', { name: 'The services of the file' }).waitFor()
    await add.click()
    await page.getByRole('link', { name: 'pasted' }).first().waitFor()
  },
)

it('what failed is tried again from the queue', '/jobs', async (page) => {
  await page.getByText('The build of worker failed').first().waitFor()
  await page.getByRole('button', { name: 'Try again: the operation of voting' }).first().click()
  await page.getByRole('heading', { name: 'Now' }).waitFor()
  await page.getByText('1 of 6 places taken').waitFor()
})

it(
  'on a phone every part is reached by the name of the present one, and the present tab is in sight',
  '/projects/shop/settings',
  async (page) => {
    await page.setViewportSize({ width: 360, height: 740 })
    await page.reload()
    const tab = page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'Settings' })
    await tab.waitFor()
    const box = await tab.boundingBox()
    assert.ok(box && box.x >= 0 && box.x + box.width <= 360, JSON.stringify(box))
    await page.getByRole('button', { name: 'Projects', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Activity' }).click()
    await page.getByRole('heading', { name: 'Activity' }).waitFor()
    await page.getByRole('button', { name: 'Activity', exact: true }).waitFor()
  },
)

it('who did what is listed, of one project alone too', '/activity', async (page) => {
  await page.getByText('Forgot the host key of git.example.org').waitFor()
  await page.getByLabel('Only of the project').fill('shop')
  await page.getByText('Forgot the host key of git.example.org').waitFor({ state: 'detached' })
  await page.getByText('Turned on v12 of shop').waitFor()
})

it('somebody is invited by a link, may do less, and is removed', '/settings', async (page) => {
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  await page.getByRole('dialog').getByLabel('E-mail').fill('rosa@example.org')
  await page.getByRole('button', { name: 'Make the link' }).click()
  await page.getByText('/join?token=').waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByText('rosa@example.org').waitFor()
  const member = page.getByRole('listitem').filter({ hasText: 'maximiliana' })
  await member.getByRole('combobox').selectOption('read')
  await member.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await member.waitFor({ state: 'detached' })
})

it('a password is changed only with the current one', '/settings', async (page) => {
  await page.getByRole('button', { name: 'Change password' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Current password').fill('not it')
  await dialog.getByLabel('Password', { exact: true }).fill('a brand new one')
  await dialog.getByLabel('Password, again').fill('a brand new one')
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await dialog.getByText('The current password is wrong.').waitFor()
  await dialog.getByLabel('Current password').fill('correct horse')
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('Password changed').waitFor()
})
