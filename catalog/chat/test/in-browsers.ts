import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { TestContext } from 'node:test'
import { type AppUnderTest, docker, eventually } from '@keelson/catalog-testing'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { goodPhoto } from './bad-photos.ts'
import { sql } from './crowd.ts'
import { password } from './person.ts'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Two people in two browsers: one at a desk in English, one on a phone in Spanish. */
export async function inBrowsers(
  t: TestContext,
  app: AppUnderTest,
  address: string,
  browser: Browser,
): Promise<void> {
  const open = async (options: BrowserContextOptions) => {
    const context = await browser.newContext(options)
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    await page.goto(address)
    return page
  }
  const desk = await open({ locale: 'en-GB', viewport: { width: 1180, height: 760 } })
  const phone = await open({
    locale: 'es-MX',
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    colorScheme: 'dark',
  })

  await t.test('two people sign up, meet in a room and talk, each in their own language', async () => {
    await desk.getByRole('button', { name: 'New here?' }).click()
    await desk.getByLabel('Name').fill('Fay')
    await desk.getByLabel('Password').fill(password)
    await assertClean(desk)
    await desk.getByRole('button', { name: 'Create account' }).click()
    await phone.getByRole('button', { name: 'Crea una' }).click()
    await phone.getByLabel('Nombre').fill('Guido')
    await phone.getByLabel('Contraseña').fill(password)
    await phone.getByRole('button', { name: 'Crear cuenta' }).click()

    await desk.getByRole('button', { name: 'Find or make a room' }).click()
    await desk.getByLabel('Name of the room').fill('Garden')
    await desk.getByRole('button', { name: 'Make a room', exact: true }).click()
    await desk.getByText('This is where Garden begins.').or(desk.getByText('Fay joined')).first().waitFor()
    await phone.getByRole('button', { name: 'Buscar o crear una sala' }).click()
    await phone.getByRole('button', { name: /Garden/ }).click()
    await desk.getByText('Guido joined').waitFor()

    await phone.getByLabel('Mensaje a Garden').pressSequentially('¿Llueve?')
    await desk.getByText('Guido is typing…').waitFor()
    await desk.getByText('Guido is typing…').waitFor({ state: 'detached' })
    await phone.getByRole('button', { name: 'Enviar' }).click()
    await desk.getByText('¿Llueve?').waitFor()
    await desk.getByLabel('Message Garden').fill('<b>Not</b> a drop')
    await desk.keyboard.press('Enter')
    await phone.getByText('<b>Not</b> a drop').waitFor()
    await desk.getByText('Read by Guido').waitFor()
    await Promise.all([desk, phone].map(assertClean))
    assert.equal(await overflows(phone), 0, 'nothing is wider than the phone')
  })

  await t.test('what was written is edited and deleted for both', async () => {
    const box = desk.getByLabel('Message Garden')
    await box.press('ArrowUp')
    await desk.getByLabel('Edit').fill('Not a drop, all week')
    await desk.keyboard.press('Enter')
    await phone.getByText('Not a drop, all week (editado)').waitFor()
    await desk.getByText('Not a drop, all week').hover()
    await desk.getByRole('button', { name: 'Delete' }).click()
    await desk.getByRole('button', { name: 'Delete' }).click()
    await phone.getByText('Este mensaje se borró.').waitFor()
    assert.equal(await phone.getByText('Not a drop').count(), 0)
  })

  await t.test('a photo is beside the messages of whom it shows', async () => {
    await desk.getByRole('button', { name: 'You' }).click()
    const photo = { name: 'me.jpg', mimeType: 'image/jpeg', buffer: await goodPhoto('tomato') }
    await desk.getByLabel('Choose a photo').setInputFiles(photo)
    await desk.locator('dialog .face img').waitFor()
    await desk.getByLabel('Choose a photo').setInputFiles({ ...photo, buffer: Buffer.from('no photo') })
    await desk.getByRole('alert').filter({ hasText: 'no photo that can be read' }).waitFor()
    await desk.getByRole('button', { name: 'Close' }).click()
    await phone.locator('.message .face img').first().waitFor()
  })

  await t.test('direct messages are for two, and unread until they are seen', async () => {
    await phone.getByRole('button', { name: 'Todas las salas' }).click()
    await desk.getByRole('button', { name: 'Write to somebody' }).click()
    await desk.getByRole('button', { name: /Guido/ }).click()
    await desk.getByLabel('Message Guido').fill('Between you and me')
    await desk.keyboard.press('Enter')
    await phone.getByLabel('1 sin leer').waitFor()
    await assertClean(phone)
    await phone.getByRole('link', { name: /Fay/ }).click()
    await phone.getByText('Between you and me').waitFor()
    await desk.getByText('Read', { exact: true }).waitFor()
  })

  await t.test('a thousand messages back, page by page, without losing one’s place', async () => {
    await sql(
      app,
      `with made as (insert into rooms (kind, name, key, last) values ('room', 'Archive', 'room:archive', 1000) returning id),
       seats as (insert into members (room, user_id, read) select made.id, users.id, 1000 from made, users),
       moved as (update users set memberships = memberships + 1)
       insert into messages (room, number, change, kind, user_id, text)
       select made.id, n, n, 'text', users.id, 'entry ' || n from made, users, generate_series(1, 1000) n
       where users.name = 'Fay'`,
    )
    await desk.getByRole('link', { name: /Archive/ }).click()
    await desk.getByText('entry 1000', { exact: true }).waitFor()
    const list = desk.getByRole('log')
    const begin = desk.getByText('This is where Archive begins.')
    for (let pages = 0; pages < 25 && !(await begin.isVisible()); pages++) {
      const before = await desk.locator('.message').count()
      await list.evaluate((element: { scrollTop: number }) => {
        element.scrollTop = 0
      })
      await eventually(
        'an older page is there',
        async () => (await begin.isVisible()) || (await desk.locator('.message').count()) > before,
      )
    }
    await begin.waitFor()
    const texts = await desk.locator('.message .text').allTextContents()
    assert.deepEqual(
      texts,
      Array.from({ length: 1000 }, (_, index) => `entry ${index + 1}`),
    )
    await desk.getByRole('button', { name: 'Newest messages' }).click()
    await desk.getByText('entry 1000', { exact: true }).waitFor()
    await desk.getByLabel('Message Archive').press('ArrowUp')
    assert.equal(await desk.getByRole('textbox', { name: 'Edit' }).inputValue(), 'entry 1000')
    await desk.keyboard.press('Escape')
  })

  await t.test('what is written without a connection is sent when it is back', async () => {
    await desk.getByRole('link', { name: /Garden/ }).click()
    await phone.getByRole('button', { name: 'Todas las salas' }).click()
    await phone.getByRole('link', { name: /Garden/ }).click()
    const replicas = await app.containers('app')
    await docker('stop', '-t', '0', ...replicas)
    await desk.getByText('Connection lost').waitFor()
    await desk.getByLabel('Message Garden').fill('Still here?')
    await desk.keyboard.press('Enter')
    await desk.getByText('Sending…').waitFor()
    await docker('start', ...replicas)
    await phone.getByText('Still here?').waitFor({ timeout: 30_000 })
    await desk.getByText('Sending…').waitFor({ state: 'detached' })
  })

  await t.test('signing out ends it', async () => {
    await desk.getByRole('button', { name: 'You' }).click()
    await desk.getByRole('button', { name: 'Sign out', exact: true }).click()
    await desk.getByRole('heading', { name: 'Sign in to Chat' }).waitFor()
  })
}

/** Axe finds nothing wrong. */
async function assertClean(page: Page): Promise<void> {
  await page.evaluate(axe)
  const found = (await page.evaluate(`axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`)) as string[]
  assert.deepEqual(found, [])
}

/** Pixels by which the page is wider than the window. */
const overflows = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
