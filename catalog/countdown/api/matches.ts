import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { dictionary } from '../game/letters/dictionaries.ts'
import { languages } from '../game/letters/piles.ts'
import { deal } from '../game/match/deal.ts'
import { judge } from '../game/match/judge.ts'
import {
  answer,
  deadline,
  join,
  type Match,
  type Moved,
  type Refused,
  type RoundKind,
  roundKinds,
  start,
} from '../game/match/match.ts'
import { viewOf } from '../game/match/view.ts'
import type { MatchEvents, Matches } from '../service/matches.ts'
import type { Owner } from './app.ts'
import { Refusal, read } from './refusal.ts'

const name = z
  .string('must be a text')
  .trim()
  .min(1, 'must not be empty')
  .max(24, 'must have at most 24 characters')
const creation = z.strictObject({
  language: z.enum(languages, `must be ${languages.join(' or ')}`),
  seats: z.union([z.literal(1), z.literal(2)], 'must be 1 or 2'),
  rounds: z
    .array(z.enum(roundKinds, `must be ${roundKinds.join(', ')}`))
    .min(1, 'must be at least one')
    .max(15, 'must be at most fifteen'),
  name,
})
const wish = z.strictObject({
  vowels: z.int('must be a whole number').min(3, 'must be 3 to 5').max(5, 'must be 3 to 5').default(4),
  large: z.int('must be a whole number').min(0, 'must be 0 to 4').max(4, 'must be 0 to 4').default(2),
})
const operand = z.int('must be a whole number').min(1, 'must be positive').max(1e9, 'is too large')
const answers = z.union([
  z.strictObject({ word: z.string().max(30) }),
  z.strictObject({
    steps: z.array(z.strictObject({ a: operand, op: z.enum(['+', '-', '*', '/']), b: operand })).max(5),
  }),
])
const wait = z.object({
  after: z.coerce.number('must be a version').int().default(-1),
  wait: z.coerce.number('must be seconds').min(0).max(25, 'at most 25').default(0),
})

const reasons: Record<Refused, string> = {
  full: 'both seats are taken',
  'not-yours': 'you have no seat in this game',
  'not-all-here': 'the other player is not here yet',
  'not-your-turn': 'it is the other player who chooses this round',
  'round-running': 'a round is running',
  'no-round': 'no round has begun',
  'too-late': 'the round is over, or you have answered',
  over: 'the game is over',
}

type ById = { Params: { id: string } }

export function matchRoutes(app: FastifyInstance, matches: Matches, events: MatchEvents, owner: Owner): void {
  app.post('/api/matches', async (request, reply) => {
    const self = await owner(request)
    const { language, seats, rounds, name } = read(creation, request.body)
    const match: Match = {
      ...{ id: randomBytes(16).toString('base64url'), language, plan: rounds, seats },
      ...{ players: [{ owner: self, name }], rounds: [], version: 0 },
    }
    await matches.add(match)
    return reply.code(201).send(viewOf(match, self, Date.now()))
  })

  /** With `after` and `wait`, answers when the match is newer than that version, or after so many seconds. */
  app.get<ById>('/api/matches/:id', async (request) => {
    const self = await owner(request)
    const { after, wait: seconds } = read(wait, request.query)
    const stop = new AbortController()
    const changed = nextChange(events, request.params.id, stop.signal)
    try {
      const match = await find(request.params.id)
      if (match.version > after || seconds === 0) return viewOf(match, self, Date.now())
      await Promise.race([changed, pause(seconds * 1000, null, { signal: stop.signal }).catch(() => {})])
      return viewOf(await find(request.params.id), self, Date.now())
    } finally {
      stop.abort()
    }
  })

  app.post<ById>('/api/matches/:id/players', async (request) => {
    const self = await owner(request)
    const asked = read(z.strictObject({ name }), request.body)
    return move(request.params.id, self, (match) => join(match, self, asked.name))
  })

  app.post<ById>('/api/matches/:id/rounds', async (request) => {
    const self = await owner(request)
    const wished = read(wish, request.body ?? {})
    const before = await find(request.params.id)
    const kind: RoundKind = before.plan[before.rounds.length] ?? 'letters'
    const words = await dictionary(before.language)
    const dealt = deal(kind, wished, before.language, words, () => randomInt(2 ** 47) / 2 ** 47)
    const view = await move(request.params.id, self, (match) =>
      match.rounds.length === before.rounds.length
        ? start(match, self, dealt.puzzle, dealt.best, Date.now())
        : { ok: false, refused: 'round-running' },
    )
    // Ends the round when the clock does. Should this replica die before, the next who looks ends it.
    setTimeout(() => void matches.get(before.id, Date.now()).catch(() => {}), settleAfter(view)).unref()
    return view
  })

  app.post<ById>('/api/matches/:id/answers', async (request) => {
    const self = await owner(request)
    const given = read(answers, request.body)
    const at = Date.now()
    const { language } = await find(request.params.id)
    const words = await dictionary(language)
    return move(request.params.id, self, (match) => {
      const puzzle = match.rounds.at(-1)?.puzzle
      return puzzle
        ? answer(match, self, judge(puzzle, given, words, at))
        : { ok: false, refused: 'no-round' }
    })
  })

  async function find(id: string): Promise<Match> {
    const match = await matches.get(id, Date.now())
    if (!match) throw new Refusal(404, 'id', 'there is no such game; they are kept for six hours')
    return match
  }

  async function move(id: string, self: string, how: (match: Match) => Moved) {
    await find(id)
    const moved = await matches.change(id, how)
    if (moved?.ok) return viewOf(moved.match, self, Date.now())
    const refused = moved?.refused ?? 'no-round'
    throw new Refusal(refused === 'not-yours' ? 403 : 409, 'match', reasons[refused])
  }
}

function settleAfter({ round }: { round: { left: number } | null }): number {
  const grace = deadline({ startedAt: 0 }) - 30_000
  return (round?.left ?? 0) + grace + 50
}

function nextChange(events: MatchEvents, id: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const listen = (changed: string) => {
    if (changed === id) resolve()
  }
  events.on('change', listen)
  signal.addEventListener('abort', () => {
    events.off('change', listen)
    resolve()
  })
  return promise
}
