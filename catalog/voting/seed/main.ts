// Posts votes as different voters: SEED_A for the first option, SEED_B for the second. Ctrl-C ends it.
import { setTimeout as pause } from 'node:timers/promises'

const address = process.env.VOTE_URL || 'http://vote:5000'
const votes = [
  ...Array<string>(Number(process.env.SEED_A || 2000)).fill('a'),
  ...Array<string>(Number(process.env.SEED_B || 1000)).fill('b'),
]
const AT_ONCE = 20
const total = votes.length

const interrupted = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => interrupted.abort())

let done = 0
await Promise.all(Array.from({ length: AT_ONCE }, voters)).catch((error) => {
  console.error(interrupted.signal.aborted ? `interrupted after ${done} of ${total}` : error.message)
  process.exit(1)
})
console.log(`${done} votes posted`)

async function voters(): Promise<void> {
  for (let vote = votes.pop(); vote !== undefined; vote = votes.pop()) {
    await cast(vote)
    done++
    if (done % 500 === 0 && done < total) console.log(`${done} of ${total}`)
  }
}

/** Fetches a voter's cookie first, so that trying again is the same voter again. */
async function cast(vote: string): Promise<void> {
  const cookie = await patiently(async () => {
    const page = await fetch(address, { signal: interrupted.signal })
    await page.text()
    return page.headers
      .getSetCookie()
      .find((line) => line.startsWith('voter='))
      ?.split(';')[0]
  })
  await patiently(async () => {
    const answer = await fetch(`${address}/api/votes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ vote }),
      signal: interrupted.signal,
    })
    if (answer.status >= 400 && answer.status < 500) throw new Error(`refused: ${await answer.text()}`)
    await answer.text()
    return answer.ok || undefined
  })
}

/** Tries until there is an answer that is worth something. */
async function patiently<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const outcome = await attempt().catch((error: Error) => {
      if (interrupted.signal.aborted || error.message.startsWith('refused')) throw error
      return undefined
    })
    if (outcome !== undefined) return outcome
    await pause(300, undefined, { signal: interrupted.signal })
  }
}
