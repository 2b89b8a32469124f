import assert from 'node:assert/strict'
import type { NameServer } from '../harness/name-server.ts'
import { open } from '../harness/web.ts'
import type { Managed } from './manage.ts'

/** A domain leads nowhere, then here; removed it leads nowhere, by Undo here again, and is removed for good. */
export async function useADomain(
  { page, dashboard, project, address }: Managed,
  names: NameServer,
): Promise<void> {
  const host = `${project}.test`
  const url = `http://${host}:${new URL(address).port}/`
  await names.points(host, null)
  await page.goto(`${dashboard}/projects/${project}/domains`)
  await page.getByText('No domains of your own').waitFor()
  await page.getByRole('button', { name: 'Add domain' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Domain', { exact: true }).fill('shop.localhost')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('Names below localhost are given by Keelson.').waitFor()
  await dialog.getByLabel('Domain', { exact: true }).fill(host)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('production / web').waitFor()
  await page.getByText('HTTPS is off').waitFor()
  await page.getByText(/^Add an A or AAAA record to /).waitFor()
  await names.points(host, '127.0.0.1')
  await page.getByRole('button', { name: `Check ${host} now` }).click()
  await page.getByText('Leads here').waitFor()
  assert.match((await open(url)).body, /^hello from /)
  // It is the project's own address now, also on the pages that are open.
  await page.getByRole('link', { name: new RegExp(`^${host}:\\d+`) }).waitFor()

  const remove = async () => {
    await page.getByRole('button', { name: `Remove ${host}?` }).click()
    await dialog.getByText('Visitors under this name get a page that nothing is there.').waitFor()
    await dialog.getByRole('button', { name: 'Remove domain' }).click()
    await page.getByText(`${host} was removed.`).waitFor()
    assert.equal((await open(url)).status, 404)
  }
  await remove()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('It is back as it was.').waitFor()
  await page.getByRole('link', { name: host, exact: true }).waitFor()
  assert.equal((await open(url)).status, 200)
  await remove()
  await page.reload()
  await page.getByText('No domains of your own').waitFor()
}

/** Closed for maintenance but for some, behind a password, from some networks only, so often and not more. */
export async function guard({ page, dashboard, project, address }: Managed): Promise<void> {
  const visit = async (password?: string) => {
    const authorization = `Basic ${Buffer.from(`ada:${password}`).toString('base64')}`
    return open(address, password === undefined ? {} : { headers: { authorization } })
  }
  await page.goto(`${dashboard}/projects/${project}/access`)
  await page.getByRole('button', { name: 'Close for maintenance' }).click()
  await page.getByText('Closed', { exact: true }).first().waitFor()
  const closed = await visit()
  assert.deepEqual([closed.status, closed.headers['retry-after']], [503, '120'])
  assert.match(closed.body, /closed for maintenance/)
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT')
  await page.getByLabel('These get through').fill('127.0.0.1')
  await page.getByRole('button', { name: 'Save' }).click()
  assert.ok((await saved).ok())
  assert.equal((await visit()).status, 200)
  await page.getByLabel('These get through').fill('')
  await page.getByRole('button', { name: 'Open again' }).click()
  await page.getByRole('button', { name: 'Close for maintenance' }).waitFor()
  assert.equal((await visit()).status, 200)

  const dialog = page.getByRole('dialog', { name: 'Access to web' })
  const rule = async (fill: () => Promise<void>, says: string) => {
    await page.getByRole('button', { name: 'Access to web' }).click()
    await fill()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText(says).waitFor()
  }
  await rule(async () => {
    await dialog.getByRole('button', { name: 'Add name' }).click()
    await dialog.getByLabel('Name', { exact: true }).fill('ada')
    await dialog.getByLabel('Password', { exact: true }).fill('open sesame please')
  }, 'Asks for a password: ada')
  const statuses = async (...passwords: (string | undefined)[]) => {
    const answers = await Promise.all(passwords.map(visit))
    return answers.map(({ status }) => status)
  }
  assert.deepEqual(await statuses(undefined, 'guessed', 'open sesame please'), [401, 401, 200])
  const networks = dialog.getByLabel('Only from these networks')
  await rule(() => networks.fill('198.51.100.0/24'), 'Only from 198.51.100.0/24')
  assert.deepEqual(await statuses('open sesame please'), [403])

  // What was opened to everybody is guarded again by Undo.
  const openToAll = async () => {
    await page.getByRole('button', { name: 'Open web to everybody?' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove rule' }).click()
    await page.getByText('The rule of web was removed.').waitFor()
    assert.deepEqual(await statuses(undefined), [200])
  }
  await openToAll()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Only from 198.51.100.0/24').waitFor()
  assert.deepEqual(await statuses('open sesame please'), [403])

  await rule(async () => {
    await dialog.getByRole('button', { name: 'Remove ada' }).click()
    await networks.fill('')
    await dialog.getByRole('switch').check()
    await dialog.getByLabel('Requests', { exact: true }).fill('2')
    await dialog.getByLabel('In how many seconds').fill('3600')
  }, 'At most 2 requests in 3600 s from one address')
  assert.deepEqual((await statuses(undefined, undefined, undefined)).toSorted(), [200, 200, 429])
  await openToAll()
}
