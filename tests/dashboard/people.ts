import assert from 'node:assert/strict'
import { startRegistry } from '@keelson/catalog-testing'
import type { Page } from 'playwright-core'
import { eventually } from '../harness/eventually.ts'
import type { GitServer } from '../harness/git-server.ts'
import { ask, request, signIn } from './steps.ts'

/** Somebody who has been invited, at their own page. */
export type Guest = { page: Page; email: string; password: string }
type Places = { dashboard: string; project: string }

/** Invites by a link, which is good once, and comes in by it. `host` is at the settings. */
export async function joinByLink(host: Page, { page, email, password }: Guest): Promise<void> {
  await host.getByRole('button', { name: 'Invite somebody' }).click()
  const dialog = host.getByRole('dialog')
  await dialog.getByLabel('E-mail').fill(email)
  await dialog.getByLabel('May').selectOption('read')
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  const link = (await dialog.getByText('/join?token=').textContent()) ?? ''
  await dialog.getByRole('button', { name: 'Done' }).click()
  await host.getByText(/^invited by /).waitFor()

  await page.goto(link)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Password, again').fill(password)
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('heading', { name: 'Projects' }).waitFor()
  const token = new URL(link).searchParams.get('token')
  assert.equal(await ask(page, 'POST', '/invitations/accept', { token, password: 'somebody else' }), 403)
  await host.reload()
  await host.getByRole('listitem').filter({ hasText: email }).getByText('signed in').waitFor()
}

/** What a reader does not see, they may not do either; with another rank the page that is open has more at once. */
export async function followTheRank(host: Page, { page, email }: Guest, places: Places): Promise<void> {
  const deploys = `/projects/${places.project}/deploys`
  await page.goto(`${places.dashboard}/settings`)
  await page.getByText('Reader', { exact: true }).first().waitFor()
  assert.equal(await page.getByRole('heading', { name: 'Members' }).count(), 0)
  assert.equal(await ask(page, 'GET', '/members'), 403)
  await page.goto(`${places.dashboard}/projects/${places.project}`)
  await page.getByRole('heading', { name: 'Versions' }).waitFor()
  const deploy = page.getByRole('button', { name: 'Deploy', exact: true })
  assert.equal(await deploy.count(), 0)
  // Past the right comes the question what of: there is no such branch.
  const nothing = { ref: 'refs/heads/..' }
  assert.equal(await ask(page, 'POST', deploys, nothing), 403)

  const rank = host.getByLabel(`What ${email} may do`)
  await rank.selectOption('deploy')
  await deploy.waitFor()
  assert.equal(await ask(page, 'POST', deploys, nothing), 422)
  await rank.selectOption('read')
  await deploy.waitFor({ state: 'detached' })
}

/** Another password ends every other session, on its open page too; the one that changed it goes on. */
export async function changePassword(elsewhere: Page, guest: Guest, { dashboard }: Places): Promise<void> {
  const { page } = guest
  await signIn(elsewhere, `${dashboard}/`, guest)
  await page.goto(`${dashboard}/settings`)
  await page.getByRole('button', { name: 'Change password' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Current password').fill(guest.password)
  guest.password = 'a brand new one'
  await dialog.getByLabel('Password', { exact: true }).fill(guest.password)
  await dialog.getByLabel('Password, again').fill(guest.password)
  await dialog.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('Password changed').waitFor()
  await elsewhere.getByRole('button', { name: 'Sign in' }).waitFor()
  assert.equal(await ask(elsewhere, 'GET', '/projects'), 401)
  assert.equal(await ask(page, 'GET', '/projects'), 200)
  await signIn(elsewhere, `${dashboard}/`, guest)
}

/** A token is shown once, works for what its maker may, and not a moment longer than it is there. Gives another one. */
export async function useTokens({ page }: Guest, { dashboard, project }: Places): Promise<string> {
  const first = await makeToken(page, 'laptop')
  const status = async (method: string, path: string) =>
    (await fetch(`${dashboard}/api/v1${path}`, { method, headers: { authorization: `Bearer ${first}` } }))
      .status
  assert.equal(await status('GET', '/projects'), 200)
  assert.equal(await status('DELETE', `/projects/${project}`), 403)
  await page.reload()
  const token = page.getByRole('listitem').filter({ hasText: 'laptop' })
  await token.getByText('used').waitFor()
  assert.ok(!(await page.content()).includes(first))
  await token.getByRole('button', { name: 'Revoke laptop' }).click()
  await confirm(page, 'Revoke')
  await token.waitFor({ state: 'detached' })
  assert.equal(await status('GET', '/projects'), 401)
  return makeToken(page, 'desk')
}

async function makeToken(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: 'Create a token' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Good for').selectOption('30')
  await dialog.getByRole('button', { name: 'Create a token' }).click()
  const secret = await dialog.getByText(/^keelson_/).textContent()
  await dialog.getByRole('button', { name: 'Done' }).click()
  return secret ?? ''
}

/** Whoever is removed is out of the open page at once, and so is what they made. */
export async function beRemoved(
  host: Page,
  guest: Guest,
  { dashboard }: Places,
  token: string,
): Promise<void> {
  const sockets: { isClosed(): boolean }[] = []
  guest.page.on('websocket', (socket) => sockets.push(socket))
  await guest.page.goto(`${dashboard}/`)
  const open = () => sockets.filter((socket) => !socket.isClosed()).length
  await eventually('its live connection', 10_000, async () => open() === 1)
  await host.getByRole('button', { name: `Remove ${guest.email}` }).click()
  await confirm(host, 'Remove')
  await host.getByRole('listitem').filter({ hasText: guest.email }).waitFor({ state: 'detached' })
  await guest.page.getByRole('button', { name: 'Sign in' }).waitFor()
  await eventually('no live connection', 10_000, async () => open() === 0)
  assert.equal(await ask(guest.page, 'GET', '/projects'), 401)
  const headers = { authorization: `Bearer ${token}` }
  assert.equal((await fetch(`${dashboard}/api/v1/projects`, { headers })).status, 401)
  await guest.page.getByLabel('E-mail').fill(guest.email)
  await guest.page.getByLabel('Password').fill(guest.password)
  await guest.page.keyboard.press('Enter')
  await guest.page.getByText('The e-mail address or the password is wrong.').waitFor()
}

/** A real registry is asked with what was stored for it; so is one whose password has changed meanwhile. */
export async function keepARegistry(page: Page, { dashboard }: Places): Promise<void> {
  const registry = await startRegistry()
  try {
    await page.goto(`${dashboard}/settings`)
    await page.getByRole('button', { name: 'Add a registry' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Registry', { exact: true }).fill(registry.host)
    await dialog.getByLabel('User name').fill(registry.known.username)
    await dialog.getByLabel('Password or token').fill('not it')
    await dialog.getByRole('button', { name: 'Save and check' }).click()
    await page.getByText('The registry refuses them').waitFor()
    await page.getByRole('button', { name: `Change ${registry.host}` }).click()
    await dialog.getByLabel('Password or token').fill(registry.known.password)
    await dialog.getByRole('button', { name: 'Save and check' }).click()
    await page.getByText('The registry accepts them').waitFor()
  } finally {
    await registry.close()
  }
  await page.getByRole('button', { name: `Check ${registry.host}` }).click()
  await page.getByText('No registry answers').last().waitFor()
  await page.getByRole('button', { name: `Remove ${registry.host}` }).click()
  await confirm(page, 'Remove')
  await page.getByText(registry.host, { exact: true }).waitFor({ state: 'detached' })
}

/** The key of a git server is pinned at the first contact; forgotten, it is pinned anew at the next one. */
export async function forgetAHost(page: Page, { dashboard }: Places, server: GitServer): Promise<void> {
  const { url } = await server.repository('pinned')
  const { publicKey } = await (await request(page, 'GET', '/installation')).json()
  server.accept(publicKey)
  assert.equal(await ask(page, 'POST', '/projects', { name: 'pinned', source: { kind: 'git', url } }), 201)
  assert.equal(await ask(page, 'GET', '/projects/pinned/refs'), 200)
  const { host } = new URL(url)
  const forget = page.getByRole('button', { name: new RegExp(`^Forget the key of .*${host.split(':')[1]}`) })
  await page.goto(`${dashboard}/settings`)
  await forget.click()
  await confirm(page, 'Forget')
  await forget.waitFor({ state: 'detached' })
  assert.equal(await ask(page, 'GET', '/projects/pinned/refs'), 200)
  await page.reload()
  await forget.waitFor()
}

/** Told to whoever looks elsewhere, where that was asked for; a click leads to it. `page`: nothing was opened in it yet. */
export async function beTold(page: Page, { dashboard, project }: Places): Promise<void> {
  await page.addInitScript(`window.told = []
    window.Notification = class {
      static permission = 'default'
      static requestPermission = async () => 'granted'
      constructor(title, { body }) { told.push(this); Object.assign(this, { text: title + ' / ' + body }) }
      close() {}
    }`)
  await page.goto(`${dashboard}/settings`)
  await page.getByRole('button', { name: 'Turn on', exact: true }).click()
  await page.getByText('On in this browser.').waitFor()
  await page.evaluate('Object.defineProperty(document, "visibilityState", { value: "hidden" })')
  assert.equal(await ask(page, 'POST', `/projects/${project}/deploys`, {}), 202)
  // Others deploy something else meanwhile, and the end of that is told too.
  const its = `told.find(({ text }) => text.startsWith('${project}: '))`
  const text = await eventually('it is told', 60_000, () => page.evaluate<string | undefined>(`${its}?.text`))
  assert.match(text, /: succeeded \/ Deploy v\d+ to production$/)
  await page.evaluate(`${its}.onclick()`)
  await page.getByRole('heading', { name: /^Deploy .* to production$/ }).waitFor()
}

/** What lies under a dialog counts as gone until the dialog is. */
async function confirm(page: Page, action: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: action }).click()
  await dialog.waitFor({ state: 'detached' })
}
