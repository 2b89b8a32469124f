// What the README promises, on the real engine: four api, four socket, two workers behind a balancer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppUnderTest, docker, eventually, openBrowser } from '@keelson/catalog-testing'
import type { Page } from 'playwright-core'
import { playGame, words } from './game.ts'
import { Player } from './players.ts'

const CLIENTS = 200
const files = ['compose.yaml', 'compose.scaled.yaml']

test('countdown: four, two and four replicas behave as one', { timeout: 240_000 }, async (t) => {
  await using app = await AppUnderTest.prepare(
    new URL('..', import.meta.url),
    ['COUNTDOWN_PORT', 'SCALED_API_PORT', 'SCALED_SOCKET_PORT'],
    { API_PORT: '0', SOCKET_PORT: '0', QUEUES_PASSWORD: 'a password of this test' },
  )
  const [page, api, socket] = ['COUNTDOWN_PORT', 'SCALED_API_PORT', 'SCALED_SOCKET_PORT'].map((name) =>
    app.address(name),
  ) as [string, string, string]
  await app.up(files, '--build', '--scale', 'api=4', '--scale', 'socket=4', '--scale', 'worker=2')
  await eventually('all answer', async () => (await fetch(page)).ok && (await fetch(`${api}/health`)).ok, {
    seconds: 40,
  })
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(api + path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  const session = async () => {
    const { token } = (await (await post('/api/sessions', {})).json()) as { token: string }
    return { authorization: `Bearer ${token}` }
  }
  const redis = async (...args: string[]) =>
    docker('exec', await app.container('redis'), 'redis-cli', ...args)

  await t.test('wrong input: 422 with field and reason, and nothing is enqueued', async () => {
    const own = await session()
    const tiles = [100, 75, 3, 2, 8, 8]
    const refused = async (path: string, body: unknown) => {
      const response = await post(path, body, own)
      const { field, reason } = (await response.json()) as { field: string; reason: string }
      assert.ok(reason.length > 5, reason)
      return `${response.status} ${field}`
    }
    const jobs = '/api/numbers/jobs'
    assert.equal(await refused(jobs, { tiles: [100, 100, 3, 2, 8, 8], target: 300 }), '422 tiles')
    assert.equal(await refused(jobs, { tiles: [1, 2, 3], target: 300 }), '422 tiles')
    assert.equal(await refused(jobs, { tiles: [11, 2, 3, 4, 5, 6], target: 300 }), '422 tiles')
    assert.equal(await refused(jobs, { tiles: 'all', target: 300 }), '422 tiles')
    assert.equal(await refused(jobs, { tiles, target: 99 }), '422 target')
    assert.equal(await refused(jobs, { tiles, target: 100.5 }), '422 target')
    assert.equal(await refused(jobs, { tiles, target: '300' }), '422 target')
    assert.equal(await refused(jobs, { tiles, target: 300, all: 'yes' }), '422 all')
    assert.equal(await refused(jobs, { tiles, target: 300, owner: 'me' }), '422 owner')
    assert.equal(await refused(jobs, '{"tiles":'), '422 body')
    assert.equal(await refused('/api/letters/solve', { language: 'en', letters: 'abcdefgh' }), '422 letters')
    assert.equal(await refused('/api/letters/solve', { language: 'en', letters: 'abcdefghñ' }), '422 letters')
    assert.equal(
      await refused('/api/letters/solve', { language: 'fr', letters: 'abcdefghi' }),
      '422 language',
    )
    const match = { language: 'en', seats: 1, rounds: ['letters'], name: 'A' }
    assert.equal(await refused('/api/matches', { ...match, seats: 3 }), '422 seats')
    assert.equal(await refused('/api/matches', { ...match, rounds: [] }), '422 rounds')
    assert.equal(await refused('/api/matches', { ...match, name: ' ' }), '422 name')
    assert.equal((await post(jobs, { tiles, target: 300 })).status, 401)
    assert.equal((await post(jobs, { tiles, target: 300 }, { authorization: 'Bearer guessed' })).status, 401)
    assert.equal(await redis('exists', 'bull:numbers:id', 'bull:numbers:wait', 'bull:numbers:completed'), '0')
  })

  await t.test('a job belongs to its session: for every other one it is unknown', async () => {
    const [own, other] = [await session(), await session()]
    const made = await post('/api/numbers/jobs', { tiles: [100, 75, 3, 2, 8, 8], target: 301 }, own)
    assert.equal(made.status, 201)
    const { id } = (await made.json()) as { id: string }
    const job = `${api}/api/numbers/jobs/${id}`
    const long = await fetch(`${job}?wait=20`, { headers: own })
    assert.equal(((await long.json()) as { state: string }).state, 'completed')
    assert.equal((await fetch(job, { headers: other })).status, 404)
    assert.equal((await fetch(job, { method: 'DELETE', headers: other })).status, 404)
    assert.equal((await fetch(job)).status, 401)
    assert.equal((await fetch(`${api}/api/numbers/jobs/none`, { headers: own })).status, 404)
  })

  await t.test('a page from elsewhere may not call; the queue has a login', async () => {
    const preflight = (origin: string) =>
      fetch(`${api}/api/sessions`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      })
    const allowed = (await preflight(page)).headers.get('access-control-allow-origin')
    assert.equal(allowed, page)
    assert.equal(
      (await preflight('http://elsewhere.example')).headers.get('access-control-allow-origin'),
      null,
    )
    assert.equal((await fetch(`${api}/queues`)).status, 401)
    const login = (password: string) =>
      fetch(`${api}/queues`, {
        headers: { authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}` },
      })
    assert.equal((await login('wrong')).status, 401)
    const dashboard = await login('a password of this test')
    const html = await dashboard.text()
    assert.match(html, /Bull Dashboard/)
    assert.doesNotMatch(html, /https?:/)
    assert.match(dashboard.headers.get('content-security-policy') ?? '', /default-src 'self'/)
  })

  const players = Array.from({ length: CLIENTS }, () => new Player(api, socket))
  t.after(() => {
    for (const player of players) player.close()
  })

  await t.test('200 clients: each gets its own result and hears of nobody else’s', async () => {
    await eventually('all are connected', () => players.every(({ line }) => line.connected))
    const played = await Promise.all(players.map((player, number) => player.play(number)))
    assert.deepEqual(new Set(played.map(({ outcome }) => outcome)), new Set(['right']))
    await eventually('every line knows its replica', () => players.every(({ replica }) => replica !== ''))
    assert.equal(new Set(players.map(({ replica }) => replica)).size, 4)
    for (const [number, { heard }] of players.entries())
      assert.deepEqual(
        new Set(heard.map(({ id }) => id)),
        new Set([played[number]?.id].filter(() => heard.length)),
      )
    assert.ok(players.filter(({ heard }) => heard.length > 0).length > 0)
  })

  for (const service of ['worker', 'socket', 'redis']) {
    await t.test(
      `a ${service} dies in the middle: every client ends with its result or is told`,
      async () => {
        const playing = Promise.all(players.map((player, number) => player.play(1000 + number)))
        const [victim = ''] = await app.containers(service)
        await docker('kill', victim)
        await docker('start', victim)
        const outcomes = (await playing).map(({ outcome }) => outcome)
        assert.ok(!outcomes.includes('wrong'))
        // Only while Redis is away can a request be refused; nothing else is felt at all.
        if (service !== 'redis') assert.deepEqual(new Set(outcomes), new Set(['right']))
        await eventually('it goes on', async () => (await (players[0] as Player).play(1)).outcome === 'right')
      },
    )
  }

  await using browser = await openBrowser()
  const solveInPage = async (tab: Page) => {
    await tab.getByRole('button', { name: /^(Solve|Resolver)$/ }).click()
    await tab.locator('.facts').waitFor()
  }

  await t.test('in the browser: pushed, without polling; without sockets, one long request', async () => {
    const tab = await browser.newPage({ locale: 'es-ES' })
    const requests: string[] = []
    tab.on('request', (request) => {
      if (request.method() !== 'OPTIONS' && request.url().includes('/jobs')) requests.push(request.method())
    })
    await tab.goto(`${page}/numbers`)
    await tab.getByRole('heading', { name: 'El calculador de cifras' }).waitFor()
    await tab.getByText(/envía/).waitFor()
    await solveInPage(tab)
    assert.deepEqual(requests, ['POST'])

    const sockets = await app.containers('socket')
    await docker('stop', ...sockets)
    await tab.getByText('Sin conexión en directo').waitFor()
    requests.length = 0
    await solveInPage(tab)
    assert.deepEqual(requests, ['POST', 'GET'])
    await docker('start', ...sockets)
    await tab.getByText(/envía/).waitFor()
    await tab.close()
  })

  const longest = async (language: string, letters: string) => {
    const response = await post('/api/letters/solve', { language, letters })
    return ((await response.json()) as { words: string[] }).words
  }
  const newPage = async (locale: string) => (await browser.newContext({ locale })).newPage()

  await t.test('the letters solver in the browser, in both languages: ñ is a letter of its own', async () => {
    for (const [locale, say, letters, word] of [
      ['en-GB', words.en, 'wodntcoun', 'countdown'],
      ['es-ES', words.es, 'salomñaña', 'mañana'],
    ] as const) {
      const tab = await newPage(locale)
      await tab.goto(`${page}/letters`)
      await tab.getByLabel(say.solver.nineLetters).fill(letters.slice(1))
      await tab.getByRole('button', { name: say.solver.solve }).click()
      await tab.getByRole('alert').waitFor()
      await tab.getByLabel(say.solver.nineLetters).fill(letters)
      await tab.getByRole('button', { name: say.solver.solve }).click()
      await tab.locator('.words span').first().waitFor()
      const shown = await tab.locator('.words span').allTextContents()
      assert.deepEqual(shown, await longest(say === words.es ? 'es' : 'en', letters))
      assert.ok(shown.every((each) => each.length >= word.length))
      assert.equal(
        shown.some((each) => each.includes('ñ')),
        say === words.es,
      )
      await tab.context().close()
    }
  })

  await t.test(
    'a job can be cancelled while it waits; the page says so, and no worker takes it up',
    async () => {
      const workers = await app.containers('worker')
      await docker('stop', '-t', '0', ...workers)
      const own = await session()
      const made = await post('/api/numbers/jobs', { tiles: [100, 75, 3, 2, 8, 8], target: 301 }, own)
      const { id } = (await made.json()) as { id: string }
      const job = `${api}/api/numbers/jobs/${id}`
      const waits = fetch(`${job}?wait=20`, { headers: own })
      await eventually('it waits', async () => (await redis('llen', 'bull:numbers:wait')) === '1')
      const state = async (response: Response) => ((await response.json()) as { state: string }).state
      assert.equal(await state(await fetch(job, { method: 'DELETE', headers: own })), 'cancelled')
      assert.equal(await state(await waits), 'cancelled')
      assert.equal((await fetch(job, { headers: own })).status, 404)

      const tab = await newPage('en-GB')
      await tab.goto(`${page}/numbers`)
      await tab.getByText('pushed by').waitFor()
      await tab.getByRole('button', { name: words.en.solver.solve }).click()
      await tab.getByRole('button', { name: words.en.solver.cancel }).click()
      await tab.getByText(words.en.solver.cancelled).waitFor()
      assert.equal(await redis('llen', 'bull:numbers:wait'), '0')

      const early = await newPage('en-GB')
      await early.routeWebSocket(/./, (line) => {
        const server = line.connectToServer()
        line.onMessage((text) => {
          if (!String(text).includes('"job"')) server.send(text)
        })
      })
      await early.goto(`${page}/numbers`)
      await early.getByText('pushed by').waitFor()
      await early.getByRole('button', { name: words.en.solver.solve }).click()
      await early.getByRole('button', { name: words.en.solver.cancel }).click()
      await early.getByText(words.en.solver.cancelled).waitFor()
      assert.equal(await redis('llen', 'bull:numbers:wait'), '0', 'cancelled before it could be followed')

      await docker('start', ...workers)
      await solveInPage(tab)
      await tab.context().close()
      await early.context().close()
    },
  )

  await t.test(
    'two browsers, one English, one Spanish, play a full game of nine rounds with Spanish words',
    async () => {
      const [ann, bob] = [await newPage('en-GB'), await newPage('es-ES')]
      await ann.goto(page)
      await ann.getByLabel(words.en.home.name).fill('Ann')
      await ann.getByLabel(words.en.home.gameLanguage).selectOption('es')
      await ann.getByLabel(words.en.home.length).selectOption('full')
      await ann.getByRole('button', { name: words.en.home.two }).click()
      await ann.getByText(words.en.game.waiting).waitFor()
      await bob.goto(ann.url())
      await bob.getByLabel(words.es.home.name).fill('Bob')
      await bob.getByRole('button', { name: words.es.game.join }).click()

      const points = await playGame(
        [
          { page: ann, say: words.en },
          { page: bob, say: words.es },
        ],
        [
          ...(['letters', 'letters', 'numbers', 'letters', 'letters', 'numbers'] as const),
          ...(['letters', 'numbers', 'conundrum'] as const),
        ],
        (letters) => longest('es', letters),
      )
      // Both laid the same words, and only Bob knew the conundrum.
      await ann.getByText('Bob wins').waitFor()
      await bob.getByText('Gana Bob').waitFor()
      assert.ok(Number(await bob.locator('.scores .mine b').textContent()) >= points)
    },
  )

  await t.test(
    'alone, with English words: a short game, from the first clock to the final score',
    async () => {
      const tab = await newPage('en-GB')
      await tab.goto(page)
      await tab.getByRole('button', { name: words.en.home.alone }).click()
      const points = await playGame(
        [{ page: tab, say: words.en }],
        ['letters', 'numbers', 'conundrum'],
        (letters) => longest('en', letters),
      )
      await tab.getByText(/^Your score: \d+/).waitFor()
      assert.ok(Number(await tab.locator('.scores .mine b').textContent()) >= points)
    },
  )
})
