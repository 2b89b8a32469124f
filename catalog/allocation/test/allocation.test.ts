// What the README promises, on the real engine.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { AppUnderTest, docker, eventually, openBrowser } from '@keelson/catalog-testing'
import { readSheet } from 'read-excel-file/node'
import { Client, hardDepartment } from './client.ts'

const STUDENTS =
  'name,EEID,Namei,P1,P2,N1,N2,COMMENTS\nAna,s1,A,p1,p2,1,2,\n=Bo,s2,B,p1,p3,1,2,\nCy,s3,C,p1,p2,1,2,\n'
const PROJECTS = 'PID,TITLE,SUP,Email\np1,Tides,Marie,m@x.org\np2,Bees,Alan,a@x.org\np3,Soil,Alan,a@x.org\n'

test('allocation', { timeout: 240_000 }, async (t) => {
  await using app = await AppUnderTest.prepare(
    new URL('..', import.meta.url),
    ['ALLOCATION_PORT', 'ALLOCATION_API_PORT', 'DASHBOARD_PORT'],
    { DASHBOARD_USER: 'board', DASHBOARD_PASSWORD: 'only-for-this-test' },
  )
  const page = app.address('ALLOCATION_PORT')
  await app.up(undefined, '--build', '--scale', 'worker=2')
  await eventually('the page answers', async () => (await fetch(`${page}/api/allocations`)).ok)
  const user = new Client(page)

  await t.test('wrong requests: every problem with its place, in the language asked for', async () => {
    const wrong = await user.upload({ 'a.csv': STUDENTS.replace('p3', 'p7'), 'b.csv': PROJECTS })
    assert.equal(wrong.status, 422)
    const { problems } = (await wrong.json()) as { problems: { message: string }[] }
    assert.deepEqual(problems, [
      {
        file: 'a.csv',
        line: 3,
        column: 13,
        code: 'unknown',
        kind: 'project',
        name: 'p7',
        message: 'There is no project p7. Correct the name, or add it to its file.',
      },
    ])
    const peak = async () =>
      Number(
        /VmHWM:\s+(\d+) kB/.exec(
          await docker('exec', await app.container('api'), 'cat', '/proc/1/status'),
        )?.[1],
      ) / 1024
    const before = await peak()
    const tooLarge = async (response: Response) => {
      const { problems } = (await response.json()) as { problems: { file: string; message: string }[] }
      return [response.status, problems[0]?.file, problems[0]?.message]
    }
    const huge = (mebibytes: number) => new Uint8Array(mebibytes * 2 ** 20).fill(0x61)
    assert.deepEqual(await tooLarge(await user.upload({ 'students.csv': huge(250), 'b.csv': PROJECTS })), [
      413,
      'students.csv',
      'This is too large: at most 10 MiB.',
    ])
    const long = JSON.stringify({ students: 'a'.repeat(250 * 2 ** 20) })
    assert.deepEqual(await tooLarge(await user.ask('', { method: 'POST', body: long })), [
      413,
      'files',
      'This is too large: at most 20 MiB.',
    ])
    const many = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`${n}.csv`, PROJECTS]))
    const tooMany = (await (await user.upload(many)).json()) as { reason: string }
    assert.equal(tooMany.reason, 'at most 6 files at once')
    const grown = (await peak()) - before
    assert.ok(grown < 150, `twice 250 MiB made the API grow by ${grown} MiB`)
    assert.equal((await user.ask('', { method: 'POST', body: '{' })).status, 400)
    assert.equal((await user.ask('/nothing')).status, 404)
    assert.deepEqual(await user.list(), [])
  })

  await t.test("a user's list is private", async () => {
    const id = await user.submit({
      students: [{ id: 's1', choices: [{ project: 'p1', rank: 1 }] }],
      projects: [{ id: 'p1', lecturer: 'Marie' }],
    })
    const other = new Client(page)
    assert.equal((await other.ask(`/${id}`)).status, 404)
    assert.equal((await other.ask(`/${id}/result`)).status, 404)
    assert.equal((await other.ask(`/${id}`, { method: 'DELETE' })).status, 404)
    assert.deepEqual(await other.list(), [])
    assert.equal((await user.list()).length, 1)
    const forged = await fetch(`${page}/api/allocations`, { headers: { cookie: 'allocation=me.forged' } })
    assert.deepEqual(await forged.json(), { allocations: [] })
  })

  await t.test(
    'progress is pushed; a killed worker, API and Redis lose nothing; cancel keeps the best',
    async () => {
      const id = await user.submit(hardDepartment(240, 120))
      await eventually('a first best', async () => (await user.progress(id)).objective !== null)
      const { worker } = await user.progress(id)

      // In a container the host name is the start of its id.
      await docker('kill', worker)
      await eventually(
        'another worker goes on',
        async () => {
          const now = await user.progress(id)
          return now.worker !== worker && now.objective !== null
        },
        { seconds: 30 },
      )
      await docker('kill', await app.container('api'))
      await docker('start', await app.container('api'))
      await docker('kill', await app.container('redis'))
      await eventually('503 while Redis is away', async () => (await user.ask('')).status === 503)
      await docker('start', await app.container('redis'))
      await eventually('the API is back', async () => (await user.ask('')).ok)
      assert.equal((await user.list()).length, 2)

      const seen: string[] = []
      for await (const progress of user.watch(id)) {
        const { state, objective, bound } = progress
        if (bound !== null && objective !== null) assert.ok(bound <= objective)
        seen.push(state)
        if (state === 'running' && objective !== null && !seen.includes('asked')) {
          assert.equal((await user.ask(`/${id}`, { method: 'DELETE' })).status, 202)
          seen.push('asked')
        }
      }
      assert.equal(seen.at(-1), 'cancelled')
      const { metrics, proof, violations } = await user.result(id)
      assert.equal(metrics.students, 240)
      assert.deepEqual(violations, [])
      assert.ok(proof.bound !== null && proof.bound <= proof.objective)
      await docker('start', worker)
    },
  )

  await t.test('the queue has a dashboard behind a login', async () => {
    const board = app.address('DASHBOARD_PORT')
    const login = (secret: string) => ({
      headers: { authorization: `Basic ${Buffer.from(`board:${secret}`).toString('base64')}` },
    })
    assert.equal((await fetch(board)).status, 401)
    assert.equal((await fetch(`${board}/api/queues`)).status, 401)
    assert.equal((await fetch(board, login('wrong'))).status, 401)
    assert.match(
      await (await fetch(`${board}/api/queues`, login('only-for-this-test'))).text(),
      /allocations/,
    )
  })

  await t.test('the API is described by the schemas it uses', async () => {
    assert.match(await (await fetch(`${page}/api/docs`)).text(), /unfairnessWeight/)
    const { paths } = (await (await fetch(`${page}/api/openapi.json`)).json()) as { paths: object }
    assert.equal(Object.keys(paths).length, 8)
  })

  await t.test(
    'in the browser: upload, errors, fix, result, downloads, scenarios, swap, Spanish',
    async () => {
      await using browser = await openBrowser()
      const view = await browser.newPage({ locale: 'en-GB', acceptDownloads: true })
      view.setDefaultTimeout(15_000)
      const errors: string[] = []
      view.on('pageerror', (error) => errors.push(error.message))
      view.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) errors.push(message.text())
      })
      const solve = () => view.getByRole('button', { name: 'Solve', exact: true }).click()
      const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
      const column = (n: number) => view.locator(`tbody tr td:nth-child(${n})`).allInnerTexts()

      await view.goto(page)
      await view
        .locator('input[type=file]')
        .setInputFiles([file('students.csv', STUDENTS.replace('p3', 'p7')), file('projects.csv', PROJECTS)])
      await view.locator('[name=name]').fill('Plain')
      await solve()
      await view.getByText('students.csv:3:13').waitFor()
      const text = view.getByRole('textbox', { name: 'students.csv' })
      await text.fill((await text.inputValue()).replace('p7', 'p3'))
      await solve()

      await view.getByText('Proven: nothing is better.').waitFor()
      assert.equal(await view.locator('[data-metric=allocated] dd').textContent(), '3')
      assert.match((await view.locator('[data-student=s2] .why').textContent()) ?? '', /p1 \(1\): taken by s/)
      assert.deepEqual((await column(5)).toSorted(), ['1', '2', '2'])
      await view.getByRole('button', { name: 'Rank' }).click()
      assert.deepEqual(await column(5), ['1', '2', '2'])
      await view.getByRole('button', { name: 'Rank' }).click()
      assert.deepEqual(await column(5), ['2', '2', '1'])
      const bar = view.locator('.chart li').first()
      await bar.hover()
      assert.match((await bar.locator('.names').textContent()) ?? '', /^s\d$/)

      const download = async (name: string) => {
        const waiting = view.waitForEvent('download')
        await view.locator(`a[href$="/students.${name}"]`).click()
        return readFile(await (await waiting).path())
      }
      const csv = (await download('csv')).toString()
      const json: { student: string; project: string }[] = JSON.parse((await download('json')).toString())
      const [, ...rows] = await readSheet(await download('xlsx'))
      assert.match(csv, /s2,'=Bo,/)
      const pairs = json.map(({ student, project }) => `${student} ${project}`)
      assert.deepEqual(
        rows.map(([student, , project]) => `${student} ${project}`),
        pairs,
      )
      assert.deepEqual(
        csv
          .trim()
          .split('\r\n')
          .slice(1)
          .map((line) => line.split(','))
          .map(([student, , project]) => `${student} ${project}`),
        pairs,
      )

      await view.getByRole('button', { name: 'Another scenario' }).click()
      await view.locator('[name=name]').fill('Fair')
      await view.locator('[name=unfairnessWeight]').fill('5')
      await solve()
      await view.getByRole('heading', { name: 'Fair' }).waitFor()
      await view.locator('[name=compare]').selectOption({ label: 'Plain' })
      await view.getByRole('heading', { name: 'Plain' }).waitFor()
      assert.equal(await view.locator('.sides > section').count(), 2)

      for (const mode of ['Stable, best for students', 'Stable, best for lecturers']) {
        await view.getByRole('button', { name: 'Another scenario' }).click()
        await view.locator('[name=name]').fill(mode)
        await view.locator('[name=mode]').selectOption({ label: mode })
        await solve()
        await view.getByRole('heading', { name: mode }).waitFor()
        await view.locator('[data-metric=stable] dd', { hasText: 'yes' }).waitFor()
      }
      await view.getByRole('button', { name: 'Fair' }).click()
      await view.getByRole('heading', { name: 'Fair' }).waitFor()

      await view.getByRole('checkbox', { name: 'Swap s1' }).check()
      await view.getByRole('checkbox', { name: 'Swap s3' }).check()
      await view.getByRole('button', { name: '⇄ Swap' }).click()
      await view.getByText('Swapped, not kept yet').waitFor()
      await view.getByRole('button', { name: 'Keep as a scenario' }).click()
      await view.getByText('Changed by hand.').waitFor()
      await view.getByRole('button', { name: 'es', exact: true }).click()
      await view.getByText('Cambiada a mano.').waitFor()
      await view.reload()
      await view.getByText('Tus asignaciones').waitFor()
      await view.locator('aside li').nth(2).waitFor()
      assert.deepEqual(errors, [])
    },
  )
})
