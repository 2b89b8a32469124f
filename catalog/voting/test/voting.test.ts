// What the README promises, on the real engine.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppUnderTest, docker, eventually, openBrowser } from '@keelson/catalog-testing'
import { Voters } from './voters.ts'

const VOTERS = 3000
const KILLS = [
  'worker',
  'redis',
  'db',
  'redis',
  'worker',
  'db',
  'worker',
  'redis',
  'db',
  'db',
  'redis',
  'worker',
]

type Board = { total: number; dead: number; options: { id: string; votes: number }[] }

test('voting: nothing that was accepted is lost', { timeout: 400_000 }, async (t) => {
  await using app = await AppUnderTest.prepare(new URL('..', import.meta.url), ['VOTE_PORT', 'RESULT_PORT'])
  const vote = app.address('VOTE_PORT')
  const result = app.address('RESULT_PORT')
  await app.up(undefined, '--build')
  await eventually('both pages answer', async () => (await fetch(vote)).ok && (await fetch(result)).ok)

  const board = async (): Promise<Board> => {
    const response = await fetch(`${result}/api/results`)
    assert.equal(response.status, 200)
    return (await response.json()) as Board
  }
  const counts = async () => Object.fromEntries((await board()).options.map(({ id, votes }) => [id, votes]))
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${vote}/api/votes`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    })
  const query = async (sql: string) =>
    docker('exec', await app.container('db'), 'psql', '-U', 'postgres', '-Atc', sql)
  const redis = async (...args: string[]) =>
    docker('exec', await app.container('redis'), 'redis-cli', ...args)

  /** Recorded is before settled, and the page hears of it a moment later. */
  const allCounted = async (voters: Voters) => {
    await eventually('the queue is empty', async () => (await redis('xlen', 'votes')) === '0')
    await eventually('the page shows every last vote', async () => {
      assert.deepEqual(await counts(), voters.expected())
      return true
    })
  }

  await t.test('wrong requests are refused with field and reason, and change nothing', async () => {
    const refusal = async (response: Response) => {
      const { field } = (await response.json()) as { field: string }
      return `${response.status} ${field}`
    }
    assert.equal(await refusal(await post('{"vote":"z"}')), '400 vote')
    assert.equal(await refusal(await post('{"vote":"<script>"}')), '400 vote')
    assert.equal(await refusal(await post('{"vote":')), '400 body')
    assert.equal(await refusal(await post(JSON.stringify({ vote: 'a'.repeat(10_000) }))), '413 body')
    assert.equal(await refusal(await post('{"vote":"a"}', { cookie: 'voter=me.forged' })), '403 voter')
    assert.equal((await board()).total, 0)
  })

  await using browser = await openBrowser()
  const page = await browser.newPage({ locale: 'en-GB' })
  await page.goto(result)
  await page.getByRole('heading', { name: 'No votes yet' }).waitFor()
  await page.evaluate('document.body.dataset.samePage = "yes"')

  await t.test(
    'a click on the ballot moves the bar on the other page; voting again moves it back',
    async () => {
      const ballot = await browser.newPage({ locale: 'es-ES' })
      await ballot.goto(vote)
      await ballot.getByRole('button', { name: 'Cats' }).press('Enter')
      await ballot.getByText('Tu voto está registrado.').waitFor()
      await page.getByRole('heading', { name: '1 vote' }).waitFor()
      await ballot.getByRole('button', { name: 'Dogs' }).click()
      await eventually('the vote moves', async () => JSON.stringify(await counts()) === '{"a":0,"b":1}')
      await query('delete from votes')
    },
  )

  await t.test(
    '3,000 voters, twelve kills: every accepted vote is counted once, with its last value',
    async () => {
      const voters = new Voters(vote, VOTERS)
      const voting = voters.run()
      for (const [index, service] of KILLS.entries()) {
        // Spread over the whole of the voting.
        await eventually('voters go on', () => voters.done > ((index + 0.5) * VOTERS) / (KILLS.length + 1), {
          seconds: 60,
        })
        const container = await app.container(service)
        await docker('kill', '--signal', 'KILL', container)
        await docker('start', container)
      }
      await voting

      assert.ok(voters.refused > 0, 'no kill was felt: the test shows nothing')
      await eventually('all is counted', async () => (await board()).total === VOTERS, { seconds: 30 })
      await allCounted(voters)
      assert.match(await redis('xpending', 'votes', 'workers'), /^0\b/)
      const counted = new Map(
        (await query('select id, vote from votes'))
          .split('\n')
          .map((row) => row.split('|') as [string, string]),
      )
      assert.deepEqual(counted, voters.lastVotes())
      assert.equal((await board()).dead, 0)
    },
  )

  await t.test('the result page followed all of it without a reload', async () => {
    await page.getByRole('heading', { name: '3,000 votes' }).waitFor()
    assert.equal(await page.locator('body').getAttribute('data-same-page'), 'yes')
  })

  await t.test('what no worker can count is set aside, counted on the page, and blocks nothing', async () => {
    await redis('xadd', 'votes', '*', 'voter', 'nobody', 'choice', 'a')
    await redis('xadd', 'votes', '*', 'nonsense', '1')
    await page.getByText('2 set aside because they could not be counted').waitFor()
    assert.equal(await redis('xlen', 'votes'), '0')
  })

  await t.test('1, 2 and 4 workers: the same totals', async () => {
    const totals: unknown[] = []
    for (const workers of [1, 2, 4]) {
      await app.compose(['up', '-d', '--no-recreate', '--scale', `worker=${workers}`])
      assert.equal((await app.containers('worker')).length, workers)
      await query('delete from votes')
      const voters = new Voters(vote, 300)
      await voters.run()
      await allCounted(voters)
      totals.push(await counts())
    }
    assert.deepEqual(totals[1], totals[0])
    assert.deepEqual(totals[2], totals[0])
  })

  await t.test(
    'front-tier reaches the pages and nothing else; back-tier has no way out; others reach nothing',
    async () => {
      // Reached is what answers each of five times: while any network of the machine is created, Docker takes its
      // isolation rules out of the firewall for some milliseconds, and a single knock then gets through.
      const probe = async (network: string[], targets: string[]): Promise<string[]> => {
        const source = `const knock = (host, port) => new Promise((answer) => {
          const socket = require('node:net').connect({ host, port, timeout: 2000 })
          const end = (open) => { socket.destroy(); answer(open) }
          socket.on('connect', () => end(true)).on('timeout', () => end(false)).on('error', () => end(false))
        });
        ${JSON.stringify(targets)}.forEach(async (target) => {
          const [host, port] = target.split(' ')
          for (let time = 0; time < 5; time++) if (!(await knock(host, port))) return
          console.log(target)
        })`
        const image = await docker('inspect', '-f', '{{.Image}}', await app.container('vote'))
        const output = await docker('run', '--rm', ...network, image, 'node', '-e', source)
        return output.split('\n').filter(Boolean).sort()
      }
      const addresses = async (service: string, port: number) => {
        const template = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}'
        const [container = ''] = await app.containers(service)
        const found = (await docker('inspect', '-f', template, container)).trim().split(' ')
        return found.map((address) => `${address} ${port}`)
      }
      const pages = ['result 5000', 'vote 5000']
      const behind = ['db 5432', 'redis 6379', 'worker 9229']
      const all = [
        ...(await addresses('db', 5432)),
        ...(await addresses('redis', 6379)),
        ...(await addresses('vote', 5000)),
        ...(await addresses('result', 5000)),
      ]
      const backTier = all.slice(0, 2)

      const outsiders = await app.network('outsiders')
      const [front, back, outside] = await Promise.all([
        probe([`--network=${app.name}_front-tier`], [...pages, ...behind, ...backTier]),
        probe([`--network=${app.name}_back-tier`], ['db 5432', 'redis 6379']),
        probe([`--network=${outsiders}`], [...pages, ...behind, ...all]),
      ])
      assert.deepEqual(front, pages)
      assert.deepEqual(back, ['db 5432', 'redis 6379'])
      assert.deepEqual(outside, [])
      const isInternal = (network: string) =>
        docker('network', 'inspect', `${app.name}_${network}`, '-f', '{{.Internal}}')
      assert.equal(await isInternal('back-tier'), 'true')
      assert.equal(await isInternal('front-tier'), 'false')
    },
  )
})
