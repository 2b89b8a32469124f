import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { Site } from './site.ts'

const deploy = (n: number) => `/deploys/00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export type Flow = { name: string; path: string; act: (page: Page, site: Site) => Promise<void> }

/** What people do on the dashboard, each from its own first page. */
export const flows: Flow[] = []
const it = (name: string, path: string, act: Flow['act']) => void flows.push({ name, path, act })

it(
  'first start: a short password is refused, then the administrator is in',
  '/setup?token=first-light&scene=setup',
  async (page) => {
    await page.getByLabel('E-mail').fill('nuria@example.org')
    await page.getByLabel('Password', { exact: true }).fill('short')
    await page.getByRole('button', { name: 'Create the administrator' }).click()
    await page.getByText('A password has at least 10 characters.').waitFor()
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await page.getByLabel('Password, again').fill('correct horse battery')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Launch something' }).waitFor()
  },
)

it(
  'signing in: wrong, then right, leads to where one wanted to go',
  '/projects/shop/variables?scene=out',
  async (page) => {
    await page.getByLabel('E-mail').fill('nuria@example.org')
    await page.getByLabel('Password').fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByText('The e-mail address or the password is wrong.').waitFor()
    await page.getByLabel('Password').fill('correct horse')
    await page.keyboard.press('Enter')
    await page.getByText('SHOP_LANGUAGES').waitFor()
  },
)

it('from nothing to a running catalog application in one click', '/?scene=empty', async (page) => {
  await page.getByRole('link', { name: 'Choose from the catalog' }).click()
  await page.getByRole('button', { name: 'Deploy Visits' }).click()
  await page.getByRole('heading', { name: 'Deploy main to production' }).waitFor()
  await page.getByText('Fetching main').waitFor()
})

it(
  'a project is added by its address: access, name, branch, first deploy',
  '/new?scene=fast',
  async (page) => {
    const address = page.getByLabel('Git address')
    await address.fill('git@gitlab.com:harbour/secret.git')
    await page.getByText('ssh-ed25519').waitFor()
    await page.getByRole('button', { name: 'Test access' }).click()
    await page.getByText('The repository refused access.').waitFor()
    await page.getByText('Permission denied (publickey)').waitFor()
    await address.fill('https://gitlab.com/harbour/Boat_Hire.git')
    await page.getByLabel('Access token').fill('t0ken')
    assert.equal(await page.getByLabel('Name').inputValue(), 'boat-hire')
    await page.getByRole('button', { name: 'Test access' }).click()
    await page.getByText('Found 4 branches and 4 tags.').waitFor()
    await page.getByRole('combobox').fill('2.3')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    assert.equal(await page.getByRole('combobox').inputValue(), 'v2.3.1')
    await page.getByLabel('Name').fill('shop')
    await page.getByText('A project has this name already.').waitFor()
    await page.getByLabel('Name').fill('Bad--Name')
    await page.getByText('may hold lower-case letters').waitFor()
    await page.getByLabel('Name').fill('boat-hire')
    await page.getByRole('button', { name: 'Add and deploy' }).click()
    await page.getByText('Succeeded').first().waitFor()
    await page.getByRole('link', { name: 'Open' }).waitFor()
  },
)

it(
  'a version is made live after a question that says what happens, by keyboard alone',
  '/projects/shop?scene=fast',
  async (page) => {
    await page.getByRole('button', { name: 'Actions for v5' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Make live' }).waitFor()
    await page.keyboard.type('Make')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Make v5 live?' })
    await dialog.getByText('take the place of those of v6').waitFor()
    await dialog.getByText('v6: it can be turned on again').waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
      'Actions for v5',
    )
    await page.keyboard.press('Enter')
    await page.keyboard.type('Make')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Make live' }).last().press('Enter')
    await page.getByRole('heading', { name: 'Turn on v5 in production' }).waitFor()
    await page.getByText('Succeeded').first().waitFor()
    await page.getByRole('link', { name: 'shop', exact: true }).click()
    await page.getByText(/in (v5, )?production/).waitFor()
    assert.match(
      (await page.locator('li', { hasText: 'Retry payments once' }).last().textContent()) ?? '',
      /On.*in (v5, )?production/,
    )
  },
)

it('turning off and deleting say what goes and what stays', '/projects/shop?scene=fast', async (page) => {
  await page.getByRole('button', { name: 'Turn off' }).nth(1).click()
  await page.getByText('The containers and networks of shop-v5 in v5 are removed.').waitFor()
  await page.getByText('The volumes of v5, with their data.').waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Actions for v5' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByText('The volumes of the preview v5 are deleted with their data.').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('Succeeded').first().waitFor()
})

it('a deploy is begun with a branch, watched, and cancelled', '/projects/shop', async (page) => {
  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  await page.getByRole('combobox', { name: /Branch/ }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('option').first().waitFor({ state: 'hidden' })
  await page.getByRole('combobox', { name: /Branch/ }).click()
  await page.getByRole('option', { name: /tax-rounding/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Deploy' }).click()
  await page.getByRole('heading', { name: 'Deploy fix/tax-rounding to production' }).waitFor()
  await page.getByText('Running', { exact: true }).first().waitFor()
  await page.getByText('Fetching fix/tax-rounding').waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('Cancelled').first().waitFor()
})

it(
  'without the live connection a deploy is followed by long requests',
  '/projects/shop?scene=fast&live=off',
  async (page) => {
    await page.getByRole('button', { name: 'Deploy', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Deploy' }).click()
    await page.getByText('no request waited').waitFor()
    await page.getByText('Succeeded').first().waitFor()
    await page.getByText('Not live').waitFor()
  },
)

it('a failed deploy shows why, the last lines, and what still runs', deploy(21), async (page) => {
  await page.getByRole('heading', { name: 'Failed: Build' }).waitFor()
  await page.getByRole('alert').getByText('npm error code ERESOLVE').waitFor()
  await page.getByText('What was running before goes on running.').waitFor()
})

it(
  'a log of 100,000 lines: few elements, search, a link to a line, the end',
  `${deploy(100)}?scene=many#L50000`,
  async (page) => {
    await page.locator('.log-row.current .number', { hasText: '50000' }).waitFor()
    assert.ok((await page.locator('.log-row').count()) < 120)
    await page.getByRole('button', { name: 'Follow' }).click()
    await page.getByText('no request waited').waitFor()
    await page.getByRole('searchbox').fill('line 99 of the build')
    await page.getByText('1 of 1', { exact: true }).waitFor()
    await page.locator('.log-row.current mark', { hasText: 'line 99 of the build' }).waitFor()
    await page.getByRole('button', { name: 'Show times' }).click()
    await page.locator('.log-row time').first().waitFor()
    await page.getByRole('combobox').selectOption('engine')
    await page.getByText('5 lines').waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download the log' }).click()
    assert.match((await download).suggestedFilename(), /^shop-.*\.log$/)
  },
)

it(
  'services and their live logs, merged and of one',
  '/projects/shop/environments/production',
  async (page) => {
    await page.getByText('3 of 3').waitFor()
    await page.locator('.log-row .source', { hasText: 'redis' }).first().waitFor()
    await page.getByRole('button', { name: 'Logs of worker' }).click()
    await page.getByRole('heading', { name: 'Logs of worker' }).waitFor()
    await page.locator('.log-row .source', { hasText: 'worker-2' }).first().waitFor()
    assert.equal(await page.locator('.log-row .source', { hasText: 'redis' }).count(), 0)
  },
)

it(
  'the balancer, live: a replica is looked at, drained after a question, and put back, by keyboard alone',
  '/balancer?scene=fast',
  async (page) => {
    const card = page.locator('section.card', { has: page.getByRole('heading', { name: 'admin' }) })
    await card.getByText('1 of 1 replicas serve').waitFor()
    await card.getByRole('button', { name: 'shop-production-admin-1', exact: true }).press('Enter')
    await page.getByRole('dialog').getByText('HTTP content check did match').waitFor()
    await page.keyboard.press('Escape')
    await card.getByRole('button', { name: 'Actions for shop-production-admin-1' }).press('Enter')
    await page.keyboard.type('Drain')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Drain shop-production-admin-1?' })
    await dialog.getByText('Nothing else serves').waitFor()
    await dialog.getByRole('button', { name: 'Drain' }).press('Enter')
    await card.getByText('0 of 1 replicas serve').waitFor()
    await card.getByText('by hand').waitFor()
    await card.getByRole('button', { name: 'Actions for shop-production-admin-1' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Put back' }).press('Enter')
    await card.getByText('1 of 1 replicas serve').waitFor()
    await card.getByRole('button', { name: 'History of admin' }).click()
    await card.locator('canvas').nth(1).waitFor()
  },
)

it(
  'while the balancer is away, the page says so and shows what was',
  '/balancer?scene=away',
  async (page) => {
    await page.getByRole('alert').getByText('The balancer does not answer', { exact: true }).waitFor()
    await page.getByText('3 of 4 replicas serve').waitFor()
  },
)

it(
  'replicas are set, and scaled by themselves between bounds',
  '/projects/shop/environments/production?scene=fast',
  async (page) => {
    await page.getByRole('button', { name: 'Scale worker' }).click()
    const dialog = page.getByRole('dialog', { name: 'Replicas of worker' })
    await dialog.getByText('As the Compose file says: 2.').waitFor()
    await dialog.getByRole('switch').check()
    await dialog.getByLabel('Processor, %').fill('')
    await dialog.getByText('Name at least one target').waitFor()
    await dialog.getByLabel('Requests/s each').fill('25')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('worker is autoscaled.').waitFor()
    await dialog.getByText('Set here; it wins over the Compose file.').waitFor()
    await dialog.getByRole('button', { name: 'One more' }).click()
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await page.getByText('Succeeded').first().waitFor()
  },
)

it('a secret goes in and never comes out', '/projects/shop/variables', async (page) => {
  await page.getByRole('button', { name: 'Add a variable' }).click()
  await page.getByLabel('Name').fill('2nd')
  await page.getByText('does not start with a digit').waitFor()
  await page.getByLabel('Name').fill('MAIL_PASSWORD')
  await page.getByLabel('Value').fill('hunter2')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('MAIL_PASSWORD').waitFor()
  assert.equal(await page.getByText('hunter2').count(), 0)
  await page.getByRole('button', { name: 'Remove MAIL_PASSWORD' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('MAIL_PASSWORD').first().waitFor({ state: 'detached' })
})

it(
  'a project is deleted only after its name was typed',
  '/projects/visits/settings?scene=fast',
  async (page) => {
    await page.getByRole('button', { name: 'Delete the project' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/^All volumes with their data: visits-production_database, /).waitFor()
    assert.ok(await dialog.getByRole('button', { name: 'Delete the project' }).isDisabled())
    await dialog.getByRole('textbox').fill('visits')
    await dialog.getByRole('textbox').press('Enter')
    await page.getByRole('heading', { name: 'Delete the project visits' }).waitFor()
    await page.getByText('Succeeded').first().waitFor()
    await page.getByRole('link', { name: 'Projects', exact: true }).click()
    await page.getByRole('link', { name: 'shop', exact: true }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'visits', exact: true }).count(), 0)
  },
)

it('settings: theme, language, a token that is shown once', '/settings', async (page) => {
  await page.getByRole('radio', { name: 'Dark' }).check()
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).colorScheme), 'dark')
  await page.getByRole('radio', { name: 'Español' }).check()
  await page.getByRole('heading', { name: 'Apariencia' }).waitFor()
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'es')
  await page.getByRole('button', { name: 'Crear un token' }).click()
  await page.getByLabel('Nombre').fill('portátil')
  await page.getByRole('dialog').getByRole('button', { name: 'Crear un token' }).click()
  await page.getByText('keelson_').waitFor()
  await page.getByRole('button', { name: 'Hecho' }).click()
  await page.getByText('portátil').waitFor()
  assert.equal(await page.getByText('keelson_').count(), 0)
  await page.reload()
  await page.getByRole('heading', { name: 'Apariencia' }).waitFor()
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark')
})

it('the palette finds pages and projects by keyboard', '/', async (page) => {
  await page.getByRole('link', { name: 'shop', exact: true }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('shop vari')
  await page.keyboard.press('Enter')
  await page.getByText('SHOP_LANGUAGES').waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await page.getByRole('heading', { name: 'Catalog' }).waitFor()
})

it('who may only read is offered nothing to change', '/projects/shop?scene=reader', async (page) => {
  await page.getByText('Show delivery times before checkout').first().waitFor()
  for (const name of ['Deploy', 'Turn off', 'Turn on', 'Make live']) {
    assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name)
  }
})

it('refusals and silence have their pages', '/?scene=refuses', async (page, site) => {
  await page.getByText('The Docker Engine does not answer.').waitFor()
  await page.getByText('connect ENOENT /var/run/docker.sock').waitFor()
  await page.getByRole('button', { name: 'Try again' }).waitFor()
  await page.goto(`${site.url}/projects/nothing`)
  await page.getByRole('heading', { name: 'There is no project nothing' }).waitFor()
  await page.goto(`${site.url}/nowhere/at/all`)
  await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor()
  await page.goto(`${site.url}/projects/shop?scene=silent`)
  await page.getByText('Loading').first().waitFor({ state: 'attached' })
  await page.goto(`${site.url}/projects/shop?scene=unreachable`)
  await page.getByText('The server does not answer.').waitFor()
})
