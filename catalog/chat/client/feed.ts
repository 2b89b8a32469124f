import type { Message } from '../protocol/views.ts'

/** The changes of one room, as far as they have come. */
export type Feed = {
  /** Every change up to this is in. */
  last: number
  /** In the order of their numbers. */
  messages: Message[]
  /** Changes that came before the ones in front of them. */
  ahead: Map<number, Message>
}

export const newFeed = (last: number): Feed => ({ last, messages: [], ahead: new Map() })

/** Takes what was pushed. Gives what could be put in, in order; what was in before, or comes too early, is not. */
export function take(feed: Feed, message: Message): Message[] {
  if (message.change <= feed.last) return []
  feed.ahead.set(message.change, message)
  const done: Message[] = []
  for (let next = feed.ahead.get(feed.last + 1); next; next = feed.ahead.get(feed.last + 1)) {
    feed.ahead.delete(next.change)
    feed.last = next.change
    put(feed.messages, next)
    done.push(next)
  }
  return done
}

/**
 * Takes what was missed: all that changed after `feed.last`, up to and including `upTo`. Of a message that changed
 * twice only the last state comes. Gives what was new, in order, with what had been waiting for it.
 */
export function catchUp(feed: Feed, missed: Message[], upTo: number): Message[] {
  const done: Message[] = []
  for (const message of missed) {
    if (message.change <= feed.last) continue
    put(feed.messages, message)
    done.push(message)
  }
  feed.last = Math.max(feed.last, upTo)
  const waiting = [...feed.ahead.values()]
  feed.ahead.clear()
  return [...done, ...waiting.flatMap((message) => take(feed, message))]
}

/** Puts a page of history in front, all at once; a message that changed meanwhile stays as it is. */
export function prepend(feed: Feed, history: Message[]): void {
  const known = new Map(feed.messages.map(({ number, change }) => [number, change]))
  const older = history.filter(({ number, change }) => (known.get(number) ?? 0) < change)
  const replaced = new Set(older.map(({ number }) => number))
  feed.messages = [...older, ...feed.messages.filter(({ number }) => !replaced.has(number))].sort(
    (a, b) => a.number - b.number,
  )
}

function put(messages: Message[], message: Message): void {
  const at = place(messages, message.number)
  messages.splice(at, messages[at]?.number === message.number ? 1 : 0, message)
}

/** Where a number is, or would be. Looked for from the end, where it nearly always is. */
function place(messages: Message[], number: number): number {
  let at = messages.length
  while (at > 0 && (messages[at - 1]?.number ?? 0) >= number) at--
  return at
}
