import { EventEmitter } from 'node:events'
import type { Redis } from 'ioredis'
import { type Match, type Moved, settle } from '../game/match/match.ts'

/** Seconds that a match lives after its last move. */
const lifetime = 6 * 3600
const channel = 'countdown:matches'

/** Writes only over what was read, and tells all replicas in the same moment. */
const compareAndSet = `
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[2], 'EX', ARGV[3])
redis.call('publish', ARGV[4], ARGV[5])
return 1`

export class Matches {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  async add(match: Match): Promise<void> {
    await this.#redis.set(key(match.id), JSON.stringify(match), 'EX', lifetime)
  }

  /** The match as it is now: a round whose time is over is ended. */
  async get(id: string, now: number): Promise<Match | undefined> {
    const moved = await this.change(id, (match) => ({ ok: true, match: settle(match, now) }))
    return moved?.ok ? moved.match : undefined
  }

  /** Makes a move; tries again when another one came between. `undefined` when there is no such match. */
  async change(id: string, move: (match: Match) => Moved): Promise<Moved | undefined> {
    for (;;) {
      const before = await this.#redis.get(key(id))
      if (before === null) return undefined
      const match = read(before)
      const moved = move(match)
      if (!moved.ok || moved.match === match) return moved
      const text = JSON.stringify(moved.match)
      if ((await this.#redis.eval(compareAndSet, 1, key(id), before, text, lifetime, channel, id)) === 1)
        return moved
    }
  }
}

/** Tells which matches changed, on whatever replica that happened. */
export class MatchEvents extends EventEmitter<{ change: [id: string] }> {
  constructor(subscriber: Redis) {
    super()
    this.setMaxListeners(0)
    subscriber.subscribe(channel).catch(() => {})
    subscriber.on('message', (_channel, id) => this.emit('change', id))
  }
}

/** Only this class's own writing is under these keys. */
function read(text: string): Match {
  const match: Match = JSON.parse(text)
  // JSON has no infinity: it writes null.
  for (const round of match.rounds) for (const given of round.answers) if (given) given.rank ??= Infinity
  return match
}

function key(id: string): string {
  return `match:${id}`
}
