// The lesson of README.md, step by step, on the real engine.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppUnderTest, docker, eventually, openBrowser } from '@keelson/catalog-testing'

const FORGETFUL = ['compose.yaml', 'compose.forgetful.yaml']

test('visits: what survives what', { timeout: 200_000 }, async (t) => {
  await using app = await AppUnderTest.prepare(new URL('..', import.meta.url), ['VISITS_PORT'])
  const address = app.address('VISITS_PORT')

  const visit = async (times: number) => {
    for (let i = 0; i < times; i++) assert.equal((await fetch(address)).status, 200)
  }
  const ask = async (): Promise<{ visits: number; replica: string }> => {
    await eventually('the page answers', async () => (await fetch(`${address}/api/visits`)).ok)
    return (await (await fetch(`${address}/api/visits`)).json()) as { visits: number; replica: string }
  }
  const count = async () => (await ask()).visits

  await t.test('1. three visits are counted', async () => {
    await app.up(undefined, '--build')
    assert.equal(await count(), 0)
    await visit(3)
    assert.equal(await count(), 3)
  })

  await t.test('2. web deleted: another replica answers, the count survives', async () => {
    const before = await ask()
    await app.deleteContainers('web')
    await app.up()
    const after = await ask()
    assert.equal(after.visits, 3)
    assert.notEqual(after.replica, before.replica)
  })

  await t.test('3. redis deleted: the page says so, then the volume gives the count back', async () => {
    await app.deleteContainers('redis')
    await eventually('503', async () => (await fetch(address)).status === 503)
    assert.match(
      await (await fetch(address, { headers: { 'accept-language': 'es' } })).text(),
      /El contador no está/,
    )
    await app.up()
    assert.equal(await count(), 3)
  })

  await t.test('an open page follows, without a reload: visits, Redis away, Redis back', async () => {
    await using browser = await openBrowser()
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) errors.push(message.text())
    })
    await page.goto(address)
    await page.getByText('Redis is there').waitFor()
    await visit(1)
    await page.getByText('Visit 5').waitFor()
    assert.equal(await page.locator('#visits').textContent(), '5')

    await docker('kill', await app.container('redis'))
    await page.getByText('Redis is away').waitFor()
    await docker('start', await app.container('redis'))
    await page.getByText('Redis is there').waitFor()
    assert.equal(await page.locator('#visits').textContent(), '5')
    assert.deepEqual(errors, [])
  })

  await t.test(
    '4. without a volume: a new container begins at nothing, and deleting it loses the count',
    async () => {
      await app.deleteContainers('redis')
      await app.up(FORGETFUL)
      assert.equal(await count(), 0)
      await visit(2)
      await app.deleteContainers('redis')
      await app.up(FORGETFUL)
      assert.equal(await count(), 0)
    },
  )

  await t.test('5. with the volume again: the old count is back', async () => {
    await app.deleteContainers('redis')
    await app.up()
    assert.equal(await count(), 5)
  })

  await t.test('6. one network joins the two containers, and nothing else', async () => {
    const joined = await docker(
      'network',
      'inspect',
      `${app.name}_visits`,
      '-f',
      '{{range .Containers}}{{.Name}} {{end}}',
    )
    const expected = [await app.container('redis'), await app.container('web')]
    assert.deepEqual(joined.trim().split(' ').sort(), expected.sort())
  })

  await t.test('7. down keeps the volume; down with volumes forgets', async () => {
    await app.compose(['down'])
    await app.up()
    assert.equal(await count(), 5)
    await app.compose(['down', '-v'])
    await app.up()
    assert.equal(await count(), 0)
  })
})
