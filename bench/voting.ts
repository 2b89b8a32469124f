import { Agent, request } from 'node:http'
import { AppUnderTest, docker, eventually, openBrowser } from '@keelson/catalog-testing'
import { rounded } from './statistics/rounds.ts'

const VOTES = 12_000
const CONNECTIONS = 40
const CLICKS = 200
const CHOICES = ['a', 'b']

export default { name: 'voting', run: measure }

/** Votes per second through the whole of catalog/voting, and how soon a bar moves, against what its two stores do alone. */
async function measure(): Promise<{ figures: Record<string, number>; report: string }> {
  await using app = await AppUnderTest.prepare(new URL('../catalog/voting', import.meta.url), [
    'VOTE_PORT',
    'RESULT_PORT',
  ])
  await app.up(undefined, '--build')
  const result = app.address('RESULT_PORT')
  const vote = app.address('VOTE_PORT')
  await eventually('both pages answer', async () => (await fetch(vote)).ok && (await fetch(result)).ok)

  const redis = await redisRate(await app.container('redis'))
  const postgres = await postgresRate(await app.container('db'))
  await throughput(vote, result, VOTES / 10)
  const { perSecond, lost } = await throughput(vote, result, VOTES)
  const clicks = (await clickToBar(vote, result)).sort((a, b) => a - b)

  const slower = Math.min(redis, postgres)
  const figures = {
    votesPerSecond: Math.round(perSecond),
    vsSlowerPrimitive: rounded(perSecond / slower),
    clickToBarP50Ms: rounded(percentile(clicks, 50)),
    clickToBarP99Ms: rounded(percentile(clicks, 99)),
    votesLost: lost,
  }
  const report = [
    `redis-benchmark, the same XADD, fsync each: ${Math.round(redis)}/s with ${CONNECTIONS} connections`,
    `pgbench, the same upsert, one a transaction: ${Math.round(postgres)}/s with ${CONNECTIONS} connections`,
    `vote → queue → worker → result: ${figures.votesPerSecond} votes/s over ${VOTES} votes, ${lost} lost`,
    `that is ${figures.vsSlowerPrimitive} of the slower one alone`,
    `click to bar: p50 ${figures.clickToBarP50Ms} ms, p99 ${figures.clickToBarP99Ms} ms of ${CLICKS} clicks in a browser`,
  ].join('\n')
  return { figures, report }
}

/** XADDs per second, as the vote service makes them. */
async function redisRate(container: string): Promise<number> {
  const output = await docker(
    ...['exec', container, 'redis-benchmark', '--csv', '-n', '20000', '-c', String(CONNECTIONS)],
    ...['xadd', 'benchmark', '*', 'voter', '0b9cbb4e-0a51-4c0b-9d19-0a6c1d7d0001', 'choice', 'a'],
  )
  const rate = Number(output.split('\n').at(-1)?.split(',').at(1)?.replaceAll('"', ''))
  await docker('exec', container, 'redis-cli', 'del', 'benchmark')
  if (!(rate > 0)) throw new Error(`redis-benchmark said: ${output}`)
  return rate
}

/** Upserts per second, one in each transaction. */
async function postgresRate(container: string): Promise<number> {
  const script = `\\set voter random(1, 100000)
insert into votes_benchmark values (:voter, 'a', 1)
  on conflict (id) do update set vote = excluded.vote, sequence = votes_benchmark.sequence + 1`
  const shell = `psql -qU postgres -c 'create table votes_benchmark (id text primary key, vote text, sequence bigint)'
printf '%s\\n' "$1" > /tmp/upsert.sql
pgbench -U postgres -n -T 4 -c ${CONNECTIONS} -f /tmp/upsert.sql
psql -qU postgres -c 'drop table votes_benchmark'`
  const output = await docker('exec', container, 'sh', '-c', shell, 'sh', script)
  const rate = Number(/tps = ([\d.]+)/.exec(output)?.[1])
  if (!(rate > 0)) throw new Error(`pgbench said: ${output}`)
  return rate
}

/** New voters, one vote each; the clock stops when the result counts them all. */
async function throughput(
  vote: string,
  result: string,
  count: number,
): Promise<{ perSecond: number; lost: number }> {
  const total = async () => ((await (await fetch(`${result}/api/results`)).json()) as { total: number }).total
  const before = await total()
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  let left = count
  let accepted = 0
  const start = performance.now()
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (left-- > 0)
        if ((await post(`${vote}/api/votes`, agent, CHOICES[left % 2] ?? 'a')) === 201) accepted++
    }),
  )
  let counted = 0
  await eventually(
    'all votes are counted',
    async () => {
      counted = (await total()) - before
      return counted === accepted
    },
    { seconds: 30, every: 5 },
  ).catch(() => {})
  const perSecond = counted / ((performance.now() - start) / 1000)
  agent.destroy()
  return { perSecond, lost: accepted - counted }
}

function post(address: string, agent: Agent, choice: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ vote: choice })
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    const sent = request(address, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode))
    })
    sent.on('error', reject).end(body)
  })
}

/** Milliseconds from the click on one page to the change of the bar on another, in one browser. */
async function clickToBar(vote: string, result: string): Promise<number[]> {
  await using browser = await openBrowser()
  const context = await browser.newContext()
  const [ballot, bars] = [await context.newPage(), await context.newPage()]
  await ballot.goto(vote)
  await bars.goto(result)
  await bars.getByText('Live').waitFor()
  await bars.evaluate(`
    window.moves = []
    const now = () => performance.timeOrigin + performance.now()
    new MutationObserver((changes) => {
      if (changes.some(({ target, oldValue }) => target.getAttribute('width') !== oldValue)) window.moves.push(now())
    }).observe(document.getElementById('bars'), { subtree: true, attributeFilter: ['width'], attributeOldValue: true })`)

  const waits: number[] = []
  for (let click = 0; click < CLICKS; click++) {
    const clicked: unknown = await ballot.evaluate(`
      document.querySelector('button[value="${CHOICES[click % 2]}"]').click()
      performance.timeOrigin + performance.now()`)
    const moved: unknown = await bars.evaluate(
      until(`window.moves.length > ${click}`, `window.moves[${click}]`),
    )
    waits.push(Number(moved) - Number(clicked))
    await ballot.evaluate(until(`!document.querySelector('form').hasAttribute('aria-busy')`, 'null'))
  }
  return waits
}

/** Source of a promise of `value` once `condition` holds; the page forbids the usual ways of waiting in it. */
function until(condition: string, value: string): string {
  return `new Promise((resolve) => {
    const look = () => (${condition} ? resolve(${value}) : setTimeout(look, 5))
    look()
  })`
}

function percentile(sorted: number[], percent: number): number {
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? Number.NaN
}
