// Bull Board: the queue as it is, behind a login.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { environmentOrExit } from '../service/environment.ts'
import { createBoard } from './board.ts'

const { port, redis, logLevel } = environmentOrExit(5555)
const user = process.env.DASHBOARD_USER || 'admin'
const given = process.env.DASHBOARD_PASSWORD
const password = given || randomBytes(12).toString('base64url')
if (!given) console.log(`DASHBOARD_PASSWORD is not set. Until the next start: ${user} / ${password}`)

const same = (a: string, b: string) => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
const app = await createBoard(redis, logLevel, (name, secret) => same(name, user) && same(secret, password))
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, async () => {
    await app.close()
    process.exit(0)
  })
await app.listen({ host: '::', port })
