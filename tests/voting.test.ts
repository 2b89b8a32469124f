import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startBrowser } from './harness/browser.ts'
import { startPlatform } from './harness/platform.ts'
import { open } from './harness/web.ts'

const VOTERS = 120

type Board = { total: number; dead: number; options: { id: string; votes: number }[] }

test('voting from the catalog: votes through the balancer are counted, pushed, and survive off and on', async () => {
  const platform = await startPlatform()
  const browser = await startBrowser()
  try {
    await platform.must(['catalog', 'deploy', 'voting', '--wait'])
    // Two services ask for a route; the one with the lower port has the project's own address.
    const vote = `http://voting.localhost:${platform.port}`
    const result = `http://result--voting.localhost:${platform.port}`
    const counts = async () => {
      const { total, dead, options }: Board = JSON.parse((await open(`${result}/api/results`)).body)
      return { total, dead, ...Object.fromEntries(options.map(({ id, votes }) => [id, votes])) }
    }
    const person = await browser.person()
    const page = await person.newPage()
    await page.goto(result)
    await page.getByRole('heading', { name: 'No votes yet' }).waitFor()

    /** Votes, as who has this cookie or as somebody new. Gives the cookie. */
    const cast = async (choice: string, known?: string): Promise<string> => {
      const cookie = known ?? String((await open(vote)).headers['set-cookie']).split(';')[0] ?? ''
      const answer = await open(`${vote}/api/votes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify({ vote: choice }),
      })
      assert.equal(answer.status, 201, answer.body)
      return cookie
    }
    const cookies = await Promise.all(
      Array.from({ length: VOTERS }, (_, voter) => cast(voter % 3 === 0 ? 'b' : 'a')),
    )
    await page.getByRole('heading', { name: `${VOTERS} votes` }).waitFor()
    assert.deepEqual(await counts(), { total: VOTERS, dead: 0, a: (VOTERS * 2) / 3, b: VOTERS / 3 })

    await platform.must(['off', 'voting', 'v1'])
    assert.equal((await open(vote)).status, 503)
    await platform.must(['on', 'voting', 'v1'])
    assert.deepEqual(await counts(), { total: VOTERS, dead: 0, a: (VOTERS * 2) / 3, b: VOTERS / 3 })

    // The page comes back by itself, and a voter of before is known: the vote moves and is no second one.
    await cast('b', cookies[1])
    await page.locator('[data-id=b] small', { hasText: `${VOTERS / 3 + 1} votes` }).waitFor()
    assert.equal((await counts()).total, VOTERS)
  } finally {
    await Promise.allSettled([browser.close(), platform.close()])
  }
})
