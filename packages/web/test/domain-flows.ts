import type { Flow } from './flows.ts'

/** What people do about addresses of their own, and about who may come in. */
export const domainFlows: Flow[] = [
  {
    name: 'a domain is added, checked and removed; what is no host name is said to be none',
    path: '/projects/shop/domains',
    act: async (page) => {
      await page.getByText('Change the record to 203.0.113.10.').waitFor()
      await page.getByRole('button', { name: 'Add domain' }).click()
      await page.getByLabel('Domain', { exact: true }).fill('https://new.example.org/')
      await page.getByText('A full host name').waitFor()
      await page.getByLabel('Domain', { exact: true }).fill('new.example.org')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Looking up DNS').waitFor()
      await page.getByRole('button', { name: 'Check new.example.org now' }).click()
      await page.getByText('Looking up DNS').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Remove new.example.org?' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Remove domain' }).click()
      await page.getByRole('link', { name: 'new.example.org' }).waitFor({ state: 'detached' })
    },
  },
  {
    name: 'an environment is closed for maintenance and opened; a service asks for a password',
    path: '/projects/shop/access',
    act: async (page) => {
      await page.getByLabel('These get through').fill('203.0.113.0/24')
      await page.getByRole('button', { name: 'Close for maintenance' }).click()
      await page.getByText('Closed', { exact: true }).first().waitFor()
      await page.getByRole('button', { name: 'Open again' }).click()
      await page.getByRole('button', { name: 'Close for maintenance' }).waitFor()
      await page.getByRole('button', { name: 'Access to web' }).click()
      await page.getByRole('button', { name: 'Add name' }).click()
      await page.getByLabel('Name', { exact: true }).last().fill('ada')
      await page.getByLabel('Password', { exact: true }).last().fill('open sesame please')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Asks for a password: nuria, teo, ada').waitFor()
    },
  },
]
