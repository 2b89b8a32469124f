import type { APIResponse, Page } from 'playwright-core'
import { admin } from '../harness/platform.ts'

/** Opens a page as the administrator, or as somebody else, by the sign-in page that leads to it. */
export async function signIn(page: Page, address: string, { email, password } = admin): Promise<void> {
  await page.goto(address)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Account' }).waitFor()
}

/** The operation that the page shows has succeeded. */
export const succeeded = (page: Page): Promise<void> =>
  page.getByRole('status').filter({ hasText: 'Succeeded' }).waitFor({ timeout: 120_000 })

/** A request of this page's browser. */
export function request(page: Page, method: string, path: string, data?: object): Promise<APIResponse> {
  const { origin } = new URL(page.url())
  return page.request.fetch(`${origin}/api/v1${path}`, { method, headers: { origin }, ...(data && { data }) })
}
/** The status of its answer. */
export const ask = async (...asked: Parameters<typeof request>) => (await request(...asked)).status()
